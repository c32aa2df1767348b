//! A real connection to the provider fails, at each call of each way through the house, and stays so until it is
//! mended: the person gets a clear answer in time, nothing is half made, and all recovers by itself.

use std::time::Duration;

use server::Audience;
use tokio::time::Instant;

use crate::support::{Answer, Browser, House, PASSWORD, Plan, REST, Reached, Wire};

/// How long any answer may take: a few calls, each to its limit.
const PATIENCE: Duration = Duration::from_secs(20);
/// No way through the house asks for more than this.
const MOST_CALLS: usize = 20;

/// Nothing takes as long as this but what hangs; that is given up sooner, and left alone after the second time.
fn reached(fault: Wire) -> Reached {
    let (limit, failures) = match fault {
        Wire::Hang => (Duration::from_millis(800), 2),
        _ => (Duration::from_secs(10), 5),
    };
    Reached { limit, failures }
}

async fn house(fault: Wire) -> House {
    House::with(Plan {
        network: Some(reached(fault)),
        ..Plan::default()
    })
    .await
}

/// What is done while the connection fails, and what must hold afterwards.
#[derive(Clone, Copy, Debug)]
enum Way {
    SignIn,
    Page,
    Start,
    End,
    SignOut,
}

impl Way {
    const ALL: [Self; 5] = [
        Self::SignIn,
        Self::Page,
        Self::Start,
        Self::End,
        Self::SignOut,
    ];

    /// A browser that is about to go this way.
    async fn begin(self, house: &House) -> Browser {
        match self {
            Self::SignIn => house.browser(),
            Self::End => house.acting("sue", "ann").await,
            Self::Page | Self::Start | Self::SignOut => house.signed_in("sue").await,
        }
    }

    /// Goes it with the pages that were opened before.
    async fn go(self, house: &House, sue: &mut Browser, fault: Wire, passing: usize) -> Answer {
        let user = house.page_of("ann");
        let form = match self {
            Self::SignIn => sue
                .open("/sign-in")
                .await
                .form("Sign in")
                .set("email", "sue@example.com")
                .set("password", PASSWORD),
            Self::Page | Self::Start => sue.start_form(&user).await,
            Self::End => sue.open("/dashboard").await.form("End impersonation"),
            Self::SignOut => sue
                .open("/dashboard")
                .await
                .form("Sign out of sue@example.com"),
        };
        // So that the console has to ask who she is as well.
        house.clock.advance(60_000);
        house.proxy().strike(passing, fault).await;
        match self {
            Self::Page => sue.get(&user).await,
            _ => sue.post(&form).await,
        }
    }

    /// Whether it is an answer that helps: never a fault of ours, never a page without words or a way on.
    async fn is_clear(self, house: &House, sue: &mut Browser, answer: &Answer) -> bool {
        match (self, answer.status) {
            // These two are in force at once, whatever happens.
            (Self::End, status) => status == 303 && answer.location() == house.page_of("ann"),
            (Self::SignOut, status) => status == 303 && answer.location() == "/sign-in",
            (Self::Page, 200) => true,
            (Self::Page, status) => status == 502 && says_what_to_do(answer),
            (_, 502) => says_what_to_do(answer),
            (_, 303) if answer.location() == "/dashboard" => true,
            (_, 303) => says_what_to_do(&sue.follow(answer).await),
            _ => false,
        }
    }
}

/// The page names what is wrong and what to do next, in words that tell no cause.
fn says_what_to_do(page: &Answer) -> bool {
    let words = format!("{} {}", page.alert(), page.texts("main").join(" "));
    ["Try again", "try again then", "You are signed out"]
        .iter()
        .any(|next| words.contains(next))
        && ![
            "127.0.0.1",
            "<html",
            "os error",
            "line 1",
            "Welcome to our network",
        ]
        .iter()
        .any(|cause| words.contains(cause))
}

