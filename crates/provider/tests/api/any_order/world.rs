use std::collections::BTreeMap;
use std::sync::Arc;

use ambient::{MINUTE, Millis};
use clerk::types::Jwks;
use database::Pool;
use http::Method;
use provider::Settings;
use serde_json::{Value, json};

use super::checks::Seen;
use super::seat::{Hands, Seat};
use super::steps::{Ask, Deed, SEATS, Step, USERS};
use super::tickets::Ticket;
use crate::browser::{APPLICATION, Browser};
use crate::email_codes::Letters;
use crate::house::{Device, HOST, House, PASSWORD, Reply};
use crate::second_factors::SECRET;
use crate::user_creation::BCRYPT;

/// Somebody, as the steps so far have left them.
#[derive(Clone, Default)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) email: String,
    pub(super) exists: bool,
    pub(super) banned: bool,
    /// Whether an authenticator app is the second factor.
    pub(super) has_app: bool,
    pub(super) locked_until: Millis,
}

/// A provider, and what has to be so of what one order of steps has made in it.
pub(super) struct World {
    pub(super) house: House,
    /// With which its session tokens are verified.
    pub(super) keys: Jwks,
    pub(super) store: Pool,
    pub(super) is_single: bool,
    pub(super) letters: Letters,
    cases: usize,
    /// When this order began: nothing of those before it is as young.
    pub(super) began_at: Millis,
    /// How many sessions ever came to be.
    pub(super) opened: u32,
    pub(super) users: Vec<Person>,
    pub(super) seats: Vec<Seat>,
    pub(super) tickets: Vec<Ticket>,
    /// All sessions of this order as they were after the last step.
    pub(super) sessions: BTreeMap<String, Seen>,
    /// A session that has to be there after this step: its user and who acts as them.
    pub(super) expected: Option<(String, String, Option<Value>)>,
}

impl World {
    pub(super) async fn new(is_single: bool) -> Self {
        let letters = Letters::default();
        let house = House::with(Settings {
            allowed_origins: vec![APPLICATION.to_owned()],
            single_session_mode: is_single,
            mail: Arc::new(letters.clone()),
            ..Settings::new(HOST)
        })
        .await;
        let path = house.directory.path().join("provider.db");
        let store = database::open(&path, database::Schema::Provider)
            .await
            .unwrap();
        Self {
            keys: house.provider.jwks().await.unwrap(),
            house,
            store,
            is_single,
            letters,
            cases: 0,
            began_at: 0,
            opened: 0,
            users: Vec::new(),
            seats: Vec::new(),
            tickets: Vec::new(),
            sessions: BTreeMap::new(),
            expected: None,
        }
    }

    /// Plays one order from the beginning, with people and devices that nobody has used before.
    pub(super) async fn play(&mut self, steps: &[Step]) {
        self.cases += 1;
        self.house.clock.advance(1);
        self.began_at = self.house.clock.now();
        self.letters.take();
        let native = || Seat::new(Hands::Native(Device::default()));
        self.seats = (1..SEATS).map(|_| native()).collect();
        self.seats
            .push(Seat::new(Hands::Browser(Browser::default())));
        self.tickets.clear();
        self.sessions.clear();
        self.expected = None;
        let email = |user: usize| format!("user{user}_{}@example.com", self.cases);
        let people = (0..USERS).map(|user| Person {
            email: email(user),
            ..Person::default()
        });
        self.users = people.collect();
        for user in 0..USERS {
            self.deed(user, Deed::Create).await;
        }
        for step in steps {
            if let Some(reply) = self.take(step).await {
                assert!(
                    reply.status.as_u16() < 500,
                    "{}: {}",
                    reply.status,
                    reply.body
                );
            }
            self.check().await;
        }
    }

