use std::collections::{BTreeMap, BTreeSet};

use proptest::sample::Index;
use serde_json::Value;

use super::world::World;
use crate::house::Reply;

/// The statuses of Clerk's description that a session of ours can have.
const STATUSES: [&str; 6] = [
    "active",
    "revoked",
    "ended",
    "expired",
    "removed",
    "abandoned",
];

/// What in the store would contradict itself: sessions without client or user, and live ones of clients that ended
/// or users who are banned; of this order alone, so that a failing one can be made shorter.
const CONTRADICTIONS: &str = "SELECT COUNT(*) FROM sessions s \
     LEFT JOIN users u ON u.id = s.user_id LEFT JOIN clients c ON c.id = s.client_id \
     WHERE s.created_at >= $2 AND (u.id IS NULL OR c.id IS NULL OR (s.status = 'active' AND s.expire_at > $1 AND s.abandon_at > $1 \
     AND (u.banned OR c.ended_at IS NOT NULL)))";

/// A session as the Backend API shows it.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) client_id: String,
    pub(super) user_id: String,
    pub(super) status: String,
    pub(super) actor: Option<Value>,
}

impl Seen {
    pub(super) fn is_live(&self) -> bool {
        self.status == "active"
    }
}

impl World {
    /// What has to be so after every step.
    pub(super) async fn check(&mut self) {
        let before = std::mem::take(&mut self.sessions);
        self.sessions = self.listed().await;
        self.check_sessions(&before);
        for seat in 0..self.seats.len() {
            self.check_client(seat).await;
        }
        let wrong: i64 = sqlx::query_scalar(CONTRADICTIONS)
            .bind(self.house.clock.now())
            .bind(self.began_at)
            .fetch_one(&self.store)
            .await
            .unwrap();
        assert_eq!(wrong, 0, "the store contradicts itself");
    }

    async fn listed(&self) -> BTreeMap<String, Seen> {
        let all = self.house.get("/v1/sessions?limit=100").await.ok();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let ours = |session: &Seen| self.users.iter().any(|user| user.id == session.user_id);
        let seen = all.as_array().unwrap().iter().map(|session| {
            let seen = Seen {
                client_id: text(&session["client_id"]),
                user_id: text(&session["user_id"]),
                status: text(&session["status"]),
                actor: Some(session["actor"].clone()).filter(|actor| !actor.is_null()),
            };
            (text(&session["id"]), seen)
        });
        seen.filter(|(_, session)| ours(session)).collect()
    }

    fn check_sessions(&mut self, before: &BTreeMap<String, Seen>) {
        for (id, session) in &self.sessions {
            assert!(STATUSES.contains(&&*session.status), "{id}: {session:?}");
            let user = self.users.iter().find(|user| user.id == session.user_id);
            let user = user.expect("only sessions of these users are kept");
            assert!(user.exists, "{id} outlived its user: {session:?}");
            assert!(!user.banned || !session.is_live(), "{id} of a banned user");
            if let Some(was) = before.get(id) {
                let is_same = was.status == session.status;
                assert!(was.is_live() || is_same, "{id} was {was:?}: {session:?}");
                assert_eq!(
                    (&was.client_id, &was.user_id, &was.actor),
                    (&session.client_id, &session.user_id, &session.actor)
                );
            }
        }
        for id in before.keys().filter(|id| !self.sessions.contains_key(*id)) {
            let user = self.users.iter().find(|user| user.id == before[id].user_id);
            assert!(
                user.is_none_or(|user| !user.exists),
                "{id} vanished with its user there"
            );
        }
        if let Some((id, user_id, actor)) = self.expected.take() {
            let new = &self.sessions[&id];
            assert_eq!((&new.user_id, &new.actor), (&user_id, &actor));
            assert!(!before.contains_key(&id) && new.is_live());
        }
        let sessions = self.sessions.iter();
        let new: Vec<_> = sessions
            .filter(|(id, _)| !before.contains_key(*id))
            .collect();
        assert!(new.len() < 2, "one step made several: {new:?}");
        for (id, session) in &new {
            self.check_new(id, session, before);
        }
        self.opened += u32::try_from(new.len()).unwrap();
    }

