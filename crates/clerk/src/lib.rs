//! Clerk's API: wire types, clients, transports, token verification.