    /// Takes a step; nothing is answered if there is nothing yet that it could be about.
    async fn take(&mut self, step: &Step) -> Option<Reply> {
        let tickets = self.tickets.len();
        Some(match step {
            Step::User { user, deed } => self.deed(*user, *deed).await,
            Step::SignIn { seat, user } => self.sign_in(*seat, *user).await,
            Step::Password { seat, user } => self.password(*seat, *user).await,
            Step::Begin { seat, user } => self.begin(*seat, *user).await,
            Step::Impersonate { seat, user } => {
                let issued = self.issue(*user, true, 3_600).await;
                if !issued.status.is_success() {
                    return Some(issued);
                }
                self.redeem(*seat, tickets).await
            }
            Step::Prepare { seat } => self.prepare(*seat).await?,
            Step::Prove { seat, proof } => self.prove(*seat, *proof).await?,
            Step::ActorToken { user, seconds } => self.issue(*user, true, *seconds).await,
            Step::SignInToken { user, seconds } => self.issue(*user, false, *seconds).await,
            Step::RevokeTicket { .. } | Step::Redeem { .. } if tickets == 0 => return None,
            Step::RevokeTicket { ticket } => self.revoke_ticket(ticket.index(tickets)).await,
            Step::Redeem { seat, ticket } => self.redeem(*seat, ticket.index(tickets)).await,
            Step::OfSession { seat, session, ask } => {
                let (id, known) = self.any_session(*session)?;
                self.of_session(*seat, &id, &known, *ask).await
            }
            Step::OwnPassword { seat, sign_out } => self.own_password(*seat, *sign_out).await,
            Step::SignOut { seat } => self.sign_out(*seat, "/v1/client/sessions", "removed").await,
            Step::TouchClient { seat } => {
                self.touch_client(*seat).await;
                return None;
            }
            Step::EndClient { seat } => self.sign_out(*seat, "/v1/client", "ended").await,
            Step::BackendSession { user } => {
                let user_id = self.users[*user].id.clone();
                let reply = self
                    .house
                    .post("/v1/sessions", json!({"user_id": user_id}))
                    .await;
                let may = self.may_sign_in(&user_id, false);
                assert_eq!(reply.status.is_success(), may, "{}", reply.body);
                if may {
                    let id = reply.body["id"].as_str().unwrap();
                    self.expect_new(id, &user_id, None);
                }
                reply
            }
            Step::BackendToken { session } => {
                let (id, known) = self.any_session(*session)?;
                let path = format!("/v1/sessions/{id}/tokens");
                let reply = self.house.post(&path, json!({})).await;
                self.check_use(&id, &known, known.is_live(), Some("jwt"), &reply);
                reply
            }
            Step::BackendRevoke { session } => {
                let (id, known) = self.any_session(*session)?;
                let path = format!("/v1/sessions/{id}/revoke");
                let reply = self.house.post(&path, json!({})).await;
                self.check_use(&id, &known, known.is_live(), None, &reply);
                self.must_be("revoked", |other, _| other == id);
                reply
            }
            Step::Pass { time } => {
                self.house.clock.advance(*time);
                return None;
            }
        })
    }

    async fn deed(&mut self, user: usize, deed: Deed) -> Reply {
        let now = self.house.clock.now();
        let existed = self.users[user].exists;
        let path = format!("/v1/users/{}", self.users[user].id);
        let post = async |action| {
            self.house
                .post(&format!("{path}/{action}"), json!({}))
                .await
        };
        let digest = json!({"password_digest": BCRYPT, "password_hasher": "bcrypt"});
        let reply = match deed {
            Deed::Create => {
                let mut body = json!({
                    "email_address": [self.users[user].email], "skip_password_requirement": true,
                });
                if user < 2 {
                    body["password_digest"] = BCRYPT.into();
                    body["password_hasher"] = "bcrypt".into();
                }
                if user == 1 {
                    body["totp_secret"] = SECRET.into();
                }
                self.house.post("/v1/users", body).await
            }
            Deed::Delete => self.house.backend(Method::DELETE, &path, None).await,
            Deed::Ban => post("ban").await,
            Deed::Unban => post("unban").await,
            Deed::Lock => post("lock").await,
            Deed::Unlock => post("unlock").await,
            Deed::Password { sign_out } => {
                let mut body = digest;
                body["sign_out_of_other_sessions"] = sign_out.into();
                self.house.patch(&path, body).await
            }
            Deed::SetApp => {
                let app = json!({ "totp_secret": SECRET });
                self.house.patch(&path, app).await
            }
            Deed::TakeFactors => {
                let path = format!("{path}/mfa");
                self.house.backend(Method::DELETE, &path, None).await
            }
        };
        let creates = matches!(deed, Deed::Create);
        assert_eq!(
            reply.status.is_success(),
            existed != creates,
            "{}",
            reply.body
        );
        if !reply.status.is_success() {
            return reply;
        }
        let person = &mut self.users[user];
        match deed {
            Deed::Create => {
                *person = Person {
                    id: reply.body["id"].as_str().unwrap().to_owned(),
                    exists: true,
                    has_app: user == 1,
                    email: std::mem::take(&mut person.email),
                    ..Person::default()
                }
            }
            Deed::Delete => person.exists = false,
            Deed::Ban => person.banned = true,
            Deed::Unban => person.banned = false,
            Deed::Lock => person.locked_until = now + 60 * MINUTE,
            Deed::Unlock => person.locked_until = 0,
            Deed::Password { .. } => {}
            Deed::SetApp => person.has_app = true,
            Deed::TakeFactors => person.has_app = false,
        }
        if matches!(deed, Deed::Password { sign_out: true }) {
            let id = person.id.clone();
            self.must_be("revoked", |_, session| session.user_id == id);
        }
        reply
    }

