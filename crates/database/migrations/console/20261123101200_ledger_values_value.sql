-- Finds the records of a person. A reason may be longer than an index entry may be, so only the ids are in it.
-- Written with OR, for SQLite does not see that `field = 'actor_id'` is within an IN.
CREATE INDEX ledger_values_value ON ledger_values (field, value, seq)
WHERE field = 'actor_id' OR field = 'subject_id';
