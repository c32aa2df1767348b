//! What a lead orders: that impersonations end, or that none begins.

use impersonation::{KillTarget, Killed, OrderError, OrderedBy};

use super::Visit;
use crate::api::{AppError, FieldError};

/// Carries an order out; what was done, in words.
pub async fn carry_out(
    visit: &Visit,
    order: &str,
    id: &str,
    why: &str,
) -> Result<String, AppError> {
    let own = visit.caller.own.as_deref().ok_or(AppError::SignedOut)?;
    let by = OrderedBy::Person {
        person: &own.person,
        inside: visit.caller.inside,
    };
    let impersonations = &visit.backend.impersonations;
    let target = match order {
        "kill" => KillTarget::One(id.to_owned()),
        "kill_actor" => KillTarget::OfActor(id.to_owned()),
        "kill_subject" => KillTarget::AsSubject(id.to_owned()),
        "kill_everything" => KillTarget::Everything,
        "stop" => {
            impersonations.stop(by, why).await.map_err(not_done)?;
            return Ok("Nobody can start an impersonation from now on.".to_owned());
        }
        "resume" => {
            impersonations.resume(by, why).await.map_err(not_done)?;
            return Ok("Impersonations can be started again.".to_owned());
        }
        _ => return Err(AppError::BadRequest),
    };
    match impersonations.kill(by, target, why).await {
        Ok(killed) => Ok(words(killed)),
        Err(OrderError::Store(error)) => {
            tracing::error!(%error, "a kill could not be recorded");
            Err(AppError::Unrecorded)
        }
        Err(error) => Err(not_done(error)),
    }
}

fn words(killed: Killed) -> String {
    let mut words = match (killed.live, killed.left) {
        (0, _) => return "There was nothing to end.".to_owned(),
        (1, 0) => "The impersonation was ended.".to_owned(),
        (live, 0) => format!("{live} impersonations were ended; none of them is left."),
        (live, left) => format!("Of {live} impersonations {left} could not be ended."),
    };
    if killed.unconfirmed > 0 {
        words += " The identity provider has not confirmed every end yet; it is asked again each minute.";
    }
    words
}

/// Why nothing was done.
fn not_done(error: OrderError) -> AppError {
    match error {
        OrderError::Reason(words) => AppError::Invalid {
            words: "Nothing was done. Please mend what is marked.".to_owned(),
            fields: vec![FieldError {
                field: "why".to_owned(),
                words: words.to_owned(),
            }],
        },
        OrderError::Refused { words, .. } => AppError::Forbidden { words },
        OrderError::Store(error) => error.into(),
    }
}
