//! Both transports against one router: the same requests, the same answers; and what happens when
//! there is no answer.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect};
use axum::routing::{any, get};
use axum::serve::ListenerExt as _;
use bytes::Bytes;
use clerk::{BackendClient, Error, Local, Network, SecretKey, Transport, TransportError};
use http::{Method, Request};
use http_body_util::{BodyExt as _, Full};
use tokio::net::TcpListener;

fn router() -> Router {
    Router::new()
        .route("/echo", any(echo))
        .route("/slow", get(std::future::pending::<()>))
        .route("/moved", get(|| async { Redirect::temporary("/echo") }))
        .route("/broken", get(broken))
        .route("/huge", get(huge))
}

async fn echo(method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> impl IntoResponse {
    let host = headers
        .get("host")
        .and_then(|host| host.to_str().ok())
        .unwrap_or("-")
        .to_owned();
    let key = headers
        .get("x-key")
        .and_then(|key| key.to_str().ok())
        .unwrap_or("-")
        .to_owned();
    let body = String::from_utf8_lossy(&body).into_owned();
    (
        StatusCode::IM_A_TEAPOT,
        [("x-answer", "yes")],
        format!("{method} {uri} {host} {key} {body}"),
    )
}

/// An answer of unknown length that breaks off after its first bytes.
async fn broken() -> Body {
    let begun = Full::new(Bytes::from_static(b"begun")).map_err(|never| match never {});
    let body = Body::new(begun.with_trailers(async { Some(Err(io::Error::other("cable cut"))) }));
    Body::from_stream(body.into_data_stream())
}

/// More than any answer of Clerk's.
async fn huge() -> Vec<u8> {
    vec![b'a'; 33 * 1024 * 1024]
}

/// Serves the router on a port of its own until the test ends.
async fn serve() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async { axum::serve(listener, router()).await });
    address
}

/// Both transports to the same router, and the address they call it by.
async fn both() -> [(Box<dyn Transport>, SocketAddr); 2] {
    let address = serve().await;
    [
        (Box::new(Local::new(router())), address),
        (Box::new(Network::new().expect("a network")), address),
    ]
}

fn request(method: Method, address: SocketAddr, path: &str, body: &'static str) -> Request<Bytes> {
    let request = Request::builder()
        .method(method)
        .uri(format!("http://{address}{path}"));
    request
        .header("x-key", "hidden")
        .body(Bytes::from_static(body.as_bytes()))
        .expect("a request")
}

#[tokio::test]
async fn both_transports_carry_the_same_request_and_the_same_answer() {
    for (transport, address) in both().await {
        let answer = transport
            .send(request(
                Method::PATCH,
                address,
                "/echo?a=1%262&a=%C3%A9",
                "é=1",
            ))
            .await
            .expect("answers");
        assert_eq!(
            answer.status(),
            StatusCode::IM_A_TEAPOT,
            "a status is an answer, not an error"
        );
        assert_eq!(answer.headers()["x-answer"], "yes");
        let expected = format!("PATCH /echo?a=1%262&a=%C3%A9 {address} hidden é=1");
        assert_eq!(String::from_utf8_lossy(answer.body()), expected);
    }
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed_with_a_key_in_hand() {
    for (transport, address) in both().await {
        let answer = transport
            .send(request(Method::GET, address, "/moved", ""))
            .await
            .expect("answers");
        assert_eq!(answer.status(), StatusCode::TEMPORARY_REDIRECT);
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_told_as_such() {
    for (transport, address) in both().await {
        let error = transport
            .send(request(Method::GET, address, "/broken", ""))
            .await
            .expect_err("no whole answer");
        assert!(matches!(error, TransportError::Interrupted(_)), "{error:?}");
    }
}

#[tokio::test]
async fn an_answer_without_end_is_given_up() {
    for (transport, address) in both().await {
        let answer = transport
            .send(request(Method::GET, address, "/huge", ""))
            .await;
        assert_eq!(answer.map(|_| ()), Err(TransportError::TooLarge));
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up_after_the_limit() {
    let network = Network::with_limits(Duration::from_secs(5), Duration::from_millis(100))
        .expect("a network");
    let answer = network
        .send(request(Method::GET, serve().await, "/slow", ""))
        .await;
    assert_eq!(answer.map(|_| ()), Err(TransportError::Timeout));
}

#[tokio::test]
async fn a_refused_connection_is_told_in_words_that_hold_nothing_of_the_request() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let nobody = listener.local_addr().expect("an address");
    drop(listener);
    let network = Network::new().expect("a network");
    let error = network
        .send(request(Method::GET, nobody, "/echo?ticket=hidden", ""))
        .await
        .expect_err("nobody there");
    assert!(matches!(error, TransportError::Unreachable(_)), "{error:?}");
    let shown = format!("{error} {error:?}");
    assert!(
        shown.to_lowercase().contains("refused"),
        "it says why: {shown}"
    );
    assert!(
        !shown.contains("hidden") && !shown.contains("127.0.0.1"),
        "{shown}"
    );

    let url = format!("http://{nobody}").parse().expect("a url");
    let client = BackendClient::new(Arc::new(network), url, SecretKey::new("sk_test_hidden"));
    let error = client.get_user("user_1").await.expect_err("nobody there");
    assert!(matches!(
        error,
        Error::Transport(TransportError::Unreachable(_))
    ));
    assert_eq!(error.words(), "Clerk cannot be reached.");
    assert!(!format!("{error} {error:?} {client:?}").contains("hidden"));
}

#[tokio::test]
async fn what_is_not_http_is_no_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, b"SSH-2.0-nothing\r\n").await;
        }
    });
    let error = Network::new()
        .expect("a network")
        .send(request(Method::GET, address, "/echo", ""))
        .await
        .expect_err("garbage");
    assert!(matches!(error, TransportError::Interrupted(_)), "{error:?}");
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = connections.clone();
    let listener = listener.tap_io(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    tokio::spawn(async { axum::serve(listener, router()).await });
    let network = Network::new().expect("a network");
    for transport in [network.clone(), network] {
        for _ in 0..5 {
            let answer = transport.send(request(Method::POST, address, "/echo", "a=1"));
            answer.await.expect("answers");
        }
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}
