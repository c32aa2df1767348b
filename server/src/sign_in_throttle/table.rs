use std::collections::HashMap;

use ambient::Millis;

use super::count::{Count, Limit, Verdict};

/// What is counted, by a keyed hash of it.
pub(super) type Name = [u8; 16];

/// So many counts are kept at most: about six megabytes.
const MOST: usize = 60_000;

/// All counts. The first name of a try is that of the address at the account, the last that of the account.
#[derive(Default)]
pub(super) struct Table(HashMap<Name, (Limit, Count)>);

impl Table {
    /// Begins a try, if all names let it. Says under which of them it is counted.
    pub(super) fn begin(
        &mut self,
        names: &[(Name, Limit); 3],
        now: Millis,
    ) -> (Verdict, Vec<(Name, Limit)>) {
        let count = |name: &Name| {
            self.0
                .get(name)
                .map_or_else(Count::default, |(_, count)| *count)
        };
        let names = if count(&names[0].0).is_acquainted(now) {
            &names[..1]
        } else {
            &names[..]
        };
        let verdicts = names
            .iter()
            .map(|(name, limit)| count(name).verdict(*limit, now));
        let verdict = verdicts.max().unwrap_or(Verdict::Now);
        if verdict == Verdict::Now {
            self.make_room(now);
            for (name, limit) in names {
                self.count(*name, *limit).begin(*limit, now);
            }
        }
        (verdict, names.to_vec())
    }

    pub(super) fn wrong(&mut self, names: &[(Name, Limit)], now: Millis) {
        for (name, limit) in names {
            self.count(*name, *limit).wrong(*limit, now);
        }
    }

    pub(super) fn void(&mut self, names: &[(Name, Limit)]) {
        for (name, limit) in names {
            self.count(*name, *limit).void();
        }
    }

    /// The address is acquainted with the account from now on, and the account is forgiven what others got
    /// wrong. The address is not: it could sign in to an account of its own between two guesses.
    pub(super) fn right(&mut self, names: &[(Name, Limit)], now: Millis) {
        for (place, (name, limit)) in names.iter().enumerate() {
            let count = self.count(*name, *limit);
            match place {
                0 => {
                    count.right(now);
                    count.acquaint();
                }
                1 => count.void(),
                _ => count.right(now),
            }
        }
    }

    fn count(&mut self, name: Name, limit: Limit) -> &mut Count {
        &mut self.0.entry(name).or_insert((limit, Count::default())).1
    }

    /// Forgets what no longer matters and, if all of it does, the oldest tenth.
    fn make_room(&mut self, now: Millis) {
        if self.0.len() < MOST {
            return;
        }
        self.0
            .retain(|_, (limit, count)| !count.is_idle(*limit, now));
        if self.0.len() < MOST {
            return;
        }
        let mut moments: Vec<_> = self.0.values().map(|(_, count)| count.seen()).collect();
        let (_, oldest, _) = moments.select_nth_unstable(MOST / 10);
        let oldest = *oldest;
        self.0.retain(|_, (_, count)| count.seen() > oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit {
        tries: 1,
        longest_wait: 60_000,
    };

    fn names(number: u64) -> [(Name, Limit); 3] {
        [1, 2, 3].map(|kind: u64| {
            let name = (u128::from(kind) << 64 | u128::from(number)).to_be_bytes();
            (name, LIMIT)
        })
    }

    #[test]
    fn however_many_are_wrong_a_bounded_number_is_remembered_the_latest_first() {
        let mut table = Table::default();
        for number in 0..30_000 {
            let now = i64::try_from(number).expect("a small number");
            let (verdict, counted) = table.begin(&names(number), now);
            assert_eq!(verdict, Verdict::Now);
            table.wrong(&counted, now);
            assert!(table.0.len() <= MOST + 3);
        }
        let (latest, _) = table.begin(&names(29_999), 30_000);
        assert!(matches!(latest, Verdict::After(_)), "{latest:?}");
        let (oldest, _) = table.begin(&names(0), 30_000);
        assert_eq!(oldest, Verdict::Now, "forgotten, to make room");
    }

    #[test]
    fn an_address_that_signed_in_is_counted_at_that_account_alone() {
        let mut table = Table::default();
        let names = names(1);
        let (_, counted) = table.begin(&names, 0);
        table.right(&counted, 0);
        let stranger = [(Name::default(), LIMIT), names[1], names[2]];
        let (_, counted) = table.begin(&stranger, 1);
        table.wrong(&counted, 1);
        assert!(matches!(table.begin(&stranger, 2).0, Verdict::After(_)));
        let (verdict, counted) = table.begin(&names, 2);
        assert_eq!((verdict, counted.len()), (Verdict::Now, 1));
    }
}
