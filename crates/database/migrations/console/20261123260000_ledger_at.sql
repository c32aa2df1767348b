-- Finds where a span of time begins and ends in the ledger.
CREATE INDEX ledger_at ON ledger (at, seq);
