use std::io;
use std::path::Path;

use ambient::Clock;
use bytes::Bytes;
use clerk::{Network, Transport as _};
use impersonation::Ledger;
use impersonation::ledger::Checkpoint;
use tokio::net::UdpSocket;

use super::append::{append, aside};
use super::moments::Moments;
use super::syslog;
use crate::config::Target;

/// Sends checkpoints to one place, and goes on trying where that fails.
pub struct Sender {
    target: Target,
    /// The row that the last one was over.
    sent: Option<i64>,
    network: Network,
    ledger: Ledger,
    clock: Clock,
}

/// Why a checkpoint is not where it should be.
#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("{0}")]
    Network(#[from] clerk::TransportError),
    #[error("it is no address to send to: {0}")]
    Address(#[from] http::Error),
    #[error("it answered {0}")]
    Refused(http::StatusCode),
}

impl Sender {
    pub fn new(target: Target, ledger: &Ledger, clock: &Clock) -> anyhow::Result<Self> {
        Ok(Self {
            target,
            sent: None,
            network: Network::new()?,
            ledger: ledger.clone(),
            clock: clock.clone(),
        })
    }

    /// Sends one at once, then whenever the ledger has grown, and a last one when the program stops.
    pub async fn run(mut self, mut moments: Moments) {
        loop {
            let is_last = moments.next().await;
            self.send_next().await;
            if is_last {
                return;
            }
        }
    }

    async fn send_next(&mut self) {
        let checkpoint = match self.ledger.checkpoint().await {
            Ok(checkpoint) => checkpoint,
            Err(error) => {
                tracing::error!(%error, "There is no checkpoint to send");
                return;
            }
        };
        if self.sent == Some(checkpoint.seq) {
            return;
        }
        match self.send(&checkpoint).await {
            Ok(()) => self.sent = Some(checkpoint.seq),
            Err(error) => tracing::warn!(
                place = %self.target, %error, "A checkpoint could not be sent; it is tried again"
            ),
        }
    }

    async fn send(&self, checkpoint: &Checkpoint) -> Result<(), SendError> {
        let json = checkpoint.to_json();
        match &self.target {
            Target::File(path) => {
                let (path, line) = (path.clone(), format!("{json}\n"));
                Ok(aside(move || append(&path, &line)).await?)
            }
            Target::Udp(address) => {
                let message = syslog::message(self.clock.now(), "checkpoint", &json);
                Ok(send_udp(address, message.as_bytes()).await?)
            }
            Target::Unix(path) => {
                let message = syslog::message(self.clock.now(), "checkpoint", &json);
                Ok(send_unix(path, message.as_bytes()).await?)
            }
            Target::Web(url) => {
                let request = http::Request::post(url.as_str())
                    .header(http::header::CONTENT_TYPE, "application/json")
                    .body(Bytes::from(json))?;
                let status = self.network.send(request).await?.status();
                if status.is_success() {
                    Ok(())
                } else {
                    Err(SendError::Refused(status))
                }
            }
        }
    }
}

async fn send_udp(address: &str, message: &[u8]) -> io::Result<()> {
    let address = tokio::net::lookup_host(address).await?.next();
    let address = address.ok_or_else(|| io::Error::other("the host has no address"))?;
    let here = if address.is_ipv4() {
        "0.0.0.0:0"
    } else {
        "[::]:0"
    };
    let socket = UdpSocket::bind(here).await?;
    socket.send_to(message, address).await.map(drop)
}

#[cfg(unix)]
async fn send_unix(path: &Path, message: &[u8]) -> io::Result<()> {
    let socket = tokio::net::UnixDatagram::unbound()?;
    socket.send_to(message, path).await.map(drop)
}

#[cfg(not(unix))]
async fn send_unix(_: &Path, _: &[u8]) -> io::Result<()> {
    Err(io::Error::other("there are no such sockets on this system"))
}
