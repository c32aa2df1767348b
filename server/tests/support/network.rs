use std::time::Duration;

use ambient::{Clock, SECOND};
use clerk::{Fuse, Network, Retries};
use provider::Provider;
use tokio::net::TcpListener;

use super::line::Line;
use super::proxy::Proxy;
use super::spec::checked;

/// How long the breaker of such a line rests, in milliseconds.
pub const REST: i64 = 10 * SECOND;

/// How a provider is reached over the network.
#[derive(Clone, Copy, Debug)]
pub struct Reached {
    /// How long a call may take.
    pub limit: Duration,
    /// After how many failures in a row it is left alone.
    pub failures: u32,
}

/// A provider on a port of its own, and a proxy before it.
pub struct Served {
    listener: TcpListener,
    pub proxy: Proxy,
}

impl Served {
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Proxy::to(listener.local_addr().unwrap()).await;
        Self { listener, proxy }
    }

    /// Serves the provider, and gives the line to it as the program has it, but for how long things take.
    pub fn line(self, provider: &Provider, reached: Reached, clock: &Clock) -> (Line, Proxy) {
        let router = checked(provider.router());
        tokio::spawn(async { axum::serve(self.listener, router).await });
        let retries = Retries {
            pause: Duration::from_millis(1),
            ..Retries::default()
        };
        let fuse = Fuse {
            failures: reached.failures,
            rest: REST,
        };
        let network = Network::with_limits(reached.limit, reached.limit).unwrap();
        let guarded = clerk::guarded(network, retries, fuse, clock);
        (Line::over(std::sync::Arc::new(guarded)), self.proxy)
    }
}
