use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::browser;
use super::search::Search;
use crate::api::AppError;
use crate::components::UserRows;
use crate::routes::Route;
use crate::view::UserPage;

/// The search field and what it finds. As plain HTML it is a form that asks for `/users?q=…`; awake, it
/// searches while one types: Enter opens the first user, the arrow keys move through them, Escape clears.
#[component]
pub fn Finder(
    /// What it searches with.
    search: Search,
    /// The field's id.
    id: &'static str,
    /// What it is called.
    label: &'static str,
    /// What Escape does instead.
    #[prop(optional, into)]
    escape: Option<Callback<()>>,
    /// What stands where nothing is searched for.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let field = search.field;
    let composing = StoredValue::new(false);
    let read = move || {
        // What an input method is still composing is no text yet.
        if let Some(field) = field.get_untracked().filter(|_| !composing.get_value()) {
            search.type_in(field.value());
        }
    };
    Effect::new(move |_| {
        // Typed before the page was awake.
        if field
            .get()
            .is_some_and(|field| field.value() != search.typed.get_untracked())
        {
            read();
        }
    });
    let step = move |steps| browser::move_focus(&root.get_untracked()?.into(), "input, a", steps);
    let in_field = move || {
        let field = field.get_untracked();
        field.is_some_and(|field| document().active_element().as_ref() == Some(&field))
    };
    let keys = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let done = match (event.key().as_str(), escape) {
            ("ArrowDown", _) => step(1),
            ("ArrowUp", _) => step(-1),
            ("Enter", _) if in_field() => search.open_first(),
            ("Escape", None) => search.clear(),
            ("Escape", Some(escape)) => {
                escape.run(());
                Some(())
            }
            _ => None,
        };
        if done.is_some() {
            event.prevent_default();
        }
    };
    let rows = move || {
        let found = search.found.get()?;
        let page = found.answer.ok()?;
        Some(view! { <UserRows page query=found.text /> })
    };
    view! {
        <div class="finder" node_ref=root on:keydown=keys>
            <form class="search" method="get" action=Route::Users(None).to_string() role="search">
                <label for=id>{label}</label>
                <div class="search-line">
                    <input
                        id=id
                        node_ref=field
                        type="search"
                        name="q"
                        value=search.typed.get_untracked()
                        dir="auto"
                        autocomplete="off"
                        spellcheck="false"
                        placeholder="Name, email address or id"
                        on:input=move |_| read()
                        on:compositionstart=move |_| composing.set_value(true)
                        on:compositionend=move |_| {
                            composing.set_value(false);
                            read();
                        }
                    />
                    <button class="button">"Search"</button>
                </div>
            </form>
            <div class="search-status">
                <p role="status">{move || status(search)}</p>
                {move || way_on(search)}
            </div>
            {rows}
            {children.map(|children| children())}
        </div>
    }
}

fn status(search: Search) -> String {
    if search.asking.get() {
        return "Searching…".to_owned();
    }
    match search.found.read().as_ref().map(|found| &found.answer) {
        None => String::new(),
        Some(Err(error)) => error.to_string(),
        Some(Ok(page)) => count(page),
    }
}

fn count(page: &UserPage) -> String {
    let more = if page.next.is_some() { " and more" } else { "" };
    match page.users.len() {
        0 => "Nobody found.".to_owned(),
        1 => format!("1 user{more}"),
        count => format!("{count} users{more}"),
    }
}

/// What helps when the search has failed.
fn way_on(search: Search) -> Option<AnyView> {
    let failed = search.found.read().as_ref()?.answer.as_ref().err()?.clone();
    if search.asking.get() {
        return None;
    }
    Some(match failed {
        // Asked again, the answer would be the same.
        AppError::Conflict { .. } | AppError::SignedOut | AppError::Forbidden { .. } => {
            view! { <a class="button" href=browser::own_address()>"Reload"</a> }.into_any()
        }
        _ => {
            view! { <button type="button" class="button" on:click=move |_| search.ask()>"Try again"</button> }.into_any()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::UserSummary;

    #[test]
    fn how_many_were_found_is_said_as_people_say_it() {
        let user = UserSummary {
            id: String::new(),
            name: String::new(),
            email: String::new(),
            initials: String::new(),
            role: None,
            banned: false,
            last_sign_in: None,
        };
        let words = |users: usize, next: Option<&str>| {
            count(&UserPage {
                users: vec![user.clone(); users],
                next: next.map(str::to_owned),
            })
        };
        assert_eq!(words(0, None), "Nobody found.");
        assert_eq!(words(1, None), "1 user");
        assert_eq!(words(12, None), "12 users");
        assert_eq!(words(25, Some("user_25")), "25 users and more");
    }
}
