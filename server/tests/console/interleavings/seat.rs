use super::moves::WINDOWS;
use super::view::View;
use crate::support::Browser;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
/// What changes at the provider acts within this.
const HEARD: i64 = MINUTE;
const IDLE: i64 = 10 * MINUTE;
/// A request is noted when the one before it is so old.
const NOTED: i64 = 15 * SECOND;
/// The duration that every start asks for.
pub const MINUTES: i64 = 15;

/// A browser, and who it may be by all that has happened.
pub struct Seat {
    pub browser: Browser,
    pub windows: [Option<View>; WINDOWS],
    pub own: Option<Own>,
    pub open: Option<Open>,
    /// The path of the page of what was begun last in an application.
    pub elsewhere: Option<String>,
    /// The last link that was shown.
    pub link: Option<String>,
    /// Of two answers that gave it a new cookie each, it may have kept the older one.
    pub may_lose_cookie: bool,
}

/// One's own session.
pub struct Own {
    pub who: usize,
    /// Since when it may be over, and a minute later is.
    pub doubt: Option<i64>,
}

/// The open impersonation.
pub struct Open {
    pub subject: usize,
    pub inside: bool,
    pub expires: i64,
    /// The last request from inside, and the last one that was noted for certain.
    pub seen: i64,
    pub noted: i64,
    /// Since when it may be over, and a minute later is.
    pub doubt: Option<i64>,
    /// Something that may have ended it was tried.
    pub may_be_over: bool,
}

impl Open {
    pub fn new(subject: usize, now: i64, doubt: Option<i64>) -> Self {
        Self {
            subject,
            inside: true,
            expires: now + MINUTES * MINUTE,
            seen: now,
            noted: now,
            doubt,
            may_be_over: false,
        }
    }

    fn is_over(&self, now: i64) -> bool {
        now >= self.expires || now >= self.seen + IDLE || is_heard(self.doubt, now)
    }

    pub fn may_be_over(&self, now: i64) -> bool {
        self.may_be_over || self.doubt.is_some() || now > self.noted + IDLE - NOTED
    }
}

fn is_heard(doubt: Option<i64>, now: i64) -> bool {
    doubt.is_some_and(|since| now >= since + HEARD)
}

impl Seat {
    pub fn new(browser: Browser) -> Self {
        Self {
            browser,
            windows: [const { None }; WINDOWS],
            own: None,
            open: None,
            elsewhere: None,
            link: None,
            may_lose_cookie: false,
        }
    }

    /// Drops what cannot be any more at `now`.
    pub fn settle(&mut self, now: i64) {
        if self
            .own
            .as_ref()
            .is_some_and(|own| is_heard(own.doubt, now))
        {
            self.own = None;
        }
        if self.own.is_none() || self.open.as_ref().is_some_and(|open| open.is_over(now)) {
            self.open = None;
        }
        if let Some(open) = &mut self.open {
            open.may_be_over = open.may_be_over(now);
        }
    }

    /// A request is made; `heard` says whether the provider can be asked.
    pub fn asks(&mut self, now: i64, heard: bool) {
        self.settle(now);
        if let Some(open) = self.open.as_mut().filter(|open| open.inside) {
            open.seen = now;
            if heard {
                open.noted = now;
            }
        }
    }

    /// Whether this person is, or may be, in this seat.
    pub fn is(&self, who: usize) -> bool {
        self.own.as_ref().is_some_and(|own| own.who == who)
    }
}
