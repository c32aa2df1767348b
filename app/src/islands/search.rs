use std::time::Duration;

use leptos::html::Input;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::browser;
use crate::api::{AppError, search_users};
use crate::routes::Route;
use crate::view::UserPage;

/// How long the keys must rest before the search is sent.
const REST: Duration = Duration::from_millis(200);

/// A text, and what was found for it.
#[derive(Clone)]
pub struct Found {
    /// What was searched for.
    pub text: String,
    /// The users, or why there are none.
    pub answer: Result<UserPage, AppError>,
}

/// A search for users while one types.
#[derive(Clone, Copy)]
pub struct Search {
    /// The field.
    pub field: NodeRef<Input>,
    /// What stands in it.
    pub typed: RwSignal<String>,
    /// What was found last; none before the first search.
    pub found: RwSignal<Option<Found>>,
    /// Whether an answer is on its way.
    pub asking: RwSignal<bool>,
    session: StoredValue<String>,
    /// Whether the address bar follows, on the page of this search.
    in_address: bool,
    waiting: StoredValue<Option<TimeoutHandle>>,
    /// Whether the first of what is found is to be opened.
    opening: StoredValue<bool>,
}

impl Search {
    /// The search of the page of users, with what the server found.
    pub fn of_page(session: String, text: String, page: UserPage) -> Self {
        let found = Found {
            text: text.clone(),
            answer: Ok(page),
        };
        Self::new(session, text, Some(found), true)
    }

    /// A search that has not begun.
    pub fn empty(session: String) -> Self {
        Self::new(session, String::new(), None, false)
    }

    fn new(session: String, text: String, found: Option<Found>, in_address: bool) -> Self {
        Self {
            field: NodeRef::new(),
            typed: RwSignal::new(text),
            found: RwSignal::new(found),
            asking: RwSignal::new(false),
            session: StoredValue::new(session),
            in_address,
            waiting: StoredValue::new(None),
            opening: StoredValue::new(false),
        }
    }

    /// Another text stands in the field.
    pub fn type_in(self, text: String) {
        self.opening.set_value(false);
        self.stop_waiting();
        let nothing = text.is_empty() && !self.in_address;
        self.typed.set(text);
        if nothing {
            self.asking.set(false);
            self.found.set(None);
        } else {
            let timer = set_timeout_with_handle(move || self.ask(), REST);
            self.waiting.set_value(timer.ok());
        }
    }

    /// Empties the field. None when it was empty.
    pub fn clear(self) -> Option<()> {
        let field = self.field.get_untracked()?;
        if field.value().is_empty() {
            return None;
        }
        field.set_value("");
        self.type_in(String::new());
        Some(())
    }

    /// Opens the first user that is found for what was typed, as soon as that is known. None when nothing was.
    pub fn open_first(self) -> Option<()> {
        let typed = self.typed.get_untracked();
        if typed.trim().is_empty() {
            return None;
        }
        match self.found.get_untracked() {
            Some(found) if found.text == typed && found.answer.is_ok() => found.open_first(),
            _ => {
                self.opening.set_value(true);
                self.ask();
            }
        }
        Some(())
    }

    /// Searches for what stands in the field.
    pub fn ask(self) {
        self.stop_waiting();
        self.asking.set(true);
        let text = self.typed.get_untracked();
        let session = self.session.get_value();
        spawn_local(async move {
            let answer = search_users(session, text.clone(), String::new()).await;
            // A slower answer to what was typed before must not cover a newer one.
            if *self.typed.read_untracked() == text {
                self.show(Found { text, answer });
            }
        });
    }

    fn show(self, found: Found) {
        self.asking.set(false);
        if self.in_address {
            let query = Some(found.text.clone()).filter(|text| !text.is_empty());
            browser::replace_address(&Route::Users(query).to_string());
        }
        if self.opening.get_value() {
            found.open_first();
        }
        self.found.set(Some(found));
    }

    fn stop_waiting(self) {
        if let Some(handle) = self.waiting.get_value() {
            handle.clear();
        }
    }
}

impl Found {
    fn open_first(&self) {
        if let Some(first) = self
            .answer
            .as_ref()
            .ok()
            .and_then(|page| page.users.first())
        {
            browser::go(&Route::User(first.id.clone()).to_string());
        }
    }
}
