use http::header::{ACCEPT, LOCATION, SET_COOKIE};
use http::{HeaderValue, StatusCode};
use impersonation::{Action, Context, Decision, Question, StartForm};
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;

use super::{Backend, Caller, Flash, present};
use crate::api::{AppError, Next};

/// One call of a server function: who calls, and how it is answered.
///
/// To make one is the only way to learn who calls, and each way of making one checks what must hold first: a
/// request acts under the identity that it was rendered for, or not at all.
pub struct Visit {
    /// The world.
    pub backend: Backend,
    /// Who calls.
    pub caller: Caller,
    form: bool,
}

impl Visit {
    /// A call that even a signed-out browser may make.
    pub fn anyone(rendered_for: &str) -> Result<Self, AppError> {
        let visit = Self::unchecked();
        if visit.caller.session_id() == rendered_for {
            Ok(visit)
        } else {
            Err(visit.conflict())
        }
    }

    /// A further step of the sign-in that this browser has under way, and that the page was rendered for.
    pub fn signing_in(rendered_for: &str, attempt: &str) -> Result<Self, AppError> {
        let visit = Self::anyone(rendered_for)?;
        match &visit.caller.attempt {
            Some(open) if open.id == attempt => Ok(visit),
            Some(_) => Err(AppError::Conflict {
                who: "in the middle of another sign-in".to_owned(),
            }),
            None => Err(AppError::SignedOut),
        }
    }

    /// A call that needs somebody signed in.
    pub fn signed_in(rendered_for: &str) -> Result<Self, AppError> {
        let visit = Self::unchecked();
        if visit.caller.active().is_none() {
            return Err(AppError::SignedOut);
        }
        Self::anyone(rendered_for)
    }

    /// A call that the rules must permit to the person at the keyboard, outside an impersonation.
    pub fn permitted(rendered_for: &str, action: Action) -> Result<Self, AppError> {
        let visit = Self::signed_in(rendered_for)?;
        visit.caller.may(&visit.backend, action)?;
        Ok(visit)
    }

    /// The start of an impersonation, which may arrive twice: the second time the browser has become somebody else
    /// by the first, and gets the first answer again.
    pub async fn repeatable(rendered_for: &str, form: &StartForm) -> Result<Self, AppError> {
        let visit = Self::unchecked();
        if let (Some(browser), Some(own)) = (&visit.caller.browser, &visit.caller.own)
            && visit.caller.inside
            && own.session_id == rendered_for
            && visit
                .backend
                .impersonations
                .was_sent(&own.person, browser, form)
                .await
                .is_ok_and(|sent| sent)
        {
            return Ok(visit);
        }
        Self::signed_in(rendered_for)
    }

    /// For pages, which are rendered for whoever asks.
    pub fn page() -> Self {
        Self::unchecked()
    }

    fn unchecked() -> Self {
        let parts = use_context::<http::request::Parts>();
        let caller = parts
            .as_ref()
            .and_then(|parts| parts.extensions.get::<Caller>().cloned())
            .unwrap_or_default();
        let accepts = parts
            .as_ref()
            .and_then(|parts| parts.headers.get(ACCEPT)?.to_str().ok());
        Self {
            backend: Backend::current(),
            caller,
            form: accepts.is_some_and(|types| types.contains("text/html")),
        }
    }

    /// The error for a page that was rendered for somebody else than the browser is now.
    pub fn conflict(&self) -> AppError {
        let who = match self.caller.active() {
            None => "signed out".to_owned(),
            Some(session) => {
                let name = present::actor(&session.person).name;
                if self.caller.inside {
                    format!("acting as {name}")
                } else {
                    name
                }
            }
        };
        AppError::Conflict { who }
    }

    /// Answers a change that was made: a form is sent on with 303, a fetch reads where to.
    pub fn go(&self, location: &impl ToString, cookie: Option<HeaderValue>) -> Next {
        let location = location.to_string();
        let response = expect_context::<ResponseOptions>();
        if let Some(cookie) = cookie {
            response.append_header(SET_COOKIE, cookie);
        }
        if self.form
            && let Ok(target) = HeaderValue::from_str(&location)
        {
            response.set_status(StatusCode::SEE_OTHER);
            response.insert_header(LOCATION, target);
        }
        Next { location }
    }

    /// Answers a form that was refused: back to where it stands, with the message and what was typed. A
    /// fetch gets the error itself, and so does a person whom the form could not help.
    pub async fn refuse(
        &self,
        back: &impl ToString,
        flash: Flash,
        error: AppError,
    ) -> Result<Next, AppError> {
        let mendable = matches!(
            error,
            AppError::Invalid { .. }
                | AppError::Forbidden { .. }
                | AppError::TooMany { .. }
                | AppError::Provider { .. }
                | AppError::Unavailable
        );
        if !(self.form && mendable) {
            return Err(error);
        }
        match self.backend.browser.keep_flash(&self.caller, flash).await {
            Ok(cookie) => Ok(self.go(back, cookie)),
            // The store that could not keep the record cannot keep the message either.
            Err(_) => Err(error),
        }
    }
}

impl Caller {
    /// Whether the rules permit an action that has no subject to the person at the keyboard.
    pub fn may(&self, backend: &Backend, action: Action) -> Result<(), AppError> {
        let Some(own) = self.own.as_deref() else {
            return Err(AppError::SignedOut);
        };
        let context = Context {
            inside: self.inside,
            ..Context::default()
        };
        let question = Question {
            actor: &own.person,
            action,
            subject: None,
            context: &context,
        };
        match backend.impersonations.decide(&question) {
            Decision::Allow { .. } => Ok(()),
            Decision::Deny { words, .. } => Err(AppError::Forbidden { words }),
        }
    }
}
