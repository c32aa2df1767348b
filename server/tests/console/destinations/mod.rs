//! Acting in another application: the link, what becomes of it, and how it ends.

mod running;

use tracing::Level;

use crate::support::{Answer, Browser, Call, Form, House, Log};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;

/// The page of one impersonation, and the link that it was shown with.
struct Begun {
    path: String,
    link: String,
}

/// Begins to act in the shop as ann.
async fn begin(house: &House, browser: &mut Browser) -> Begun {
    let page = browser.start_in("shop", &house.page_of("ann")).await;
    let links = page.links_out();
    let [link] = &links[..] else {
        panic!("one link: {links:?}")
    };
    let id = page.form("End impersonation").value("id").to_owned();
    Begun {
        path: format!("/impersonations/{id}"),
        link: link.clone(),
    }
}

/// Begins, and opens the link in the shop. The session there.
async fn begin_and_open(house: &House, browser: &mut Browser) -> (Begun, String) {
    let begun = begin(house, browser).await;
    let session = house.open_link(&begun.link).await.expect("it is good");
    house.clock.advance(3 * SECOND);
    (begun, session)
}

fn standing(page: &Answer) -> String {
    page.text(".standing-words")
}

/// What stands above every page.
fn strip(page: &Answer) -> String {
    page.text("section[aria-label='Impersonation in The Shop']")
}

async fn state(browser: &mut Browser, session: &str, path: &str) -> Answer {
    let id = path.trim_start_matches("/impersonations/");
    let form = Form::to(
        "/api/impersonation_state",
        &[("session", session), ("id", id)],
    );
    browser.fetch(&form).await
}

#[tokio::test]
async fn where_to_act_is_asked_only_where_there_is_a_choice() {
    let house = House::new().await;
    let page = house
        .signed_in("sue")
        .await
        .open(house.page_of("ann"))
        .await;
    assert_eq!(page.texts("select[name=destination]"), [""; 0]);
    house.close().await;

    let house = House::with_applications().await;
    let page = house
        .signed_in("sue")
        .await
        .open(house.page_of("ann"))
        .await;
    let options = page.texts("select[name=destination] option");
    assert_eq!(options, ["Here", "The Shop", "The Forum"]);
    let values = page.attributes("select[name=destination] option", "value");
    assert_eq!(values, ["", "shop", "forum"]);
    assert_eq!(page.form("Impersonate").value("destination"), "");
    house.close().await;
}

#[tokio::test]
async fn a_start_elsewhere_leads_to_a_page_with_one_link_and_one_stays_who_one_is() {
    let house = House::with_applications().await;
    let mut sue = house.signed_in("sue").await;
    let cookie = sue.cookie().to_owned();
    let page = sue.start_in("shop", &house.page_of("ann")).await;
    assert_eq!(standing(&page), "Waiting for the link to be opened");
    let [link] = &page.links_out()[..] else {
        panic!("{page}")
    };
    assert!(link.starts_with("https://shop.example/sign-in?__clerk_ticket="));
    let selector = "a[target=_blank]";
    assert_eq!(page.attributes(selector, "rel"), ["noopener noreferrer"]);
    let words = page.text(selector);
    assert!(
        words.contains("The Shop") && words.contains("Ann"),
        "{words}"
    );
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert!(
        page.texts("dd")
            .iter()
            .any(|text| text.contains("not each page"))
    );
    assert_eq!(sue.cookie(), cookie);
    let dashboard = sue.open("/dashboard").await;
    assert!(dashboard.heading().contains("Sue"), "{dashboard}");
    assert_eq!(dashboard.region(), "");
    assert!(strip(&dashboard).contains("Waiting"), "{dashboard}");
    assert_eq!(house.kinds().await, ["attempted"]);
    house.close().await;
}

#[tokio::test]
async fn a_reload_and_a_repeated_form_show_no_second_link_and_mint_no_second_token() {
    let house = House::with_applications().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    let form = form.set("destination", "shop");
    let (first, second) = (sue.post(&form).await, sue.post(&form).await);
    assert_eq!(first.location(), second.location());
    let path = first.location().to_owned();
    // A look ahead, which nobody sees, does not take it.
    let ahead = Call::navigate(&path).with("sec-purpose", "prefetch");
    assert_eq!(sue.send(ahead).await.links_out(), [""; 0]);
    let head = Call::navigate(&path).method(http::Method::HEAD);
    assert_eq!(sue.send(head).await.status, 200);
    let shown = sue.clone().unwatched().open(&path).await;
    assert_eq!(shown.links_out().len(), 1);
    let again = sue.open(&path).await;
    assert_eq!(again.links_out(), [""; 0]);
    assert!(
        again
            .texts("p")
            .iter()
            .any(|text| text.contains("was shown already"))
    );
    let third = sue.post(&form).await;
    assert_eq!(third.location(), path);
    assert_eq!(sue.open(&path).await.links_out(), [""; 0]);
    assert_eq!(house.minted().await, 1);
    house.close().await;
}

#[tokio::test]
async fn the_link_is_for_the_browser_that_asked() {
    let house = House::with_applications().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    let answer = sue.post(&form.set("destination", "shop")).await;
    for name in ["sue", "sam"] {
        let mut other = house.signed_in(name).await;
        let page = other.open(answer.location()).await;
        assert_eq!(page.links_out(), [""; 0], "{name}");
    }
    let page = sue.clone().unwatched().open(answer.location()).await;
    assert_eq!(page.links_out().len(), 1);
    house.close().await;
}

