use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// What can go wrong on the wire. Where the provider could have carried the request out all the same, it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// Nobody takes the connection.
    Refuse,
    /// Carried out, and no answer comes.
    Hang,
    /// Carried out, and the connection is torn down.
    Reset,
    /// 429 with `Retry-After`.
    TooMany,
    /// 500, in Clerk's envelope.
    Error,
    /// Carried out, and half of the answer's JSON comes.
    Truncated,
    /// Carried out, and a page comes in its place.
    Page,
}

/// A proxy between the console and the provider: two TCP connections, and what is between them.
#[derive(Clone)]
pub struct Proxy(Arc<Inner>);

struct Inner {
    address: SocketAddr,
    provider: SocketAddr,
    state: Mutex<State>,
    /// Takes connections while it runs.
    door: tokio::sync::Mutex<Option<JoinHandle<()>>>,
    mended: Notify,
}

#[derive(Default)]
struct State {
    /// How many requests still pass before everything fails like this.
    fault: Option<(usize, Wire)>,
    struck: bool,
}

impl Proxy {
    /// A proxy to `provider`, on a port of its own.
    pub async fn to(provider: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Self(Arc::new(Inner {
            address: listener.local_addr().unwrap(),
            provider,
            state: Mutex::default(),
            door: tokio::sync::Mutex::default(),
            mended: Notify::new(),
        }));
        proxy.open(listener).await;
        proxy
    }

    /// Where the console finds it.
    pub fn address(&self) -> SocketAddr {
        self.0.address
    }

    /// Lets `passing` requests through; from then on every one fails like this.
    pub async fn strike(&self, passing: usize, fault: Wire) {
        *self.state() = State {
            fault: Some((passing, fault)),
            struck: false,
        };
        if (passing, fault) == (0, Wire::Refuse) {
            self.shut().await;
        }
    }

    /// Everything passes again. Says whether anything failed.
    pub async fn mend(&self) -> bool {
        let struck = std::mem::take(&mut *self.state()).struck;
        self.0.mended.notify_waiters();
        if self.0.door.lock().await.is_none() {
            let listener = TcpListener::bind(self.0.address).await.unwrap();
            self.open(listener).await;
        }
        struck
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn open(&self, listener: TcpListener) {
        let proxy = self.clone();
        let door = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let proxy = proxy.clone();
                // A connection that breaks is what this is for.
                tokio::spawn(async move { proxy.carry(stream).await.ok() });
            }
        });
        *self.0.door.lock().await = Some(door);
    }

    /// Takes no connections from now on.
    async fn shut(&self) {
        let door = self.0.door.lock().await.take();
        if let Some(door) = door {
            door.abort();
            // Only then is the port free.
            door.await.unwrap_err();
        }
        self.state().struck = true;
    }

    /// What happens to the next request, and whether it is the last before the door is shut.
    fn next(&self) -> (Option<Wire>, bool) {
        let mut state = self.state();
        match &mut state.fault {
            None => (None, false),
            Some((0, fault)) => {
                let fault = *fault;
                state.struck = true;
                (Some(fault), false)
            }
            Some((passing, fault)) => {
                *passing -= 1;
                (None, *passing == 0 && *fault == Wire::Refuse)
            }
        }
    }

    async fn carry(&self, mut console: TcpStream) -> io::Result<()> {
        while let Some(request) = read_message(&mut console).await? {
            let mended = self.0.mended.notified();
            let (fault, last) = self.next();
            let mut answer = match fault {
                Some(Wire::Refuse | Wire::TooMany | Wire::Error) => Vec::new(),
                _ => self.ask(&request).await?,
            };
            match fault {
                None if last => self.shut().await,
                None => {}
                Some(Wire::Refuse) => return Ok(()),
                Some(Wire::Reset) => return console.set_zero_linger(),
                Some(Wire::Hang) => {
                    mended.await;
                    return Ok(());
                }
                Some(Wire::TooMany) => {
                    answer = refusal(
                        "429 Too Many Requests\r\nretry-after: 7",
                        "too_many_requests",
                    );
                }
                Some(Wire::Error) => {
                    answer = refusal("500 Internal Server Error", "internal_clerk_error");
                }
                Some(Wire::Truncated) => answer = half(&answer),
                Some(Wire::Page) => {
                    answer = message(
                        "200 OK",
                        "text/html",
                        "<html><h1>Welcome to our network</h1></html>",
                    );
                }
            }
            console.write_all(&answer).await?;
            if last {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The provider's answer, as it came over the wire.
    async fn ask(&self, request: &[u8]) -> io::Result<Vec<u8>> {
        let mut provider = TcpStream::connect(self.0.provider).await?;
        provider.write_all(request).await?;
        read_message(&mut provider)
            .await?
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

/// One HTTP message with all of its body; nothing where the other side has gone.
async fn read_message(stream: &mut TcpStream) -> io::Result<Option<Vec<u8>>> {
    let mut message = Vec::new();
    let mut missing = None;
    while missing != Some(0) {
        if stream.read_buf(&mut message).await? == 0 {
            return Ok(None);
        }
        missing = whole_length(&message).map(|whole| whole.saturating_sub(message.len()));
    }
    Ok(Some(message))
}

/// How long a message is in all, once its head is there.
fn whole_length(message: &[u8]) -> Option<usize> {
    let head = message.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&message[..head]).to_ascii_lowercase();
    assert!(
        !text.contains("transfer-encoding"),
        "only whole bodies are carried: {text}"
    );
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    Some(head + length.map_or(0, |length| length.trim().parse().unwrap()))
}

fn message(status: &str, content_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes()
}

fn refusal(status: &str, code: &str) -> Vec<u8> {
    let error = serde_json::json!({ "message": code, "long_message": "The provider refuses.", "code": code });
    message(
        status,
        "application/json",
        &serde_json::json!({ "errors": [error] }).to_string(),
    )
}

/// The same answer with half of its body, which says that it is all.
fn half(answer: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(answer);
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.lines().next().unwrap().trim_start_matches("HTTP/1.1 ");
    message(
        status,
        "application/json",
        &body[..body.floor_char_boundary(body.len() / 2)],
    )
}
