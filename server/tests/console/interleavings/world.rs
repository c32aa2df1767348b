use super::moves::{At, BROWSERS, Move};
use super::people::{Somebody, move_in};
use super::records;
use super::seat::{MINUTES, Open, Own, Seat};
use super::view::View;
use crate::support::{Answer, Call, Form, House, PASSWORD, REASON, cheap_digest};

const MINUTE: i64 = 60_000;

/// A console with its provider, and who everybody is by all that has happened.
pub struct World {
    pub house: House,
    /// How many orders of things it has seen.
    pub cases: u32,
    digest: String,
    people: Vec<Somebody>,
    seats: Vec<Seat>,
    cut: bool,
    keys: u32,
}

impl World {
    pub async fn new() -> Self {
        Self {
            house: House::with_applications().await,
            cases: 0,
            digest: cheap_digest(),
            people: Vec::new(),
            seats: Vec::new(),
            cut: false,
            keys: 0,
        }
    }

    pub async fn close(self) {
        records::the_ledger_verifies(&self.house).await;
        self.house.leave();
    }

    /// One order of things, from a fresh beginning to the end of everything.
    pub async fn play(&mut self, moves: &[Move]) {
        self.cases += 1;
        let before = records::last_record(&self.house).await;
        self.people = move_in(&mut self.house, self.cases, &self.digest).await;
        self.seats = (0..BROWSERS)
            .map(|_| Seat::new(self.house.browser().unwatched()))
            .collect();
        self.mend();
        for what in moves {
            self.make(what).await;
            records::no_session_without_its_record(&self.house).await;
        }
        self.mend();
        self.house.console.sweep().await;
        records::no_session_without_its_record(&self.house).await;
        self.house.clock.advance(MINUTES * MINUTE);
        self.house.console.sweep().await;
        records::every_start_has_one_end(&self.house, before).await;
        let recorded = records::last_record(&self.house).await;
        for browser in 0..BROWSERS {
            self.look(At { browser, window: 0 }).await;
            assert!(self.seats[browser].open.is_none());
        }
        self.house.console.sweep().await;
        assert_eq!(records::last_record(&self.house).await, recorded);
    }

    async fn make(&mut self, what: &Move) {
        match *what {
            Move::SignIn { browser, who } => self.sign_in(browser, who).await,
            Move::Begin {
                browser,
                who,
                subject,
            } => {
                let at = At { browser, window: 0 };
                self.sign_in(browser, who).await;
                self.start(at, subject, false).await;
            }
            Move::Look(at) => self.look(at).await,
            Move::Start { at, subject } => self.start(at, subject, false).await,
            Move::StartTwice { at, subject } => self.start(at, subject, true).await,
            Move::StartElsewhere { at, subject } => self.start_elsewhere(at, subject).await,
            Move::OpenLink { browser } => {
                let link = self.seats[browser].link.take();
                if let Some(link) = link {
                    // It may be worthless by now.
                    drop(self.house.open_link(&link).await);
                }
            }
            Move::EndElsewhere(at) => self.end_elsewhere(at).await,
            Move::LookElsewhere(at) => {
                if let Some(page) = self.seats[at.browser].elsewhere.clone() {
                    self.look_elsewhere(at, &page).await;
                }
            }
            Move::Resume(at) => self.resume(at).await,
            Move::End(at) => self.leave(at, "/api/end_impersonation", "", false).await,
            Move::EndTwice(at) => self.leave(at, "/api/end_impersonation", "", true).await,
            Move::SwitchBack(at) => self.switch(at, false).await,
            Move::Return(at) => self.switch(at, true).await,
            Move::SignOut(at) => self.sign_out(at).await,
            Move::SignOutOfSubject(at) => {
                if let Some(view) = self.view(at) {
                    let target = view.target(true);
                    self.leave(at, "/api/sign_out", &target, false).await;
                }
            }
            Move::Pass { seconds } => self.house.clock.advance(seconds * 1_000),
            Move::Sweep => self.house.console.sweep().await,
            Move::Restart => {
                self.house.restart().await;
                for seat in &mut self.seats {
                    seat.browser.turn_to(&self.house);
                }
            }
            Move::Cut { what } => {
                self.house.line.cut(what);
                self.cut = true;
            }
            Move::Mend => self.mend(),
            Move::Revoke { .. }
            | Move::Ban { .. }
            | Move::Unban { .. }
            | Move::Demote { .. }
            | Move::Promote { .. }
            | Move::Delete { .. }
            | Move::NewPassword { .. } => self.at_the_provider(what).await,
        }
    }