#[tokio::test]
async fn an_unknown_application_is_marked_in_the_form_and_nothing_is_lost() {
    let house = House::with_applications().await;
    let mut sue = house.signed_in("sue").await;
    let page = house.page_of("ann");
    let form = sue.start_form(&page).await.set("destination", "nowhere");
    let answer = sue.post(&form).await;
    assert_eq!(answer.location(), page);
    let back = sue.follow(&answer).await;
    assert!(
        back.text("#destination-error")
            .contains("no such application"),
        "{back}"
    );
    assert_eq!(
        back.form("Impersonate").value("reason"),
        form.value("reason")
    );
    assert_eq!(house.minted().await, 0);
    assert_eq!(house.kinds().await, [""; 0]);
    // What is right is kept as it was chosen, too.
    let form = form.set("destination", "forum").set("reason", "no");
    let back = sue.post(&form).await;
    let back = sue.follow(&back).await;
    assert_eq!(back.form("Impersonate").value("destination"), "forum");
    house.close().await;
}

#[tokio::test]
async fn a_link_that_nobody_opens_is_revoked_and_its_page_says_so() {
    let house = House::with_applications().await;
    let mut sue = house.signed_in("sue").await;
    let begun = begin(&house, &mut sue).await;
    house.clock.advance(61 * SECOND);
    let page = sue.open(&begun.path).await;
    assert!(
        standing(&page).contains("nobody opened the link in time"),
        "{page}"
    );
    assert_eq!(house.kinds().await, ["attempted", "failed"]);
    assert_eq!(house.tokens().await, ["revoked"]);
    assert_eq!(house.open_link(&begun.link).await, None);
    assert_eq!(strip(&sue.open("/users").await), "");
    house.close().await;
}

#[tokio::test]
async fn the_page_of_one_is_for_staff_outside_and_of_nothing_it_is_a_404() {
    let house = House::with_applications().await;
    let mut sue = house.signed_in("sue").await;
    let begun = begin(&house, &mut sue).await;
    assert_eq!(
        house.signed_in("ann").await.get(&begun.path).await.status,
        403
    );
    let inside = house.acting("sam", "bob").await.get(&begun.path).await;
    assert_eq!(inside.status, 403);
    let answer = house.browser().get(&begun.path).await;
    assert!(answer.location().starts_with("/sign-in?next="));
    assert_eq!(sue.get("/impersonations/imp_none").await.status, 404);
    house.close().await;
}

#[tokio::test]
async fn what_a_page_asks_by_itself_refreshes_no_session_and_asks_the_provider_seldom() {
    let house = House::with_applications().await;
    let mut sue = house.signed_in("sue").await;
    let begun = begin(&house, &mut sue).await;
    let session = sue.session().await;
    house.line.asked();
    for _ in 0..10 {
        let answer = state(&mut sue, &session, &begun.path).await;
        assert_eq!(answer.json()["phase"], "Waiting");
        house.clock.advance(500);
    }
    assert!(house.line.asked().len() <= 3, "every other second at most");
    house.open_link(&begun.link).await.expect("it is good");
    house.clock.advance(2 * SECOND);
    let answer = state(&mut sue, &session, &begun.path).await;
    assert_eq!(answer.json()["phase"], "Running");
    house.clock.advance(5 * MINUTE);
    house.line.asked();
    state(&mut sue, &session, &begun.path).await;
    let asked = house.line.asked();
    assert!(
        asked
            .iter()
            .all(|what| what.starts_with("GET /v1/sessions/")),
        "{asked:?}"
    );
    assert_eq!(state(&mut sue, "another", &begun.path).await.status, 409);
    let customers = house.signed_in("ann").await.session().await;
    let mut ann = house.signed_in("ann").await;
    assert_ne!(state(&mut ann, &customers, &begun.path).await.status, 200);
    house.close().await;
}

#[tokio::test]
async fn invariant_05_the_ticket_is_in_no_ledger_row_no_file_no_log_and_no_other_answer() {
    let log = Log::default();
    let _guard = log.listen(Level::TRACE);
    let house = House::with_applications().await;
    let mut sue = house.signed_in("sue").await;
    let begun = begin(&house, &mut sue).await;
    let url = url::Url::parse(&begun.link).unwrap();
    let (_, ticket) = url.query_pairs().next().unwrap();
    assert!(ticket.len() > 20, "{ticket}");
    house.open_link(&begun.link).await.expect("it is good");
    house.clock.advance(2 * SECOND);
    let mut seen = vec![format!("{:?}", house.entries().await)];
    for path in [
        "/dashboard",
        "/impersonations",
        &begun.path,
        &house.page_of("ann"),
    ] {
        let page = sue.open(path).await;
        seen.push(format!("{:?} {}", page.headers, page.body));
    }
    for file in ["console.db", "console.db-wal"] {
        let bytes = std::fs::read(house.directory.path().join(file)).unwrap();
        seen.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    let logged = log.take();
    assert!(logged.contains(&begun.path), "there is a log: {logged}");
    let seen = seen.concat() + &logged;
    assert!(seen.contains("shop") && !seen.contains(&*ticket));
    house.close().await;
}
