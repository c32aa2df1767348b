//! The embedded provider: both Clerk APIs over its own store.
