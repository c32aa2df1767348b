use proptest::prelude::*;

/// How many browsers there are, and windows in each.
pub const BROWSERS: usize = 2;
pub const WINDOWS: usize = 2;
/// How many people there are; the first two are staff.
pub const PEOPLE: usize = 4;

/// What goes wrong besides.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Faults {
    None,
    /// At times the provider cannot be reached, or not for everything.
    Provider,
}

/// A window of a browser. What is done in it is done from the page that was loaded there last, however old.
#[derive(Clone, Copy, Debug)]
pub struct At {
    pub browser: usize,
    pub window: usize,
}

/// One thing that happens.
#[derive(Clone, Debug)]
pub enum Move {
    SignIn {
        browser: usize,
        who: usize,
    },
    /// Signs in and starts, as one does.
    Begin {
        browser: usize,
        who: usize,
        subject: usize,
    },
    Look(At),
    Start {
        at: At,
        subject: usize,
    },
    /// A start in an application.
    StartElsewhere {
        at: At,
        subject: usize,
    },
    /// Somebody opens the last link that was shown to the browser.
    OpenLink {
        browser: usize,
    },
    /// Ends what the browser has begun in an application, from its page.
    EndElsewhere(At),
    /// Looks at the page of what the browser has begun in an application.
    LookElsewhere(At),
    /// The same start by two requests at once.
    StartTwice {
        at: At,
        subject: usize,
    },
    Resume(At),
    End(At),
    EndTwice(At),
    SwitchBack(At),
    Return(At),
    SignOut(At),
    SignOutOfSubject(At),
    Pass {
        seconds: i64,
    },
    Sweep,
    Restart,
    Revoke {
        who: usize,
        acted: bool,
    },
    Ban {
        who: usize,
    },
    Unban {
        who: usize,
    },
    Demote {
        who: usize,
    },
    Promote {
        who: usize,
    },
    Delete {
        who: usize,
    },
    NewPassword {
        who: usize,
    },
    /// Nothing that begins like this reaches the provider.
    Cut {
        what: &'static str,
    },
    Mend,
}

/// Most happens in one window, so that it comes to something.
fn at() -> impl Strategy<Value = At> {
    prop_oneof![
        4 => Just(At { browser: 0, window: 0 }),
        1 => (0..BROWSERS, 0..WINDOWS).prop_map(|(browser, window)| At { browser, window }),
    ]
}

fn seconds() -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => 0..20_i64,
        4 => 50..70_i64,
        3 => 100..500_i64,
        1 => 580..620_i64,
    ]
}

/// What people and the console do.
fn done() -> impl Strategy<Value = Move> {
    prop_oneof![
        2 => (0..BROWSERS, 0..PEOPLE).prop_map(|(browser, who)| Move::SignIn { browser, who }),
        5 => (0..BROWSERS, 0..2_usize, 2..PEOPLE)
            .prop_map(|(browser, who, subject)| Move::Begin { browser, who, subject }),
        7 => at().prop_map(Move::Look),
        4 => (at(), 0..PEOPLE).prop_map(|(at, subject)| Move::Start { at, subject }),
        1 => (at(), 0..PEOPLE).prop_map(|(at, subject)| Move::StartTwice { at, subject }),
        3 => (at(), 0..PEOPLE).prop_map(|(at, subject)| Move::StartElsewhere { at, subject }),
        3 => (0..BROWSERS).prop_map(|browser| Move::OpenLink { browser }),
        2 => at().prop_map(Move::EndElsewhere),
        3 => at().prop_map(Move::LookElsewhere),
        3 => at().prop_map(Move::Resume),
        3 => at().prop_map(Move::End),
        1 => at().prop_map(Move::EndTwice),
        3 => at().prop_map(Move::SwitchBack),
        2 => at().prop_map(Move::Return),
        2 => at().prop_map(Move::SignOut),
        1 => at().prop_map(Move::SignOutOfSubject),
        12 => seconds().prop_map(|seconds| Move::Pass { seconds }),
        3 => Just(Move::Sweep),
        2 => Just(Move::Restart),
    ]
}

/// What changes at the provider.
fn changed() -> impl Strategy<Value = Move> {
    (0..PEOPLE, 0..8_usize).prop_map(|(who, what)| match what {
        0 => Move::Revoke { who, acted: true },
        1 => Move::Revoke { who, acted: false },
        2 => Move::Ban { who },
        3 => Move::Unban { who },
        4 => Move::Demote { who },
        5 => Move::Promote { who },
        6 => Move::Delete { who },
        _ => Move::NewPassword { who },
    })
}

fn faulty(faults: Faults) -> impl Strategy<Value = Move> {
    let cut = prop_oneof![
        Just("POST /v1/sessions"),
        Just("POST /v1/actor_tokens"),
        Just("POST /v1/client"),
        Just(""),
    ];
    (cut, any::<bool>()).prop_map(move |(what, mend)| match faults {
        Faults::Provider if !mend => Move::Cut { what },
        _ => Move::Mend,
    })
}

fn one(faults: Faults) -> impl Strategy<Value = Move> {
    prop_oneof![12 => done(), 2 => changed(), 1 => faulty(faults)]
}

/// What happens in one order. It begins with somebody inside.
pub fn moves(faults: Faults) -> impl Strategy<Value = Vec<Move>> {
    let begin = Just(Move::Begin {
        browser: 0,
        who: 0,
        subject: 2,
    });
    let rest = prop::collection::vec(one(faults), 1..12);
    (begin, rest).prop_map(|(begin, mut rest)| {
        rest.insert(0, begin);
        rest
    })
}
