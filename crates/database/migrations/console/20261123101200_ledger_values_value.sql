-- Finds the records of a person. A reason may be longer than an index entry may be, so only the ids are in it.
CREATE INDEX ledger_values_value ON ledger_values (field, value, seq)
WHERE field IN ('actor_id', 'subject_id');
