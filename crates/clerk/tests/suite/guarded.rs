//! What is asked again, when, and when nothing is asked at all.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ambient::{Clock, MINUTE, SECOND};
use async_trait::async_trait;
use bytes::Bytes;
use clerk::{Breaker, Fuse, Pausing, Retries, Retrying, Transport, TransportError, guarded};
use http::{Method, Request, Response};
use tokio::time::{Instant, timeout};

type Answer = Result<Response<Bytes>, TransportError>;

/// Answers what it is told, one after the other, then 200; `None` never comes.
#[derive(Default)]
struct Script {
    answers: Mutex<VecDeque<Option<Answer>>>,
    asked: AtomicUsize,
}

impl Script {
    fn of(answers: impl IntoIterator<Item = Answer>) -> Arc<Self> {
        let script = Self::default();
        let answers = answers.into_iter().map(Some);
        script.answers.lock().expect("not poisoned").extend(answers);
        Arc::new(script)
    }

    fn then(&self, answer: Option<Answer>) {
        self.answers.lock().expect("not poisoned").push_back(answer);
    }

    fn asked(&self) -> usize {
        self.asked.swap(0, Ordering::SeqCst)
    }
}

#[async_trait]
impl Transport for Script {
    async fn send(&self, _: Request<Bytes>) -> Answer {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let next = self.answers.lock().expect("not poisoned").pop_front();
        match next {
            Some(Some(answer)) => answer,
            Some(None) => std::future::pending().await,
            None => status(200),
        }
    }
}

fn status(status: u16) -> Answer {
    let answer = Response::builder().status(status);
    built(answer.body(Bytes::new()))
}

fn built(answer: http::Result<Response<Bytes>>) -> Answer {
    answer.map_err(|error| TransportError::SetUp(error.to_string()))
}

fn put_off(code: u16, after: &str) -> Answer {
    let answer = Response::builder()
        .status(code)
        .header("retry-after", after);
    let answer = answer.header("date", "Mon, 23 Nov 2026 12:00:00 GMT");
    built(answer.body(Bytes::from_static(b"words")))
}

fn unreachable() -> Answer {
    Err(TransportError::Unreachable("refused".to_owned()))
}

fn cut_off() -> Answer {
    Err(TransportError::Interrupted("reset".to_owned()))
}

fn late() -> Answer {
    Err(TransportError::Timeout)
}

fn request(method: Method, path: &str) -> Request<Bytes> {
    let request = Request::builder().method(method);
    let request = request.uri(format!("https://api.clerk.test/v1{path}"));
    request.body(Bytes::new()).expect("a request")
}

fn get() -> Request<Bytes> {
    request(Method::GET, "/users")
}

fn post() -> Request<Bytes> {
    request(Method::POST, "/actor_tokens")
}

fn quick() -> Retries {
    Retries {
        pause: Duration::from_millis(1),
        ..Retries::default()
    }
}

fn code(answer: Answer) -> Result<u16, TransportError> {
    answer.map(|answer| answer.status().as_u16())
}

#[tokio::test]
async fn a_post_that_may_have_arrived_is_never_sent_twice() {
    let answers = [
        cut_off(),
        late(),
        status(502),
        status(503),
        status(504),
        put_off(429, "0"),
    ];
    for answer in answers {
        let script = Script::of([answer.clone()]);
        let transport = Retrying::new(script.clone(), quick());
        for method in [Method::POST, Method::PATCH, Method::DELETE] {
            script.answers.lock().expect("not poisoned").clear();
            script.then(Some(answer.clone()));
            let got = transport
                .send(request(method.clone(), "/users/user_1"))
                .await;
            assert_eq!(code(got), code(answer.clone()));
            assert_eq!(script.asked(), 1, "{method} {answer:?}");
        }
    }
}

