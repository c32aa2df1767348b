//! The provider is gone, slow, silent about what it did, or answers garbage, at each call of Start and End.

use crate::support::{Answer, Fault, House};

/// No flow asks for more than this.
const MOST_CALLS: usize = 20;

/// The person was told, or is where they wanted to be; never a fault of ours.
#[track_caller]
fn is_clear(answer: &Answer, fault: Fault, call: usize) {
    let clear = match answer.status {
        303 => true,
        502 => answer.is_page() && !answer.attributes("main a[href]", "href").is_empty(),
        _ => false,
    };
    assert!(clear, "{fault:?} at call {call}: {answer}");
}

async fn count(house: &House, kind: &str) -> usize {
    let kinds = house.kinds().await;
    kinds.iter().filter(|found| *found == kind).count()
}

#[tokio::test]
async fn whichever_call_of_a_start_fails_it_has_one_end_or_was_none() {
    for fault in Fault::ALL {
        let house = House::new().await;
        let page = house.page_of("ann");
        let mut call = 0;
        loop {
            assert!(call < MOST_CALLS);
            let mut sue = house.signed_in("sue").await;
            let form = sue.start_form(&page).await;
            // So that the console has to ask who she is as well.
            house.clock.advance(60_000);
            house.line.fail_after(call, fault);
            let answer = sue.post(&form).await;
            let struck = house.line.mend();
            is_clear(&answer, fault, call);
            if answer.status == 303 && answer.location() == page {
                let back = sue.follow(&answer).await;
                assert!(!back.alert().is_empty(), "{fault:?} at {call}: {back}");
                let again = back.form("Impersonate");
                assert_eq!(again.value("reason"), form.value("reason"));
            }
            house.console.sweep().await;
            let seen = sue.get("/dashboard").await;
            if seen.status == 200 && !seen.region().is_empty() {
                sue.press(&seen, "End impersonation").await;
            }
            let live = house.live("ann", true).await;
            assert_eq!(live, 0, "{fault:?} at call {call}: {answer}");
            assert_eq!(
                count(&house, "started").await,
                count(&house, "ended").await,
                "{fault:?} at call {call}"
            );
            // The same person can go on at once.
            if seen.status == 200 {
                let inside = sue.start(&page).await;
                sue.press(&inside, "End impersonation").await;
            }
            if !struck {
                break;
            }
            call += 1;
        }
        assert!(call >= 5, "a start asks for more than {call} things");
        // A ticket whose answer was lost is worthless a minute later.
        house.clock.advance(60_000);
        assert_eq!(house.live("ann", true).await, 0);
        house.close().await;
    }
}

#[tokio::test]
async fn whichever_call_of_an_end_fails_it_is_an_end() {
    for fault in Fault::ALL {
        let house = House::new().await;
        let mut call = 0;
        loop {
            assert!(call < MOST_CALLS);
            let mut sue = house.acting("sue", "ann").await;
            let inside = sue.open("/dashboard").await;
            house.clock.advance(60_000);
            house.line.fail_after(call, fault);
            let answer = sue.press(&inside, "End impersonation").await;
            let struck = house.line.mend();
            assert_eq!(answer.status, 303, "{fault:?} at call {call}: {answer}");
            assert_eq!(answer.location(), house.page_of("ann"));
            house.console.sweep().await;
            let live = house.live("ann", true).await;
            assert_eq!(live, 0, "{fault:?} at call {call}: {answer}");
            assert_eq!(house.causes().await, vec!["person"; call + 1]);
            let page = sue.open("/dashboard").await;
            assert_eq!(
                (page.heading().as_str(), page.region().as_str()),
                ("Hello Sue", "")
            );
            if !struck {
                break;
            }
            call += 1;
        }
        assert!(call >= 3, "an end asks for more than {call} things");
        house.close().await;
    }
}

#[tokio::test]
async fn whichever_call_of_a_sign_in_fails_it_says_so_and_leaves_no_session_that_it_knows_of() {
    for fault in Fault::ALL {
        let house = House::new().await;
        let (mut call, mut unknown) = (0, 0);
        loop {
            assert!(call < MOST_CALLS);
            house.line.fail_after(call, fault);
            let mut sue = house.browser();
            let answer = sue.sign_in("sue", crate::support::PASSWORD).await;
            let struck = house.line.mend();
            is_clear(&answer, fault, call);
            if !struck {
                assert_eq!(answer.location(), "/dashboard");
                break;
            }
            let page = sue.follow(&answer).await;
            assert!(!page.alert().is_empty(), "{fault:?} at call {call}: {page}");
            assert_eq!(page.form("Sign in").value("email"), "sue@example.com");
            // Of a session whose answer was lost nobody can know.
            unknown += usize::from(call == 0 && matches!(fault, Fault::Lost | Fault::Garbage));
            assert_eq!(house.live("sue", false).await, unknown);
            call += 1;
        }
        assert!(call >= 2, "a sign-in asks for more than {call} things");
        house.close().await;
    }
}

#[tokio::test]
async fn what_the_provider_fails_at_is_said_in_words_that_tell_no_cause() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    for fault in Fault::ALL {
        house.line.fail_after(0, fault);
        let page = sue.get("/users").await;
        assert_eq!(page.status, 502, "{fault:?}: {page}");
        for cause in ["line is cut", "<html>502", "error at line", "Timeout"] {
            assert!(!page.body.contains(cause), "{fault:?}: {page}");
        }
        house.line.mend();
    }
    house.close().await;
}