    fn mend(&mut self) {
        self.house.line.mend();
        self.cut = false;
    }

    fn view(&self, at: At) -> Option<View> {
        self.seats[at.browser].windows[at.window].clone()
    }

    /// The window goes where the answer leads.
    async fn follow(&mut self, at: At, answer: &Answer) {
        if answer.status == 303 {
            self.look(at).await;
        }
    }

    /// Sends a form from a window, and twice at once if it is so.
    async fn send(&mut self, browser: usize, form: &Form, twice: bool) -> Answer {
        let (now, heard) = (self.house.clock.now(), !self.cut);
        let seat = &mut self.seats[browser];
        seat.asks(now, heard);
        if !twice {
            return seat.browser.post(form).await;
        }
        let mut other = seat.browser.clone();
        let (first, second) = tokio::join!(other.post(form), seat.browser.post(form));
        seat.may_lose_cookie = true;
        // The answer that did something, if only one did.
        if first.status == 303 && second.status != 303 {
            seat.browser = other;
            first
        } else {
            second
        }
    }

    async fn sign_in(&mut self, browser: usize, who: usize) {
        let email = self.people[who].email.clone();
        // From the sign-in page; over an open session from a page of whoever is there.
        let seat = &self.seats[browser];
        let page = seat.windows[0].as_ref().filter(|_| seat.own.is_some());
        let fields = [
            ("session", page.map_or("", View::session)),
            ("email", &email),
            ("password", PASSWORD),
        ];
        let form = Form::to("/api/sign_in", &fields);
        let answer = self.send(browser, &form, false).await;
        let seat = &mut self.seats[browser];
        if answer.status == 303 && answer.location() == "/dashboard" {
            let own = seat.own.as_ref();
            assert!(
                own.is_none_or(|own| own.doubt.is_some()) || seat.may_lose_cookie,
                "signed in over an open session"
            );
            assert!(!self.people[who].is_gone(), "{email} signed in");
            seat.own = Some(Own { who, doubt: None });
            seat.open = None;
            seat.may_lose_cookie = false;
        }
        self.follow(At { browser, window: 0 }, &answer).await;
    }

    async fn start(&mut self, at: At, subject: usize, twice: bool) {
        let Some(view) = self.view(at) else { return };
        self.keys += 1;
        let key = self.keys.to_string();
        let form = self
            .house
            .start_form(&self.people[subject].name, view.session());
        let form = form.set("key", &key).set("reason", REASON);
        let answer = self.send(at.browser, &form, twice).await;
        self.started(at.browser, subject, &answer);
        self.follow(at, &answer).await;
    }

    /// Starts in an application; one stays who one is.
    async fn start_elsewhere(&mut self, at: At, subject: usize) {
        let Some(view) = self.view(at) else { return };
        self.keys += 1;
        let form = self
            .house
            .start_form(&self.people[subject].name, view.session())
            .set("key", &self.keys.to_string())
            .set("reason", REASON)
            .set("destination", ["shop", "forum"][subject % 2]);
        let answer = self.send(at.browser, &form, false).await;
        if answer.status == 303 && answer.location().starts_with("/impersonations/") {
            let now = self.house.clock.now();
            let seat = &mut self.seats[at.browser];
            assert!(
                seat.open.as_ref().is_none_or(|open| open.may_be_over(now)),
                "two at once"
            );
            // What is over by now is noticed with the next page.
            seat.open = None;
            let page = answer.location().to_owned();
            seat.elsewhere = Some(page.clone());
            self.look_elsewhere(at, &page).await;
        }
        self.follow(at, &answer).await;
    }

    /// Looks at the page of what was begun in an application, and keeps its link.
    async fn look_elsewhere(&mut self, at: At, page: &str) {
        let (now, heard) = (self.house.clock.now(), !self.cut);
        let seat = &mut self.seats[at.browser];
        seat.asks(now, heard);
        let answer = seat.browser.send(Call::navigate(page)).await;
        if let [link] = &answer.links_out()[..] {
            seat.link = Some(link.clone());
        }
    }

