use ambient::{MINUTE, Millis, SECOND};

/// A count that nobody has added to for so long is forgotten, unless waits are longer than that.
const MEMORY: Millis = 60 * MINUTE;
/// An address that once signed in to an account is known there for so long.
const ACQUAINTANCE: Millis = 30 * 24 * 60 * MINUTE;

/// How often one may be wrong, and how long one has to wait after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// So many wrong tries cost nothing; at least one.
    pub tries: u32,
    /// After each further one the wait doubles, from one second up to this.
    pub longest_wait: Millis,
}

/// What is remembered under one name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    wrong: u32,
    under_way: u32,
    not_before: Millis,
    seen: Millis,
    acquainted: bool,
}

/// What one name says to another try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// It may be made.
    Now,
    /// As many as may be wrong are being looked at: their outcome decides.
    AfterThose,
    /// It may be made after so many milliseconds.
    After(Millis),
}

impl Count {
    /// Whether another try may be made. Tries under way are taken for wrong ones, or a crowd that arrives at one
    /// moment would pass before the first of it is found wrong.
    pub(super) fn verdict(&self, limit: Limit, now: Millis) -> Verdict {
        let wrong = self.wrong_at(limit, now);
        if wrong + self.under_way < limit.tries {
            Verdict::Now
        } else if wrong == 0 {
            Verdict::AfterThose
        } else if self.not_before > now {
            Verdict::After(self.not_before - now)
        } else if self.under_way > 0 {
            Verdict::After(SECOND)
        } else {
            Verdict::Now
        }
    }

    /// A try begins.
    pub(super) fn begin(&mut self, limit: Limit, now: Millis) {
        self.wrong = self.wrong_at(limit, now);
        self.acquainted = self.is_acquainted(now);
        self.under_way += 1;
        self.seen = now;
    }

    /// A try is over and says nothing.
    pub(super) fn void(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }

    /// A try was wrong.
    pub(super) fn wrong(&mut self, limit: Limit, now: Millis) {
        self.void();
        self.wrong = self.wrong.saturating_add(1);
        self.seen = now;
        if let Some(beyond) = self.wrong.checked_sub(limit.tries) {
            let wait = SECOND << beyond.min(24);
            self.not_before = now + wait.min(limit.longest_wait);
        }
    }

    /// A try was right, so what was wrong before it is forgiven.
    pub(super) fn right(&mut self, now: Millis) {
        *self = Self {
            under_way: self.under_way.saturating_sub(1),
            seen: now,
            ..Self::default()
        };
    }

    /// Whoever this names has signed in.
    pub(super) fn acquaint(&mut self) {
        self.acquainted = true;
    }

    /// Whether whoever this names has signed in, not too long ago.
    pub(super) fn is_acquainted(&self, now: Millis) -> bool {
        self.acquainted && now - self.seen < ACQUAINTANCE
    }

    /// Whether it no longer matters.
    pub(super) fn is_idle(&self, limit: Limit, now: Millis) -> bool {
        self.under_way == 0 && self.wrong_at(limit, now) == 0 && !self.is_acquainted(now)
    }

    /// The moment of the last try.
    pub(super) fn seen(&self) -> Millis {
        self.seen
    }

    fn wrong_at(&self, limit: Limit, now: Millis) -> u32 {
        let memory = MEMORY.max(limit.longest_wait.saturating_mul(2));
        if now - self.seen < memory {
            self.wrong
        } else {
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit {
        tries: 2,
        longest_wait: 5 * SECOND,
    };

    fn try_wrongly(count: &mut Count, now: Millis) {
        count.begin(LIMIT, now);
        count.wrong(LIMIT, now);
    }

    #[test]
    fn waits_double_up_to_the_longest_and_are_forgotten_in_the_end() {
        let mut count = Count::default();
        try_wrongly(&mut count, 0);
        assert_eq!(count.verdict(LIMIT, 0), Verdict::Now);
        let mut now = 0;
        for seconds in [1, 2, 4, 5, 5] {
            try_wrongly(&mut count, now);
            let wait = seconds * SECOND;
            assert_eq!(count.verdict(LIMIT, now), Verdict::After(wait));
            assert_eq!(count.verdict(LIMIT, now + wait - 1), Verdict::After(1));
            now += wait;
            assert_eq!(count.verdict(LIMIT, now), Verdict::Now);
        }
        assert!(!count.is_idle(LIMIT, now));
        assert!(count.is_idle(LIMIT, now + MEMORY));
        try_wrongly(&mut count, now + MEMORY);
        assert_eq!(count.verdict(LIMIT, now + MEMORY), Verdict::Now);
    }

    #[test]
    fn tries_under_way_are_taken_for_wrong_ones() {
        let mut count = Count::default();
        count.begin(LIMIT, 0);
        count.begin(LIMIT, 0);
        assert_eq!(count.verdict(LIMIT, 0), Verdict::AfterThose);
        count.wrong(LIMIT, 0);
        assert_eq!(count.verdict(LIMIT, 0), Verdict::After(SECOND));
        count.right(0);
        assert_eq!(count.verdict(LIMIT, 0), Verdict::Now);
    }

    #[test]
    fn a_count_that_was_never_wrong_is_idle_once_nothing_is_under_way() {
        let mut count = Count::default();
        count.begin(LIMIT, 0);
        assert!(!count.is_idle(LIMIT, 0));
        count.void();
        assert!(count.is_idle(LIMIT, 0));
        count.acquaint();
        assert!(!count.is_idle(LIMIT, 0) && count.is_idle(LIMIT, ACQUAINTANCE));
    }
}
