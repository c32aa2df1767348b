//! A request acts under the identity that it was rendered for, or not at all.

use crate::support::{Answer, Browser, Form, House, PASSWORD};

/// Sends what was rendered before, as a page and as a script: 409, and nothing happens.
async fn is_too_late(house: &House, browser: &mut Browser, forms: &[Form], who: &str) {
    let before = house.trace().await;
    for form in forms {
        let fetched = browser.fetch(form).await;
        assert_eq!(fetched.status, 409, "{}: {fetched}", form.action);
        assert_eq!(fetched.json()["code"], "conflict");
        let page = browser.post(form).await;
        assert_eq!(page.status, 409, "{}: {page}", form.action);
        assert!(page.texts("main")[0].contains(who), "{who}: {page}");
        for answer in [fetched, page] {
            assert!(answer.set_cookies().is_empty() && answer.header("location").is_empty());
        }
    }
    assert_eq!(house.trace().await, before);
}

/// The forms of a page, and what its scripts could ask for.
fn of(page: &Answer) -> Vec<Form> {
    let mut forms = page.forms();
    assert!(!forms.is_empty(), "{page}");
    let session = forms[0].value("session").to_owned();
    for path in [
        "/api/get_user",
        "/api/get_users",
        "/api/search_users",
        "/api/impersonator",
    ] {
        forms.push(Form::to(path, &[("session", &session), ("id", "user_1")]));
    }
    forms
}

#[tokio::test]
async fn invariant_12_what_was_rendered_before_a_start_does_nothing_after_it() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let mut forms = of(&sue.open("/dashboard").await);
    forms.push(sue.start_form(&house.page_of("bob")).await);
    sue.start(&house.page_of("ann")).await;
    is_too_late(&house, &mut sue, &forms, "acting as Ann Example").await;
    house.close().await;
}

#[tokio::test]
async fn invariant_12_what_was_rendered_inside_does_nothing_after_the_end() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    sue.press(&inside, "End impersonation").await;
    is_too_late(&house, &mut sue, &of(&inside), "Sue Example").await;
    house.close().await;
}

#[tokio::test]
async fn invariant_12_what_was_rendered_before_a_switch_does_nothing_after_it_both_ways() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    sue.press(&inside, "Switch to sue@example.com").await;
    is_too_late(&house, &mut sue, &of(&inside), "Sue Example").await;

    let mut aside = of(&sue.open("/dashboard").await);
    aside.push(sue.start_form(&house.page_of("bob")).await);
    let page = sue.open("/dashboard").await;
    sue.press(&page, "Return").await;
    is_too_late(&house, &mut sue, &aside, "acting as Ann Example").await;
    house.close().await;
}

#[tokio::test]
async fn invariant_12_what_was_rendered_for_one_person_does_nothing_for_the_next_in_the_same_browser()
 {
    let house = House::new().await;
    let mut browser = house.signed_in("sue").await;
    let mut forms = of(&browser.open("/dashboard").await);
    forms.push(browser.start_form(&house.page_of("ann")).await);
    let page = browser.open("/dashboard").await;
    browser.press(&page, "Sign out of sue@example.com").await;
    browser.sign_in("sam", PASSWORD).await;
    is_too_late(&house, &mut browser, &forms, "Sam Example").await;
    house.close().await;
}

#[tokio::test]
async fn invariant_12_what_was_rendered_before_a_sign_out_does_nothing_after_it() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let page = sue.open("/dashboard").await;
    let mut forms = of(&page);
    forms.push(sue.start_form(&house.page_of("ann")).await);
    let before_sign_out = sue.clone();
    sue.press(&page, "Sign out of sue@example.com").await;
    let before = house.trace().await;
    for mut browser in [sue, before_sign_out] {
        for form in &forms {
            let answer = browser.fetch(form).await;
            assert_eq!(answer.status, 401, "{}: {answer}", form.action);
            let answer = browser.post(form).await;
            assert_eq!(answer.status, 401, "{}: {answer}", form.action);
            assert_eq!(answer.attributes("main a", "href"), ["/sign-in"]);
        }
    }
    assert_eq!(house.trace().await, before);
    house.close().await;
}

#[tokio::test]
async fn invariant_12_a_sign_in_form_from_before_a_sign_in_does_nothing_after_it() {
    let house = House::new().await;
    let mut browser = house.browser();
    let form = browser.open("/sign-in").await.form("Sign in");
    let form = form
        .set("email", "lea@example.com")
        .set("password", PASSWORD);
    browser.sign_in("sue", PASSWORD).await;
    is_too_late(&house, &mut browser, &[form], "Sue Example").await;
    assert_eq!(house.live("lea", false).await, 0);
    house.close().await;
}

#[tokio::test]
async fn invariant_12_a_form_that_names_no_session_is_not_read() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let page = sue.open("/dashboard").await;
    let before = house.trace().await;
    for mut form in of(&page) {
        form.fields.retain(|(name, _)| name != "session");
        assert_eq!(sue.fetch(&form).await.status, 400, "{}", form.action);
        let answer = sue.post(&form).await;
        assert_eq!(answer.status, 400, "{}", form.action);
        assert!(
            answer.region().contains("Ann Example"),
            "the way out stays: {answer}"
        );
    }
    assert_eq!(house.trace().await, before);
    house.close().await;
}

#[tokio::test]
async fn invariant_12_the_page_that_says_so_keeps_the_way_out() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let forms = of(&sue.open("/dashboard").await);
    sue.start(&house.page_of("ann")).await;
    let page = sue.post(&forms[0]).await;
    assert_eq!(
        (page.status, page.heading()),
        (409, "You are somebody else by now".to_owned())
    );
    let end = sue.press(&page, "End impersonation").await;
    assert_eq!(end.location(), house.page_of("ann"));
    house.close().await;
}
