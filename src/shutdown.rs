//! When to stop: on the first interrupt or termination signal.

use std::time::Duration;

use tokio::sync::watch;

/// How long requests under way may take to finish once the program was told to stop: less than the
/// ten seconds after which supervisors commonly kill.
pub const GRACE: Duration = Duration::from_secs(8);

/// Becomes true once, when the program shall stop. Clones hear it too.
#[derive(Clone)]
pub struct Shutdown(watch::Receiver<bool>);

impl Shutdown {
    /// Listens for SIGINT and SIGTERM from now on.
    pub fn on_signal() -> anyhow::Result<Self> {
        let (sender, receiver) = watch::channel(false);
        let signal = signal()?;
        tokio::spawn(async move {
            signal.await;
            tracing::info!("stopping: requests under way may finish");
            // Nobody waits any more when the program is already over.
            let _unheard = sender.send(true);
        });
        Ok(Self(receiver))
    }

    /// Waits until the program shall stop.
    pub async fn wait(mut self) {
        // The sender only goes away with the runtime, when everything stops anyway.
        let _gone = self.0.wait_for(|stop| *stop).await;
    }
}

#[cfg(unix)]
fn signal() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signal() -> anyhow::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