    async fn end_elsewhere(&mut self, at: At) {
        let (Some(view), Some(page)) = (self.view(at), self.seats[at.browser].elsewhere.clone())
        else {
            return;
        };
        let id = page.trim_start_matches("/impersonations/");
        let fields = [("session", view.session()), ("id", id)];
        let form = Form::to("/api/end_impersonation", &fields);
        let answer = self.send(at.browser, &form, false).await;
        self.follow(at, &answer).await;
    }

    async fn resume(&mut self, at: At) {
        let Some(view) = self.view(at) else { return };
        let Some((email, _)) = view.open() else {
            return;
        };
        let names = ["session", "subject", "reason", "minutes", "key"];
        let fields = names.map(|name| (name, view.resume(name)));
        let form = Form::to("/api/start_impersonation", &fields);
        let answer = self.send(at.browser, &form, false).await;
        let found = self.people.iter().position(|person| person.email == email);
        self.started(at.browser, found.expect("one of the people"), &answer);
        self.follow(at, &answer).await;
    }

    /// Who one is after the answer to a start.
    fn started(&mut self, browser: usize, subject: usize, answer: &Answer) {
        let now = self.house.clock.now();
        let seat = &mut self.seats[browser];
        if answer.status != 303 || answer.location() != "/dashboard" {
            // A start that failed on its way may have found out that another is over.
            return;
        }
        let own = seat.own.as_ref().expect("only somebody signed in starts");
        let (actor, user) = (&self.people[own.who], &self.people[subject]);
        if let Some(open) = &seat.open
            && !open.may_be_over(now)
        {
            assert_eq!(open.subject, subject, "one impersonation inside another");
            return;
        }
        assert!(own.who != subject, "somebody acts as themselves");
        assert!(!user.is_gone() && !user.staff, "acts as {}", user.email);
        let recently = actor.changed_at.is_some_and(|at| now < at + MINUTE);
        assert!(actor.staff || recently, "{} acts", actor.email);
        let doubt = match (own.doubt, actor.staff) {
            (None, false) => actor.changed_at,
            (doubt, _) => doubt,
        };
        seat.open = Some(Open::new(subject, now, doubt));
    }

    /// Ends, or signs out of the impersonated session.
    async fn leave(&mut self, at: At, action: &str, target: &str, twice: bool) {
        let Some(view) = self.view(at) else { return };
        let fields = [("session", view.session()), ("target", target)];
        let form = Form::to(action, &fields);
        let answer = self.send(at.browser, &form, twice).await;
        if answer.status == 303 && !answer.location().starts_with("/sign-in") {
            self.seats[at.browser].open = None;
        }
        self.follow(at, &answer).await;
    }

    async fn switch(&mut self, at: At, inside: bool) {
        let Some(view) = self.view(at) else { return };
        let target = view.target(inside);
        let fields = [("session", view.session()), ("target", target.as_str())];
        let form = Form::to("/api/activate_session", &fields);
        let answer = self.send(at.browser, &form, false).await;
        if answer.status == 303
            && answer.location() == "/dashboard"
            && let Some(open) = &mut self.seats[at.browser].open
        {
            open.inside = inside;
        }
        self.follow(at, &answer).await;
    }

    async fn sign_out(&mut self, at: At) {
        let Some(view) = self.view(at) else { return };
        let target = view.target(false);
        let fields = [("session", view.session()), ("target", target.as_str())];
        let form = Form::to("/api/sign_out", &fields);
        let answer = self.send(at.browser, &form, false).await;
        let seat = &mut self.seats[at.browser];
        if answer.status == 303 && answer.location() == "/sign-in" {
            (seat.own, seat.open) = (None, None);
        } else if answer.status >= 500
            && let Some(open) = &mut seat.open
        {
            // The provider could not be told of the one; of the other it need not be.
            open.may_be_over = true;
        }
        self.follow(at, &answer).await;
    }

