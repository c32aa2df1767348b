//! What a user may type is shown as text everywhere.

use crate::support::{Answer, Browser, Form, House, PASSWORD};

const FIRST: &str = "</textarea></title></script><script>alert(1)</script>";
const LAST: &str = "<b onclick=alert(2)>\"Bold\"</b> & 'quoted' <!-- -->";
const REASON: &str =
    "</textarea><script>alert(3)</script> & </title> \"because\" <img src=x onerror=alert(4)>";
const CASE: &str = "\"><img src=x onerror=alert(5)>";

async fn house() -> House {
    let mut house = House::new().await;
    house
        .add_like("eve", |eve| {
            eve.first_name = Some(FIRST.to_owned());
            eve.last_name = Some(LAST.to_owned());
        })
        .await;
    house
}

fn name() -> String {
    format!("{FIRST} {LAST}")
}

/// Text as it is compared: with single blanks.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Nothing that was typed has become an element. (That every script has its nonce is checked for every
/// answer.)
fn is_harmless(page: &Answer) {
    for element in [
        "img",
        "b",
        "[onerror]",
        "[onclick]",
        "iframe",
        "body script[src*=alert]",
    ] {
        assert!(page.texts(element).is_empty(), "{element} in {page}");
    }
    for script in page.texts("script") {
        assert!(!script.contains("alert("), "{script}");
    }
    assert_eq!(page.texts("main").len(), 1, "{page}");
    assert_eq!(page.texts("title").len(), 1, "{page}");
}

#[tokio::test]
async fn invariant_14_a_hostile_name_is_text_in_lists_headings_and_titles() {
    let house = house().await;
    let mut sue = house.signed_in("sue").await;
    let list = sue.open("/users").await;
    is_harmless(&list);
    assert!(list.texts(".user-name").contains(&plain(&name())), "{list}");
    let user = sue.open(house.page_of("eve")).await;
    is_harmless(&user);
    assert_eq!(user.heading(), plain(&name()));
    assert_eq!(user.title(), plain(&format!("{} · Understudy", name())));

    let mut eve = house.signed_in("eve").await;
    for path in ["/dashboard", "/account", "/users", "/nowhere"] {
        is_harmless(&eve.get(path).await);
    }
    assert_eq!(
        eve.open("/dashboard").await.heading(),
        plain(&format!("Hello {FIRST}"))
    );
    house.close().await;
}

#[tokio::test]
async fn invariant_14_a_hostile_reason_is_text_in_the_form_that_comes_back() {
    let house = house().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("eve")).await;
    let form = form
        .set("reason", REASON)
        .set("case_reference", CASE)
        .set("minutes", "</select><b>1");
    let answer = sue.post(&form).await;
    let page = sue.follow(&answer).await;
    is_harmless(&page);
    let again = page.form("Impersonate");
    assert_eq!(again.value("reason"), REASON);
    assert_eq!(again.value("case_reference"), CASE);
    house.close().await;
}

#[tokio::test]
async fn invariant_14_a_hostile_name_and_reason_are_text_while_acting_and_after() {
    let house = house().await;
    let mut sue = house.signed_in("sue").await;
    let stale = sue.open("/dashboard").await.forms().remove(0);
    let form = sue.start_form(&house.page_of("eve")).await;
    let form = form.set("reason", REASON).set("case_reference", CASE);
    let answer = sue.post(&form).await;
    let inside = sue.follow(&answer).await;
    is_harmless(&inside);
    let region = inside.region();
    assert!(
        region.contains(&plain(&name())) && region.contains(&plain(REASON)),
        "{region}"
    );
    for path in ["/account", "/nowhere", "/users"] {
        let page = sue.get(path).await;
        is_harmless(&page);
        assert!(page.region().contains(&plain(&name())), "{page}");
    }
    let conflict = sue.post(&stale).await;
    assert_eq!(conflict.status, 409);
    is_harmless(&conflict);
    assert!(
        conflict.texts("main")[0].contains(&plain(&name())),
        "{conflict}"
    );

    let ended = sue.press(&inside, "End impersonation").await;
    let user = sue.follow(&ended).await;
    for page in [
        user,
        sue.open("/impersonations").await,
        sue.open("/dashboard").await,
    ] {
        is_harmless(&page);
        let rows = page.texts(".impersonation-row").join(" ");
        for words in [&name(), REASON, CASE] {
            assert!(rows.contains(&plain(words)), "{words} in {rows}");
        }
    }
    let recorded = house.entries().await.remove(0).personal["reason"]
        .words()
        .to_owned();
    assert_eq!(recorded, REASON, "the record has it as it was typed");
    house.close().await;
}

#[tokio::test]
async fn invariant_14_a_hostile_search_and_address_are_text() {
    let house = house().await;
    let mut sue = house.signed_in("sue").await;
    for query in [
        REASON,
        "\"><script>alert(1)</script>",
        "' onfocus=alert(1) autofocus '",
        "100%25 & <b>",
        "%",
    ] {
        let encoded: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let page = sue.open(format!("/users?q={encoded}")).await;
        is_harmless(&page);
        assert_eq!(page.attributes("#user-search", "value"), [query]);
        assert!(page.attributes("[autofocus]", "id").is_empty());
    }
    for path in [
        "/%3Cscript%3Ealert(1)%3C/script%3E",
        "/nowhere?%22%3E%3Cimg%20src=x%3E",
        "/users/%3Cb%3E",
    ] {
        is_harmless(&sue.get(path).await);
    }
    house.close().await;
}

#[tokio::test]
async fn invariant_14_a_hostile_sign_in_form_comes_back_as_text() {
    let house = House::new().await;
    let mut browser: Browser = house.browser();
    let fields = [
        ("session", ""),
        ("email", FIRST),
        ("password", PASSWORD),
        ("next", CASE),
    ];
    let answer = browser.post(&Form::to("/api/sign_in", &fields)).await;
    let page = browser.follow(&answer).await;
    is_harmless(&page);
    let form = page.form("Sign in");
    assert_eq!((form.value("email"), form.value("next")), (FIRST, CASE));
    house.close().await;
}

#[tokio::test]
async fn invariant_14_what_a_script_fetches_is_never_taken_for_a_page() {
    let house = house().await;
    let mut sue = house.signed_in("sue").await;
    let session = sue.session().await;
    let fields = [
        ("session", session.as_str()),
        ("id", house.id("eve")),
        ("query", "alert"),
    ];
    for path in ["/api/get_user", "/api/search_users"] {
        let answer = sue.fetch(&Form::to(path, &fields)).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, "application/json")
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.json().to_string().contains("alert(1)"), "{answer}");
    }
    house.close().await;
}
