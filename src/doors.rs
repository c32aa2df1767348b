//! Serving: the addresses that were taken and what answers there, until the program is told to stop.

use std::net::SocketAddr;

use axum::Router;
use axum::serve::{Listener, ListenerExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::shutdown::{GRACE, Shutdown};
use crate::tls::TlsListener;

/// An address and what is served there.
pub struct Door {
    pub listener: TcpListener,
    /// For https instead of http.
    pub tls: Option<TlsAcceptor>,
    pub router: Router,
}

/// Serves everything until the program is told to stop, then lets requests under way finish.
pub async fn serve(doors: Vec<Door>, shutdown: Shutdown) -> anyhow::Result<()> {
    let mut served = tokio::task::JoinSet::new();
    for door in doors {
        let stop = shutdown.clone();
        match door.tls {
            None => served.spawn(serve_at(door.listener, door.router, stop)),
            Some(acceptor) => {
                let listener = TlsListener::new(door.listener, acceptor)?;
                served.spawn(serve_at(listener, door.router, stop))
            }
        };
    }
    let all = async {
        while let Some(door) = served.join_next().await {
            door??;
        }
        anyhow::Ok(())
    };
    tokio::select! {
        result = all => result,
        () = out_of_patience(shutdown) => {
            tracing::warn!("requests that were still under way were cut off");
            Ok(())
        }
    }
}

async fn serve_at(
    listener: impl Listener<Addr = SocketAddr>,
    router: Router,
    shutdown: Shutdown,
) -> std::io::Result<()> {
    // Tapped for nothing but its type: of a tapped listener of any kind the peer's address is known to handlers.
    let listener = listener.tap_io(|_| {});
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(shutdown.wait())
        .await
}

async fn out_of_patience(shutdown: Shutdown) {
    shutdown.wait().await;
    tokio::time::sleep(GRACE).await;
}