    /// A session came to be where there was room, of somebody who may sign in.
    fn check_new(&self, id: &str, session: &Seen, before: &BTreeMap<String, Seen>) {
        assert!(
            self.may_sign_in(&session.user_id, session.actor.is_some()),
            "{session:?}"
        );
        let beside: Vec<_> = before
            .values()
            .filter(|other| other.client_id == session.client_id && other.is_live())
            .cloned()
            .collect();
        assert!(
            self.has_room(&beside, &session.user_id),
            "{id} beside {beside:?}"
        );
    }

    /// What a client shows is what the Backend API lists of it.
    async fn check_client(&mut self, at: usize) {
        let seat = &mut self.seats[at];
        let reply = seat.get(&self.house, "/v1/client").await;
        let client = reply.ok()["response"].clone();
        self.seats[at].client = client.clone();
        let sessions = client["sessions"].as_array().into_iter().flatten();
        let shown: BTreeSet<_> = sessions
            .clone()
            .map(|session| session["id"].as_str().unwrap())
            .collect();
        let live: BTreeSet<_> = self
            .sessions
            .iter()
            .filter(|(_, session)| session.is_live() && client["id"] == session.client_id.as_str())
            .map(|(id, _)| id.as_str())
            .collect();
        assert_eq!(shown, live, "the sessions of {}", client["id"]);
        match client["last_active_session_id"].as_str() {
            Some(id) => assert!(live.contains(id), "{id} is none of {live:?}"),
            None => assert!(live.is_empty(), "none of {live:?} is the last"),
        }
        assert!(!self.is_single || live.len() < 2, "{live:?}");
        for session in sessions {
            if let Some(jwt) = session["last_active_token"]["jwt"].as_str() {
                let id = session["id"].as_str().unwrap();
                self.check_token(id, &self.sessions[id], jwt);
            }
        }
    }

    /// Something was asked of a session: it answers exactly if it may, and a token of it says whose it is.
    pub(super) fn check_use(
        &self,
        id: &str,
        session: &Seen,
        may: bool,
        token: Option<&str>,
        reply: &Reply,
    ) {
        assert_eq!(
            reply.status.is_success(),
            may,
            "{id}, {session:?}: {}",
            reply.body
        );
        if let (true, Some(place)) = (may, token) {
            let jwt = reply.body.pointer(&format!("/{place}"));
            let jwt = jwt.and_then(Value::as_str).expect("a token");
            self.check_token(id, session, jwt);
        } else if !may {
            assert!(!reply.body.to_string().contains("\"jwt\""));
        }
    }

    fn check_token(&self, id: &str, session: &Seen, jwt: &str) {
        let claims = self.house.verify_by(&self.keys, jwt);
        assert_eq!((&*claims.sid, &claims.sub), (id, &session.user_id));
        assert_eq!(claims.act.map(Value::Object), session.actor);
    }

    /// After this step none of these lives; they are noted as over in this way, so that one that is not is noticed.
    pub(super) fn must_be(&mut self, status: &str, which: impl Fn(&str, &Seen) -> bool) {
        for (id, session) in &mut self.sessions {
            if which(id, session) && session.is_live() {
                status.clone_into(&mut session.status);
            }
        }
    }

    pub(super) fn expect_new(&mut self, id: &str, user_id: &str, actor: Option<Value>) {
        self.expected = Some((id.to_owned(), user_id.to_owned(), actor));
    }

    /// Whether this user may sign in, or be acted as.
    pub(super) fn may_sign_in(&self, user_id: &str, acted: bool) -> bool {
        let now = self.house.clock.now();
        self.users.iter().any(|user| {
            let is_locked = now < user.locked_until && !acted;
            user.id == user_id && user.exists && !user.banned && !is_locked
        })
    }

    /// Whether a client with these live sessions may get one of this user.
    pub(super) fn has_room(&self, live: &[Seen], user_id: &str) -> bool {
        let in_the_way = |session: &Seen| {
            self.is_single || session.actor.is_some() || session.user_id == user_id
        };
        !live.iter().any(in_the_way)
    }

    pub(super) fn live_of_seat(&self, seat: usize) -> Vec<Seen> {
        let client = self.seats[seat].client_id();
        let sessions = self.sessions.values();
        let live =
            sessions.filter(|session| session.is_live() && Some(&*session.client_id) == client);
        live.cloned().collect()
    }

    pub(super) fn any_session(&self, index: Index) -> Option<(String, Seen)> {
        let sessions = self.sessions.iter();
        let known: Vec<_> = sessions
            .map(|(id, seen)| (id.clone(), seen.clone()))
            .collect();
        (!known.is_empty()).then(|| index.get(&known).clone())
    }
}
