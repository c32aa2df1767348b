use ambient::{Millis, SECOND};
use serde_json::{Value, json};

use super::world::World;
use crate::house::Reply;

/// A ticket that was handed out.
#[derive(Clone, Debug)]
pub(super) struct Ticket {
    pub(super) id: String,
    pub(super) token: String,
    pub(super) user_id: String,
    /// Who acts; none on a sign-in token.
    pub(super) actor: Option<Value>,
    pub(super) expires_at: Millis,
    pub(super) is_settled: bool,
}

impl World {
    pub(super) async fn issue(&mut self, user: usize, acted: bool, seconds: i64) -> Reply {
        let user_id = self.users[user].id.clone();
        let actor =
            acted.then(|| json!({"sub": "user_staff", "ticket": self.tickets.len().to_string()}));
        let mut body = json!({"user_id": user_id, "expires_in_seconds": seconds});
        let path = if let Some(actor) = &actor {
            body["actor"] = actor.clone();
            "/v1/actor_tokens"
        } else {
            "/v1/sign_in_tokens"
        };
        let reply = self.house.post(path, body).await;
        assert_eq!(reply.status.is_success(), self.users[user].exists);
        if reply.status.is_success() {
            self.tickets.push(Ticket {
                id: reply.body["id"].as_str().unwrap().to_owned(),
                token: reply.body["token"].as_str().unwrap().to_owned(),
                user_id,
                actor,
                expires_at: self.house.clock.now() + seconds * SECOND,
                is_settled: false,
            });
        }
        reply
    }

    pub(super) async fn revoke_ticket(&mut self, at: usize) -> Reply {
        let ticket = self.tickets[at].clone();
        let kind = if ticket.actor.is_some() {
            "actor"
        } else {
            "sign_in"
        };
        let path = format!("/v1/{kind}_tokens/{}/revoke", ticket.id);
        let reply = self.house.post(&path, json!({})).await;
        if reply.status.is_success() {
            assert!(!ticket.is_settled, "revoked after {ticket:?} was settled");
            self.tickets[at].is_settled = true;
        }
        reply
    }

    /// A ticket opens a session exactly if it is good, its user may have one, and there is room on the client.
    pub(super) async fn redeem(&mut self, seat: usize, at: usize) -> Reply {
        let ticket = self.tickets[at].clone();
        let now = self.house.clock.now();
        let is_good = !ticket.is_settled
            && now < ticket.expires_at
            && self
                .users
                .iter()
                .any(|user| user.exists && user.id == ticket.user_id);
        let is_welcome = is_good && self.may_sign_in(&ticket.user_id, ticket.actor.is_some());
        let live = self.live_of_seat(seat);
        let acted = live.iter().any(|session| session.actor.is_some());
        let form = [("strategy", "ticket"), ("ticket", &*ticket.token)];
        let reply = self.seats[seat].sign_in(&self.house, "", &form).await;
        if is_good && acted {
            reply.refused(409, "session_creation_not_allowed");
        }
        let has_room = self.has_room(&live, &ticket.user_id);
        assert_eq!(
            reply.status.is_success(),
            is_welcome && has_room,
            "{ticket:?} at {now}: {}",
            reply.body
        );
        if reply.status.is_success() {
            self.tickets[at].is_settled = true;
            let session = reply.body["response"]["created_session_id"].as_str();
            let session = session.expect("a ticket completes its sign-in");
            self.expect_new(session, &ticket.user_id, ticket.actor);
        }
        reply
    }
}
