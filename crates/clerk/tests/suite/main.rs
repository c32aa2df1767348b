//! The crate from outside: over a real router, in process and over a real port.

mod backend_client;
mod frontend_client;
mod guarded;
mod lenient_reading;
mod publishable_keys;
mod refusals;
mod session_tokens;
mod support;
mod tickets;
mod tower_layers;
mod transports;
mod webhooks;
mod wire_shapes;