    /// Loads a page into a window, which must say who one is.
    async fn look(&mut self, at: At) {
        let (now, heard) = (self.house.clock.now(), !self.cut);
        let seat = &mut self.seats[at.browser];
        seat.asks(now, heard);
        let answer = seat.browser.send(Call::navigate("/account")).await;
        if answer.status >= 500 {
            assert!(self.cut, "{answer}");
            return;
        }
        let view = View::read(&answer);
        seat.windows[at.window].clone_from(&view);
        let Some(view) = view else {
            assert!(answer.location().starts_with("/sign-in"));
            let known = seat.own.as_ref().is_some_and(|own| own.doubt.is_none());
            assert!(!known || seat.may_lose_cookie, "signed out by nobody");
            (seat.own, seat.open) = (None, None);
            return;
        };
        let own = seat.own.as_ref().expect("nobody is signed in here");
        let own = &self.people[own.who].email;
        let Some((subject, inside)) = view.open() else {
            assert_eq!((view.email(), view.actor()), (own.as_str(), ""));
            let open = seat.open.take();
            assert!(
                open.is_none_or(|open| open.may_be_over(now)),
                "ended by nobody"
            );
            return;
        };
        let open = seat.open.as_ref().expect("nobody is acted as here");
        assert_eq!(subject, self.people[open.subject].email);
        assert_eq!(inside, open.inside, "another session is active");
        let shown = (view.email(), view.actor());
        if inside {
            assert_eq!(shown, (subject.as_str(), own.as_str()));
        } else {
            assert_eq!(shown, (own.as_str(), ""));
        }
        for other in &self.people {
            let known = [own, &subject].contains(&&other.email);
            assert!(
                known || !answer.body.contains(&other.email),
                "{}",
                other.email
            );
        }
    }
}

impl World {
    /// Something changes at the provider, behind the console's back.
    async fn at_the_provider(&mut self, what: &Move) {
        let now = self.house.clock.now();
        match *what {
            Move::Revoke { who, acted } => {
                if !self.people[who].deleted {
                    self.house.revoke_live(&self.people[who].name, acted).await;
                }
                self.doubt(who, now, acted, !acted);
            }
            Move::Ban { who } => {
                if self.people[who].deleted {
                    return;
                }
                self.people[who].banned = true;
                self.ask("POST", who, "/ban", "").await;
                self.doubt(who, now, true, true);
            }
            Move::Unban { who } => {
                if !self.people[who].deleted {
                    self.people[who].banned = false;
                    self.ask("POST", who, "/unban", "").await;
                }
            }
            Move::Delete { who } => {
                if !self.people[who].deleted {
                    self.people[who].deleted = true;
                    self.ask("DELETE", who, "", "").await;
                    self.doubt(who, now, true, true);
                }
            }
            Move::NewPassword { who } => {
                if !self.people[who].deleted {
                    let body = serde_json::json!({
                        "password_digest": self.digest,
                        "password_hasher": "argon2id",
                        "sign_out_of_other_sessions": true,
                    });
                    self.ask("PATCH", who, "", &body.to_string()).await;
                    self.doubt(who, now, true, true);
                }
            }
            Move::Demote { who } => self.set_role(who, None).await,
            Move::Promote { who } => self.set_role(who, Some("support")).await,
            _ => unreachable!("{what:?} is not done at the provider"),
        }
    }

    async fn set_role(&mut self, who: usize, role: Option<&str>) {
        let person = &mut self.people[who];
        if person.deleted || person.staff == role.is_some() {
            return;
        }
        person.staff = role.is_some();
        person.changed_at = Some(self.house.clock.now());
        let users = self.house.provider.users();
        users.set_role(&person.email, role).await.unwrap();
        for seat in &mut self.seats {
            let is_actor = seat.is(who);
            if let Some(open) = &mut seat.open
                && (is_actor || open.subject == who)
            {
                // Given back within the minute, it may never be noticed.
                open.may_be_over = true;
            }
        }
    }

    /// The sessions of somebody are over at the provider: those in which others act, their own, or both.
    fn doubt(&mut self, who: usize, now: i64, acted: bool, own: bool) {
        for seat in &mut self.seats {
            seat.settle(now);
            if own && let Some(mine) = seat.own.as_mut().filter(|mine| mine.who == who) {
                mine.doubt.get_or_insert(now);
                if let Some(open) = &mut seat.open {
                    open.doubt.get_or_insert(now);
                }
            }
            if acted && let Some(open) = seat.open.as_mut().filter(|open| open.subject == who) {
                open.doubt.get_or_insert(now);
            }
        }
    }

    async fn ask(&self, method: &str, who: usize, path: &str, body: &str) {
        let id = self.house.id(&self.people[who].name);
        let path = format!("/v1/users/{id}{path}");
        self.house.ask_clerk(method, &path, body).await;
    }
}
