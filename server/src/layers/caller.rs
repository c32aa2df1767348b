use std::net::{IpAddr, SocketAddr};

use app::backend::Caller;
use app::routes::Route;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::console::Console;
use crate::rendering::refuse;

/// The ways out, which stand open while nobody can be asked whether a session still stands.
const WAYS_OUT: [&str; 2] = ["/api/end_impersonation", "/api/sign_out"];

/// What a page asks by itself, over and over. Nobody is there for it, so no session is looked at or refreshed.
const QUIET: [&str; 1] = ["/api/impersonation_state"];

/// Finds out who calls, from verified state alone, before anything else looks at the request. While that cannot
/// be verified, whoever it was last may leave, and sees the way out on the page that says so.
pub async fn identify_caller(
    State(console): State<Console>,
    mut request: Request,
    next: Next,
) -> Response {
    let sessions = &console.browser_sessions;
    let resolved = if QUIET.contains(&request.uri().path()) {
        Ok(sessions.last_known(request.headers()).await)
    } else {
        sessions.resolve(request.headers()).await
    };
    let mut caller = match resolved {
        Ok(caller) => caller,
        Err(error) => {
            let caller = sessions.last_known(request.headers()).await;
            if !WAYS_OUT.contains(&request.uri().path()) {
                request.extensions_mut().insert(caller);
                return refuse(&console, request, error.status(), &error.to_string()).await;
            }
            caller
        }
    };
    // A message waits for the next page: not for a fetch, and not for an address that is none.
    if Route::parse(request.uri().path()).is_none() || !request.method().is_safe() {
        caller.flash = None;
    }
    if let Err(error) = console.browser_sessions.take_flash(&caller).await {
        return refuse(&console, request, error.status(), &error.to_string()).await;
    }
    caller.address = address(&console, &request);
    request.extensions_mut().insert::<Caller>(caller);
    next.run(request).await
}

/// Where the request comes from, if it came over a network.
fn address(console: &Console, request: &Request) -> Option<IpAddr> {
    let ConnectInfo(peer) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
    let proxies = &console.settings.trusted_proxies;
    Some(proxies.client(peer.ip(), request.headers()))
}
