//! The domain: policy, the life of an impersonation, the ledger.
