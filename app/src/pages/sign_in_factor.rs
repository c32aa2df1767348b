use leptos::prelude::*;

use super::query::query;
use crate::backend::{FactorStep, Flash, Means, Offer, SignInAttempt, Visit, present};
use crate::components::{Alert, Button, PageTitle, PostForm};
use crate::islands::CodeForm;
use crate::routes::Route;

/// `/sign-in/factor`
#[component]
pub fn SignInFactor() -> impl IntoView {
    let next = query("next");
    let caller = Visit::page().caller;
    let flash = caller
        .flash
        .filter(|flash| flash.form == "sign_in_factor")
        .unwrap_or_default();
    let step = match caller.attempt {
        Some(attempt) => open(&attempt, &query("with"), &next, &flash).into_any(),
        None => over(next, flash).into_any(),
    };
    view! {
        <PageTitle text="One more step" />
        <section class="card card-narrow">{step}</section>
    }
}

/// There is nothing to go on with.
fn over(next: String, flash: Flash) -> impl IntoView {
    let after = (!next.is_empty()).then_some(next);
    let quiet = flash.message.is_empty();
    view! {
        <h1>"This sign-in is over"</h1>
        <Alert message=flash.message focus=true />
        {quiet.then(|| view! { <p>"It was finished, or it took longer than ten minutes."</p> })}
        <p><a class="button button-primary" href=Route::SignIn(after).to_string()>"Begin again"</a></p>
    }
}

/// The way that was chosen, the other ways, and the way back.
fn open(attempt: &SignInAttempt, with: &str, next: &str, flash: &Flash) -> impl IntoView + use<> {
    let current = attempt.offer(with).or_else(|| attempt.suggested());
    let others = attempt
        .offers
        .iter()
        .filter(|offer| Some(offer.key()) != current.map(Offer::key))
        .map(|offer| view! { <li>{other(attempt, offer, next)}</li> })
        .collect_view();
    let has_others = attempt.offers.len() > 1;
    let account = present::words(&attempt.account);
    let chosen = current.map(|offer| chosen(attempt, offer, next, flash));
    let fields = hidden(attempt, next);
    view! {
        <h1>"One more step"</h1>
        <p class="page-sub">"Signing in as " <bdi>{account}</bdi></p>
        {chosen}
        {has_others
            .then(|| {
                view! {
                    <h2 id="other-ways">"Another way"</h2>
                    <ul class="plain factor-ways" aria-labelledby="other-ways">{others}</ul>
                }
            })}
        <PostForm action="/api/leave_sign_in" session=String::new()>
            {fields}
            <Button label="Start over" />
        </PostForm>
    }
}

/// Where its code is typed, or first sent.
fn chosen(attempt: &SignInAttempt, offer: &Offer, next: &str, flash: &Flash) -> AnyView {
    let error = flash.fields.first();
    let error = error.map(|error| error.words.clone()).unwrap_or_default();
    let sent = attempt.sent.as_deref() == Some(&offer.key());
    if offer.code_to().is_some() && !sent {
        return view! {
            <Alert message=flash.message.clone() focus=true />
            {send(attempt, offer, next, true)}
        }
        .into_any();
    }
    let again = sent.then(|| send(attempt, offer, next, false));
    view! {
        <p>{explanation(attempt, offer)}</p>
        <CodeForm
            attempt=attempt.id.clone()
            way=offer.key()
            backup=offer.means == Means::BackupCode
            next=next.to_owned()
            message=flash.message.clone()
            error
        />
        {again}
    }
    .into_any()
}

fn explanation(attempt: &SignInAttempt, offer: &Offer) -> String {
    let shown = present::words(&offer.shown);
    match (offer.means, attempt.step) {
        (Means::Totp, _) => "Open your authenticator app and type what it shows.".to_owned(),
        (Means::BackupCode, _) => "Type one of the backup codes of your account.".to_owned(),
        // Said so that it is true whether anybody has the address or not.
        (Means::EmailCode | Means::PhoneCode, FactorStep::First) => {
            "If this account can sign in with a code, one has been sent. It may take a minute to arrive.".to_owned()
        }
        (Means::EmailCode | Means::PhoneCode, FactorStep::Second) if shown.is_empty() => {
            "A code has been sent. It may take a minute to arrive.".to_owned()
        }
        (Means::EmailCode | Means::PhoneCode, FactorStep::Second) => {
            format!("A code has been sent to {shown}. It may take a minute to arrive.")
        }
    }
}

/// Another way: a page of its own, or a code that has to be sent first.
fn other(attempt: &SignInAttempt, offer: &Offer, next: &str) -> AnyView {
    let words = match offer.means {
        Means::Totp => "Use your authenticator app",
        Means::BackupCode => "Use a backup code",
        Means::EmailCode | Means::PhoneCode => return send(attempt, offer, next, false).into_any(),
    };
    let page = Route::SignInFactor {
        next: (!next.is_empty()).then(|| next.to_owned()),
        with: Some(offer.key()),
    };
    view! { <a href=page.to_string()>{words}</a> }.into_any()
}

/// The form that sends a code.
fn send(
    attempt: &SignInAttempt,
    offer: &Offer,
    next: &str,
    primary: bool,
) -> impl IntoView + use<> {
    let key = offer.key();
    let again = attempt.sent.as_deref() == Some(&key);
    let verb = match (offer.means, again) {
        (Means::PhoneCode, false) => "Text a code",
        (Means::PhoneCode, true) => "Text another code",
        (_, false) => "Email a code",
        (_, true) => "Email another code",
    };
    let shown = present::words(&offer.shown);
    let label = if shown.is_empty() || attempt.step == FactorStep::First {
        verb.to_owned()
    } else {
        format!("{verb} to {shown}")
    };
    let fields = hidden(attempt, next);
    view! {
        <PostForm action="/api/send_sign_in_code" session=String::new()>
            {fields}
            <input type="hidden" name="way" value=key />
            <Button label primary />
        </PostForm>
    }
}

fn hidden(attempt: &SignInAttempt, next: &str) -> impl IntoView + use<> {
    let (id, next) = (attempt.id.clone(), next.to_owned());
    view! {
        <input type="hidden" name="attempt" value=id />
        <input type="hidden" name="next" value=next />
    }
}