#[tokio::test]
async fn what_nobody_took_is_sent_again_whatever_it_is() {
    for question in [get(), post()] {
        let script = Script::of([unreachable(), unreachable()]);
        let transport = Retrying::new(script.clone(), quick());
        assert_eq!(code(transport.send(question).await), Ok(200));
        assert_eq!(script.asked(), 3);
    }
    let script = Script::of([unreachable(), unreachable(), unreachable(), unreachable()]);
    let transport = Retrying::new(script.clone(), quick());
    transport.send(post()).await.expect_err("nobody is there");
    assert_eq!(script.asked(), 3, "it does not go on for ever");
}

#[tokio::test]
async fn a_get_is_asked_again_after_what_passes() {
    for answer in [
        cut_off(),
        status(502),
        status(503),
        status(504),
        put_off(429, "0"),
    ] {
        let script = Script::of([answer.clone()]);
        let transport = Retrying::new(script.clone(), quick());
        assert_eq!(code(transport.send(get()).await), Ok(200), "{answer:?}");
        assert_eq!(script.asked(), 2, "{answer:?}");
    }
    for answer in [
        late(),
        status(404),
        status(429),
        status(500),
        Err(TransportError::TooLarge),
    ] {
        let script = Script::of([answer.clone()]);
        let transport = Retrying::new(script.clone(), quick());
        assert_eq!(code(transport.send(get()).await), code(answer.clone()));
        assert_eq!(script.asked(), 1, "{answer:?}");
    }
}

#[tokio::test]
async fn a_short_wait_that_is_asked_for_is_waited_for_and_a_long_one_is_handed_up() {
    for after in ["1", "Mon, 23 Nov 2026 12:00:01 GMT"] {
        let begun = Instant::now();
        let transport = Retrying::new(Script::of([put_off(429, after)]), quick());
        assert_eq!(code(transport.send(get()).await), Ok(200));
        assert!(begun.elapsed() >= Duration::from_secs(1), "{after}");
    }
    let script = Script::of([put_off(429, "3")]);
    let transport = Retrying::new(script.clone(), quick());
    assert_eq!(code(transport.send(get()).await), Ok(429));
    assert_eq!(script.asked(), 1);
}

#[tokio::test]
async fn no_try_begins_when_too_much_time_has_passed() {
    let script = Script::of([status(503), status(503)]);
    let retries = Retries {
        within: Duration::ZERO,
        ..quick()
    };
    let transport = Retrying::new(script.clone(), retries);
    assert_eq!(code(transport.send(get()).await), Ok(503));
    assert_eq!(script.asked(), 1);
}

#[tokio::test]
async fn nothing_is_asked_sooner_than_clerk_wants_and_the_time_left_is_said() {
    let clock = Clock::manual(0);
    let script = Script::of([put_off(429, "Mon, 23 Nov 2026 12:00:30 GMT")]);
    let transport = Pausing::new(script.clone(), clock.clone());
    assert_eq!(code(transport.send(post()).await), Ok(429));
    clock.advance(10 * SECOND + 1);
    let held = transport.send(post()).await.expect("Clerk's answer again");
    assert_eq!(
        (held.status().as_u16(), &held.body()[..]),
        (429, &b"words"[..])
    );
    assert_eq!(held.headers()["retry-after"], "20");
    assert_eq!(script.asked(), 1);
    // What is counted apart is asked.
    assert_eq!(code(transport.send(get()).await), Ok(200));
    clock.advance(20 * SECOND);
    assert_eq!(code(transport.send(post()).await), Ok(200));
    assert_eq!(script.asked(), 2);
}

#[tokio::test]
async fn a_wait_is_of_the_operation_and_not_of_whom_it_is_about() {
    let clock = Clock::manual(0);
    let script = Script::of([put_off(503, "30")]);
    let transport = Pausing::new(script.clone(), clock);
    for id in ["user_2aB", "user_3cD"] {
        let got = transport
            .send(request(Method::GET, &format!("/users/{id}")))
            .await;
        assert_eq!(code(got), Ok(503));
    }
    assert_eq!(script.asked(), 1);
}

