CREATE INDEX ledger_kind ON ledger (kind, seq);
