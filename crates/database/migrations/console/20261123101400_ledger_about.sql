CREATE INDEX ledger_about ON ledger (about, seq);
