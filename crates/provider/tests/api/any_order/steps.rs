use ambient::{MINUTE, Millis, SECOND};
use proptest::prelude::*;
use proptest::sample::Index;

/// Two native applications and a browser.
pub(super) const SEATS: usize = 3;
/// One with a password, one that begins with an authenticator app besides, one with codes by e-mail alone.
pub(super) const USERS: usize = 3;

/// What somebody proves in a sign-in of several steps.
#[derive(Clone, Copy, Debug)]
pub(super) enum Proof {
    Password,
    App,
    Letter,
    Wrong,
}

/// What is asked for a session at its own client.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ask {
    Touch,
    Tokens,
    End,
    Remove,
    /// By `/v1/me/sessions/{id}/revoke`.
    Revoke,
    /// To be proven again, at this level.
    Verify(&'static str),
    /// A proof by password, or by the app.
    Reverify(Proof),
}

/// What the Backend API does to a user.
#[derive(Clone, Copy, Debug)]
pub(super) enum Deed {
    Create,
    Delete,
    Ban,
    Unban,
    Lock,
    Unlock,
    /// Another digest of the same password.
    Password {
        sign_out: bool,
    },
    /// The authenticator app.
    SetApp,
    /// All second factors go.
    TakeFactors,
}

/// One thing that happens. Sessions and tickets are any of those that ever were, whose ever they are.
#[derive(Clone, Debug)]
pub(super) enum Step {
    User {
        user: usize,
        deed: Deed,
    },
    /// By all that is wanted of this user, in as many requests as it takes.
    SignIn {
        seat: usize,
        user: usize,
    },
    /// By password alone, in one request.
    Password {
        seat: usize,
        user: usize,
    },
    Begin {
        seat: usize,
        user: usize,
    },
    Prepare {
        seat: usize,
    },
    Prove {
        seat: usize,
        proof: Proof,
    },
    ActorToken {
        user: usize,
        seconds: i64,
    },
    SignInToken {
        user: usize,
        seconds: i64,
    },
    /// An actor token, used at once.
    Impersonate {
        seat: usize,
        user: usize,
    },
    RevokeTicket {
        ticket: Index,
    },
    Redeem {
        seat: usize,
        ticket: Index,
    },
    OfSession {
        seat: usize,
        session: Index,
        ask: Ask,
    },
    OwnPassword {
        seat: usize,
        sign_out: bool,
    },
    SignOut {
        seat: usize,
    },
    /// A browser's cookie is set anew.
    TouchClient {
        seat: usize,
    },
    EndClient {
        seat: usize,
    },
    BackendSession {
        user: usize,
    },
    BackendToken {
        session: Index,
    },
    BackendRevoke {
        session: Index,
    },
    Pass {
        time: Millis,
    },
}

/// Any step, what makes sessions more often than what ends all of them.
pub(super) fn step() -> impl Strategy<Value = Step> {
    let (seat, user, one) = (0..SEATS, 0..USERS, any::<Index>);
    let seconds = prop_oneof![Just(30_i64), Just(600), Just(3_600)];
    prop_oneof![
        5 => (user.clone(), deed()).prop_map(|(user, deed)| Step::User { user, deed }),
        7 => (seat.clone(), user.clone()).prop_map(|(seat, user)| Step::SignIn { seat, user }),
        2 => (seat.clone(), user.clone()).prop_map(|(seat, user)| Step::Password { seat, user }),
        4 => (seat.clone(), user.clone())
            .prop_map(|(seat, user)| Step::Impersonate { seat, user }),
        3 => (seat.clone(), user.clone()).prop_map(|(seat, user)| Step::Begin { seat, user }),
        3 => seat.clone().prop_map(|seat| Step::Prepare { seat }),
        6 => (seat.clone(), proof()).prop_map(|(seat, proof)| Step::Prove { seat, proof }),
        4 => (user.clone(), seconds.clone())
            .prop_map(|(user, seconds)| Step::ActorToken { user, seconds }),
        2 => (user.clone(), seconds)
            .prop_map(|(user, seconds)| Step::SignInToken { user, seconds }),
        1 => one().prop_map(|ticket| Step::RevokeTicket { ticket }),
        7 => (seat.clone(), one()).prop_map(|(seat, ticket)| Step::Redeem { seat, ticket }),
        9 => (seat.clone(), one(), ask())
            .prop_map(|(seat, session, ask)| Step::OfSession { seat, session, ask }),
        1 => (seat.clone(), any::<bool>())
            .prop_map(|(seat, sign_out)| Step::OwnPassword { seat, sign_out }),
        1 => seat.clone().prop_map(|seat| Step::SignOut { seat }),
        1 => seat.clone().prop_map(|seat| Step::TouchClient { seat }),
        1 => seat.prop_map(|seat| Step::EndClient { seat }),
        1 => user.prop_map(|user| Step::BackendSession { user }),
        2 => one().prop_map(|session| Step::BackendToken { session }),
        2 => one().prop_map(|session| Step::BackendRevoke { session }),
        4 => time().prop_map(|time| Step::Pass { time }),
    ]
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => Just(Deed::Create),
        1 => Just(Deed::Delete),
        1 => Just(Deed::Ban),
        2 => Just(Deed::Unban),
        1 => Just(Deed::Lock),
        2 => Just(Deed::Unlock),
        1 => any::<bool>().prop_map(|sign_out| Deed::Password { sign_out }),
        1 => Just(Deed::SetApp),
        1 => Just(Deed::TakeFactors),
    ]
}

fn proof() -> impl Strategy<Value = Proof> {
    prop_oneof![
        3 => Just(Proof::Password),
        3 => Just(Proof::App),
        3 => Just(Proof::Letter),
        1 => Just(Proof::Wrong),
    ]
}

fn ask() -> impl Strategy<Value = Ask> {
    prop_oneof![
        3 => Just(Ask::Touch),
        3 => Just(Ask::Tokens),
        1 => Just(Ask::End),
        1 => Just(Ask::Remove),
        1 => Just(Ask::Revoke),
        1 => Just(Ask::Verify("first_factor")),
        1 => Just(Ask::Verify("second_factor")),
        1 => Just(Ask::Verify("multi_factor")),
        1 => Just(Ask::Reverify(Proof::Password)),
        2 => Just(Ask::Reverify(Proof::App)),
    ]
}

fn time() -> impl Strategy<Value = Millis> {
    prop_oneof![
        4 => Just(SECOND),
        4 => Just(55 * SECOND),
        4 => Just(9 * MINUTE),
        2 => Just(10 * MINUTE),
        1 => Just(60 * MINUTE),
        1 => Just(24 * 60 * MINUTE),
        1 => Just(7 * 24 * 60 * MINUTE),
    ]
}
