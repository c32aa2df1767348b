use std::sync::Arc;

use clerk::Secret;
use url::Url;

use crate::Limits;
use crate::mail::{Mail, NoMail};

/// What an embedded provider is told by whoever starts it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Host and port under which the Frontend API is reached, such as `127.0.0.1:3010`. It is the
    /// issuer of every session token and is encoded in the publishable key, which wants a dot in it.
    pub frontend_api: String,
    /// Where browsers reach the Frontend API, without a slash at its end: what the addresses of actor
    /// tokens begin with. The issuer's own, unless it is served over plain http.
    pub frontend_api_url: String,
    /// Further `Host` values that are answered; `frontend_api` always is.
    pub allowed_hosts: Vec<String>,
    /// Origins whose pages may call the Frontend API; the provider's own always may.
    pub allowed_origins: Vec<String>,
    /// The application's sign-in page, which gets the tickets of actor tokens that are opened in a
    /// browser (`__clerk_ticket` in its query). Its origin may call the Frontend API too.
    pub sign_in_url: Option<Url>,
    /// Whether it is served over https. Its cookies are then `Secure` and for every site: to a browser a page of
    /// the same host over plain http is another one.
    pub secure_cookies: bool,
    /// Whether a client holds one session at most, as Clerk's setting of that name.
    pub single_session_mode: bool,
    /// How often one may ask, `None` for as often as one likes.
    pub limits: Option<Limits>,
    /// The name of the application, as sign-in pages show it.
    pub application_name: String,
    /// The endpoints that webhooks are sent to. With none, nothing is written down for them either.
    pub webhook_urls: Vec<Url>,
    /// What webhooks are signed with, `whsec_` and base64 after it; the instance's own unless it is given.
    pub webhook_signing_secret: Option<Secret>,
    /// How letters with codes leave.
    pub mail: Arc<dyn Mail>,
}

impl Settings {
    /// Settings for a provider at `frontend_api` (host and port), everything else as is usual.
    pub fn new(frontend_api: impl Into<String>) -> Self {
        let frontend_api = frontend_api.into();
        Self {
            frontend_api_url: format!("https://{frontend_api}"),
            frontend_api,
            allowed_hosts: Vec::new(),
            allowed_origins: Vec::new(),
            sign_in_url: None,
            secure_cookies: false,
            single_session_mode: false,
            limits: None,
            application_name: "Understudy".to_owned(),
            webhook_urls: Vec::new(),
            webhook_signing_secret: None,
            mail: Arc::new(NoMail),
        }
    }

    /// The issuer of session tokens: the Frontend API as a URL.
    pub fn issuer(&self) -> String {
        format!("https://{}", self.frontend_api)
    }
}
