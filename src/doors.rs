//! Serving: the addresses that were taken and what answers there, until the program is told to stop.

use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;

use crate::shutdown::{GRACE, Shutdown};

/// An address and what is served there.
pub struct Door {
    pub listener: TcpListener,
    pub router: Router,
}

/// Serves everything until the program is told to stop, then lets requests under way finish.
pub async fn serve(doors: Vec<Door>, shutdown: Shutdown) -> anyhow::Result<()> {
    let mut served = tokio::task::JoinSet::new();
    for Door { listener, router } in doors {
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let stop = shutdown.clone().wait();
        served.spawn(async move {
            axum::serve(listener, service)
                .with_graceful_shutdown(stop)
                .await
        });
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

async fn out_of_patience(shutdown: Shutdown) {
    shutdown.wait().await;
    tokio::time::sleep(GRACE).await;
}
