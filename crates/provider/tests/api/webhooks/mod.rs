//! What is told to the endpoints of the application, and how it gets there whatever stands in its way.

mod deliveries;
mod endpoint;
mod events;
mod session_events;
mod trouble;
mod user_events;