#[tokio::test]
async fn neither_a_wait_without_end_nor_a_clock_put_back_bars_the_way_for_ever() {
    for (after, change) in [("18446744073709551615", 60 * MINUTE), ("30", -1)] {
        let clock = Clock::manual(0);
        let transport = Pausing::new(Script::of([put_off(429, after)]), clock.clone());
        assert_eq!(code(transport.send(get()).await), Ok(429));
        assert_eq!(code(transport.send(get()).await), Ok(429));
        clock.advance(change);
        assert_eq!(code(transport.send(get()).await), Ok(200), "{after}");
    }
}

const FUSE: Fuse = Fuse {
    failures: 3,
    rest: 10 * SECOND,
};

fn resting(seconds: u64) -> Result<u16, TransportError> {
    Err(TransportError::Resting { seconds })
}

#[tokio::test]
async fn after_some_failures_in_a_row_nobody_is_asked_until_the_rest_is_over() {
    let clock = Clock::manual(0);
    let script = Script::of([unreachable(), late(), status(503), cut_off()]);
    let transport = Breaker::new(script.clone(), FUSE, clock.clone());
    for _ in 0..3 {
        drop(transport.send(get()).await);
    }
    assert_eq!(code(transport.send(get()).await), resting(10));
    clock.advance(9_001);
    assert_eq!(code(transport.send(post()).await), resting(1));
    assert_eq!(script.asked(), 3);
    // One is let through; it fails, and the rest begins anew.
    clock.advance(999);
    assert_eq!(code(transport.send(get()).await), code(cut_off()));
    assert_eq!(code(transport.send(get()).await), resting(10));
    assert_eq!(script.asked(), 1);
    // And recovers by itself.
    clock.advance(10 * SECOND);
    for _ in 0..5 {
        assert_eq!(code(transport.send(get()).await), Ok(200));
    }
}

#[tokio::test]
async fn what_is_an_answer_is_no_failure_and_begins_the_count_anew() {
    let clock = Clock::manual(0);
    let answers = [
        late(),
        late(),
        status(404),
        late(),
        late(),
        status(500),
        status(429),
    ];
    let script = Script::of(answers);
    let transport = Breaker::new(script.clone(), FUSE, clock);
    for _ in 0..8 {
        drop(transport.send(get()).await);
    }
    assert_eq!(script.asked(), 8);
    assert_eq!(code(transport.send(get()).await), Ok(200));
}

#[tokio::test]
async fn one_request_is_let_through_at_a_time_and_one_that_is_given_up_makes_room() {
    let clock = Clock::manual(0);
    let script = Script::of([late(), late(), late()]);
    let transport = Breaker::new(script.clone(), FUSE, clock.clone());
    for _ in 0..3 {
        drop(transport.send(get()).await);
    }
    clock.advance(10 * SECOND);
    script.then(None);
    let (probe, other) = tokio::join!(
        timeout(Duration::from_millis(20), transport.send(get())),
        transport.send(get())
    );
    assert!(probe.is_err(), "it never came");
    assert_eq!(code(other), resting(1));
    assert_eq!(code(transport.send(get()).await), Ok(200));
}

#[tokio::test]
async fn a_clock_that_is_put_back_does_not_keep_the_breaker_open() {
    let clock = Clock::manual(0);
    let transport = Breaker::new(Script::of([late(), late(), late()]), FUSE, clock.clone());
    for _ in 0..3 {
        drop(transport.send(get()).await);
    }
    clock.advance(-1);
    assert_eq!(code(transport.send(get()).await), Ok(200));
}

#[tokio::test]
async fn tries_of_one_request_are_one_failure_of_the_breaker() {
    let clock = Clock::manual(0);
    let script = Script::of((0..9).map(|_| unreachable()));
    let transport = guarded(script.clone(), quick(), FUSE, &clock);
    for _ in 0..3 {
        assert_eq!(code(transport.send(get()).await), code(unreachable()));
    }
    assert_eq!(script.asked(), 9);
    assert_eq!(code(transport.send(get()).await), resting(10));
}