    /// A session answers its own client, and nobody else, while it lives.
    async fn of_session(&mut self, seat: usize, id: &str, known: &Seen, ask: Ask) -> Reply {
        let (action, token, status) = match ask {
            Ask::Touch => ("touch", Some("response/last_active_token/jwt"), None),
            Ask::Tokens => ("tokens", Some("jwt"), None),
            Ask::End => ("end", None, Some("ended")),
            Ask::Remove => ("remove", None, Some("removed")),
            Ask::Revoke => {
                let path = format!("/v1/me/sessions/{id}/revoke");
                let reply = self.seats[seat].post(&self.house, &path, &[]).await;
                if reply.status.is_success() {
                    assert!(known.is_live(), "{}", reply.body);
                    self.must_be("revoked", |other, _| other == id);
                }
                return reply;
            }
            Ask::Verify(level) => return self.verify(seat, id, known, level).await,
            Ask::Reverify(proof) => return self.reverify(seat, id, known, proof).await,
        };
        let path = format!("/v1/client/sessions/{id}/{action}");
        let is_own = self.seats[seat].client_id() == Some(&*known.client_id);
        let reply = self.seats[seat].post(&self.house, &path, &[]).await;
        let may = known.is_live() && is_own;
        self.check_use(id, known, may, token, &reply);
        if let (true, Some(status)) = (may, status) {
            self.must_be(status, |other, _| other == id);
        }
        reply
    }

    /// All sessions of a client end, and those of no other.
    async fn sign_out(&mut self, seat: usize, path: &str, status: &str) -> Reply {
        let path = format!("{path}?_method=DELETE");
        let client = self.seats[seat].client_id().map(str::to_owned);
        let reply = self.seats[seat].post(&self.house, &path, &[]).await;
        assert_eq!(
            reply.status.is_success(),
            client.is_some(),
            "{}",
            reply.body
        );
        self.must_be(status, |_, session| {
            Some(&session.client_id) == client.as_ref()
        });
        reply
    }

    async fn own_password(&mut self, seat: usize, sign_out: bool) -> Reply {
        let speaking = self.seats[seat].client["last_active_session_id"].clone();
        let form = [
            ("current_password", PASSWORD),
            ("new_password", PASSWORD),
            (
                "sign_out_of_other_sessions",
                if sign_out { "true" } else { "false" },
            ),
        ];
        let seat = &mut self.seats[seat];
        let reply = seat
            .post(&self.house, "/v1/me/change_password", &form)
            .await;
        if reply.status.is_success() && sign_out {
            let speaking = speaking.as_str().expect("somebody spoke");
            let user_id = self.sessions[speaking].user_id.clone();
            self.must_be("revoked", |id, session| {
                session.user_id == user_id && id != speaking
            });
        }
        reply
    }
}