async fn withstands(fault: Wire) {
    let house = house(fault).await;
    // Of a session nobody can know when the very answer to the sign-in was lost.
    let lost = matches!(
        fault,
        Wire::Hang | Wire::Reset | Wire::Truncated | Wire::Page
    );
    let mut unknown = 0;
    for way in Way::ALL {
        let mut call = 0;
        loop {
            assert!(call < MOST_CALLS);
            let place = format!("{fault:?} at call {call} of {way:?}");
            let mut sue = way.begin(&house).await;
            let begun = Instant::now();
            let answer = way.go(&house, &mut sue, fault, call).await;
            assert!(begun.elapsed() < PATIENCE, "{place}");
            // The page that says what happened is one without the provider, or says that too.
            let clear = way.is_clear(&house, &mut sue, &answer).await;
            assert!(clear, "{place}: {answer}");
            let struck = house.proxy().mend().await;
            house.clock.advance(REST);
            house.console.sweep().await;
            let kept = usize::from(match way {
                Way::SignIn => answer.header("location") == "/dashboard",
                Way::Page | Way::Start | Way::End => true,
                Way::SignOut => false,
            });
            unknown += usize::from(matches!(way, Way::SignIn) && call == 0 && lost);
            recovers(&house, way, &mut sue, &place).await;
            assert_eq!(house.live("ann", true).await, 0, "{place}: {answer}");
            assert_eq!(
                house.live("sue", false).await,
                unknown + kept,
                "{place}: {answer}"
            );
            let kinds = house.kinds().await;
            let count = |kind: &str| kinds.iter().filter(|found| *found == kind).count();
            assert_eq!(count("started"), count("ended"), "{place}");
            if kept > 0 {
                let page = sue.open("/dashboard").await;
                sue.press(&page, "Sign out of sue@example.com").await;
            }
            if !struck {
                break;
            }
            call += 1;
        }
        assert!(call > 0, "{way:?} asks for nothing");
    }
    house.close().await;
}

/// What was not possible is possible again, in the same browser and without anybody's help.
async fn recovers(house: &House, way: Way, sue: &mut Browser, place: &str) {
    match way {
        Way::SignIn | Way::SignOut => {}
        Way::Page => assert_eq!(sue.get(house.page_of("ann")).await.status, 200, "{place}"),
        Way::Start | Way::End => {
            let page = sue.open("/dashboard").await;
            if !page.region().is_empty() {
                sue.press(&page, "End impersonation").await;
            }
            let inside = sue.start(&house.page_of("ann")).await;
            sue.press(&inside, "End impersonation").await;
        }
    }
}

#[tokio::test]
async fn a_connection_that_is_refused_is_withstood_at_every_call() {
    withstands(Wire::Refuse).await;
}

#[tokio::test]
async fn an_answer_that_never_comes_is_withstood_at_every_call() {
    withstands(Wire::Hang).await;
}

#[tokio::test]
async fn a_connection_that_is_reset_is_withstood_at_every_call() {
    withstands(Wire::Reset).await;
}

#[tokio::test]
async fn being_put_off_is_withstood_at_every_call() {
    withstands(Wire::TooMany).await;
}

#[tokio::test]
async fn an_error_of_the_provider_is_withstood_at_every_call() {
    withstands(Wire::Error).await;
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_withstood_at_every_call() {
    withstands(Wire::Truncated).await;
}

#[tokio::test]
async fn a_page_in_place_of_an_answer_is_withstood_at_every_call() {
    withstands(Wire::Page).await;
}

#[tokio::test]
async fn a_provider_that_stays_away_is_left_alone_and_asked_again_after_a_rest() {
    let house = house(Wire::Hang).await;
    let mut sue = house.signed_in("sue").await;
    house.proxy().strike(0, Wire::Hang).await;
    for _ in 0..2 {
        assert_eq!(sue.get("/users").await.status, 502);
    }
    let begun = Instant::now();
    let page = sue.get("/users").await;
    let limit = reached(Wire::Hang).limit;
    assert!(begun.elapsed() < limit, "it is said at once");
    assert!(
        page.text("main")
            .contains("It is asked again in 10 seconds"),
        "{page}"
    );
    assert!(house.proxy().mend().await);
    assert_eq!(sue.get("/users").await.status, 502, "it still rests");
    house.clock.advance(REST);
    sue.open("/users").await;
    house.close().await;
}

#[tokio::test]
async fn over_the_network_a_customer_is_told_that_this_is_for_staff_and_signed_out_at_the_provider()
{
    let house = House::with(Plan {
        network: Some(reached(Wire::Refuse)),
        audience: Audience::Staff,
        ..Plan::default()
    })
    .await;
    let mut ann = house.browser();
    let answer = ann.sign_in("ann", PASSWORD).await;
    let page = ann.follow(&answer).await;
    assert!(
        page.alert()
            .starts_with("This console is for support staff."),
        "{page}"
    );
    assert_eq!(house.live("ann", false).await, 0);
    house.acting("sue", "ann").await;
    house.close().await;
}
