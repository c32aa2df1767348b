//! What Clerk's refusal of a code means: for the person, and for the sign-in that is under way.

use app::api::{AppError, FieldError};
use app::backend::{SignInAttempt, present, told};

use crate::browser_sessions::service::BrowserSessionService;

/// Clerk's codes for a code that is wrong, or none.
const WRONG_CODE: [&str; 6] = [
    "form_code_incorrect",
    "form_param_format_invalid",
    "form_param_missing",
    "form_param_nil",
    "form_param_value_invalid",
    "incorrect_code",
];
/// Clerk's codes for a code that is good no more: another one has to be sent.
const SPENT_CODE: [&str; 4] = [
    "verification_expired",
    "verification_failed",
    "verification_missing",
    "verification_not_sent",
];

impl BrowserSessionService {
    /// What a person reads when Clerk did not take a code or did not send one, and what that means for the sign-in.
    pub(super) async fn refused(
        &self,
        browser: &str,
        open: &mut SignInAttempt,
        error: &clerk::Error,
    ) -> Result<AppError, AppError> {
        // Clerk's own words are all that helps about a code.
        let words = present::words(error.words());
        let code = error.code().unwrap_or_default();
        if is_about_the_code(error) && WRONG_CODE.contains(&code) {
            return Ok(wrong_code(&words));
        }
        if SPENT_CODE.contains(&code) {
            open.sent = None;
            self.store.set_sign_in(browser, open).await?;
            return Ok(AppError::invalid(&words));
        }
        Ok(match error {
            clerk::Error::Api {
                status: 429,
                retry_after,
                ..
            } => AppError::TooMany {
                words: told(error),
                seconds: retry_after.unwrap_or(1),
            },
            clerk::Error::Api { status, .. }
                if matches!(status, 401 | 404) || code == "resource_not_found" =>
            {
                self.store.leave_sign_in(browser).await?;
                AppError::invalid("The identity provider knows this sign-in no more. Begin again.")
            }
            error => error.clone().into(),
        })
    }
}

/// Whether somebody has looked at the code.
pub(super) fn is_about_the_code(error: &clerk::Error) -> bool {
    let code = error.code().unwrap_or_default();
    matches!(error.status(), Some(400 | 422))
        && (WRONG_CODE.contains(&code) || SPENT_CODE.contains(&code))
}

pub(super) fn wrong_code(words: &str) -> AppError {
    AppError::Invalid {
        words: words.to_owned(),
        fields: vec![FieldError {
            field: "code".to_owned(),
            words: words.to_owned(),
        }],
    }
}
