use serde_json::Value;

use crate::browser::Browser;
use crate::house::{Device, House, Reply};

/// Where people sit.
pub(super) enum Hands {
    Native(Device),
    Browser(Browser),
}

/// A device or browser, and what it knows of the sign-in that it has begun.
pub(super) struct Seat {
    pub(super) hands: Hands,
    /// The client, as the provider last showed it.
    pub(super) client: Value,
    /// The last sign-in that was answered.
    pub(super) sign_in: Value,
    /// The code of the last letter that this seat asked for.
    pub(super) code: Option<String>,
}

impl Seat {
    pub(super) fn new(hands: Hands) -> Self {
        Self {
            hands,
            client: Value::Null,
            sign_in: Value::Null,
            code: None,
        }
    }

    pub(super) fn client_id(&self) -> Option<&str> {
        self.client["id"].as_str()
    }

    pub(super) async fn get(&mut self, house: &House, path: &str) -> Reply {
        match &mut self.hands {
            Hands::Native(device) => device.get(house, path).await,
            Hands::Browser(browser) => browser.get(house, path).await,
        }
    }

    pub(super) async fn post(&mut self, house: &House, path: &str, form: &[(&str, &str)]) -> Reply {
        match &mut self.hands {
            Hands::Native(device) => device.post(house, path, form).await,
            Hands::Browser(browser) => browser.post(house, path, form).await,
        }
    }

    /// A step of a sign-in; what is answered is kept.
    pub(super) async fn sign_in(
        &mut self,
        house: &House,
        rest: &str,
        form: &[(&str, &str)],
    ) -> Reply {
        let path = format!("/v1/client/sign_ins{rest}");
        let reply = self.post(house, &path, form).await;
        if reply.status.is_success() {
            self.sign_in = reply.body["response"].clone();
        }
        reply
    }

    /// The id of the sign-in, and which factor it waits for.
    pub(super) fn under_way(&self) -> Option<(String, &'static str)> {
        let id = self.sign_in["id"].as_str()?;
        let waits_for_second = self.sign_in["status"] == "needs_second_factor";
        let factor = if waits_for_second { "second" } else { "first" };
        Some((id.to_owned(), factor))
    }
}
