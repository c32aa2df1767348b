//! The HTTP request that is being answered, for the events that it brings about.

use std::cell::Cell;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::USER_AGENT;
use serde_json::{Value, json};

use crate::Provider;

tokio::task_local! {
    /// Known to the task alone that answers the request: what changes users stands far below, and most of it would
    /// only hand this on.
    static ASKED: Asked;
}

struct Asked {
    client_ip: String,
    user_agent: String,
    /// Whether it brought about an event.
    told: Cell<bool>,
}

/// Keeps in mind who asks, and wakes the deliverer when something is to be sent.
pub(crate) async fn note(
    State(provider): State<Provider>,
    request: Request,
    next: Next,
) -> Response {
    if provider.settings.webhook_urls.is_empty() {
        return next.run(request).await;
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let user_agent = request.headers().get(USER_AGENT);
    let asked = Asked {
        client_ip: client_ip(peer.map(|ConnectInfo(peer)| *peer)),
        user_agent: user_agent.map_or_else(String::new, |it| {
            String::from_utf8_lossy(it.as_bytes()).into_owned()
        }),
        told: Cell::new(false),
    };
    let answered = async {
        let response = next.run(request).await;
        (response, ASKED.with(|asked| asked.told.get()))
    };
    let (response, told) = ASKED.scope(asked, answered).await;
    if told {
        provider.news.notify_waiters();
    }
    response
}

/// The `event_attributes` of an event that comes to be now.
pub(super) fn attributes() -> Value {
    let known = ASKED.try_with(|asked| {
        asked.told.set(true);
        (asked.client_ip.clone(), asked.user_agent.clone())
    });
    // The program itself asks without HTTP.
    let (client_ip, user_agent) = known.unwrap_or_else(|_| (client_ip(None), String::new()));
    json!({ "http_request": { "client_ip": client_ip, "user_agent": user_agent } })
}

/// Whoever calls without a connection has no address.
fn client_ip(peer: Option<SocketAddr>) -> String {
    peer.map_or_else(
        || "0.0.0.0".to_owned(),
        |peer| peer.ip().to_canonical().to_string(),
    )
}
