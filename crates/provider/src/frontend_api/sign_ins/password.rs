use clerk::types::SignIn;

use super::identifier::normal;
use super::on_client::{answer, client_for, keep, named};
use super::{first_factor, session};
use crate::Provider;
use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;
use crate::store::users::{self, UserRow};
use crate::users::lockout;

/// The first of two steps: names somebody (or nobody yet). Whether there is such a person is not to
/// be seen in the answer.
pub(super) async fn begin(
    provider: &Provider,
    caller: &Caller,
    identifier: Option<String>,
) -> Result<Answer<SignIn>, ApiError> {
    let mut transaction = database::begin_write(&provider.pool).await?;
    let (mut client, is_new) = client_for(provider, &mut transaction, caller).await?;
    let sign_in = if let Some(identifier) = identifier {
        first_factor::wanted(provider, &mut transaction, &client, identifier).await?
    } else {
        session::allow(provider, &mut transaction, &client, None).await?;
        named(provider, &client, None, None)
    };
    keep(provider, &mut transaction, &mut client, &sign_in).await?;
    let answer = answer(
        provider,
        &mut transaction,
        caller,
        &client,
        &sign_in,
        is_new,
    )
    .await?;
    transaction.commit().await?;
    Ok(answer)
}

/// Both steps in one. A refused password leaves nothing behind, not even a client.
pub(super) async fn sign_in(
    provider: &Provider,
    caller: &Caller,
    identifier: String,
    password: String,
) -> Result<Answer<SignIn>, ApiError> {
    let user = users::find_by_identifier(&provider.pool, &normal(&identifier)).await?;
    let user = verified(provider, user, password).await?;
    // Asked again when the session opens; here so that the refusal costs what a wrong password costs.
    if user.banned {
        return Err(ApiError::user_banned());
    }
    let mut transaction = database::begin_write(&provider.pool).await?;
    let (mut client, is_new) = client_for(provider, &mut transaction, caller).await?;
    let mut sign_in = named(provider, &client, Some(identifier), Some(user.id));
    keep(provider, &mut transaction, &mut client, &sign_in).await?;
    let opened = first_factor::passed(
        provider,
        &mut transaction,
        &mut client,
        &mut sign_in,
        "password",
    )
    .await?;
    let new_token = is_new || opened;
    let answer = answer(
        provider,
        &mut transaction,
        caller,
        &client,
        &sign_in,
        new_token,
    )
    .await?;
    transaction.commit().await?;
    Ok(answer)
}

/// The user, if the password is theirs and the account is not locked. An unknown address costs the same work and
/// reads the same. Wrong passwords are counted.
pub(super) async fn verified(
    provider: &Provider,
    user: Option<UserRow>,
    password: String,
) -> Result<UserRow, ApiError> {
    let digest = user.as_ref().and_then(|user| user.password_digest.clone());
    let right = provider.passwords.verify(password, digest).await?;
    let now = provider.clock.now();
    if !right {
        lockout::failed(provider, user.as_ref(), now).await?;
    }
    if let Some(user) = &user {
        lockout::refuse_locked(user, now)?;
    }
    user.filter(|_| right)
        .ok_or_else(ApiError::identifier_or_password_incorrect)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ambient::{Clock, Random};

    use super::*;
    use crate::{NewPassword, NewUser, Settings};

    /// Time itself would be a poor witness on a busy machine: here hashing is held up, and whoever
    /// does not wait for it has not hashed.
    #[tokio::test]
    async fn an_unknown_address_and_one_without_a_password_do_the_work_of_a_wrong_password() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("provider.db");
        let pool = database::open(&path, database::Schema::Provider)
            .await
            .unwrap();
        let (clock, random) = (Clock::manual(0), Random::seeded(1));
        let settings = Settings::new("127.0.0.1:3010");
        let provider = Provider::open(pool, settings, clock, random).await.unwrap();
        let password = Some(NewPassword::Plain("correct horse".to_owned()));
        for (email, password) in [("ann@example.com", password), ("bare@example.com", None)] {
            let email_addresses = vec![email.to_owned()];
            let new = NewUser {
                email_addresses,
                password,
                ..NewUser::default()
            };
            provider.users().create(new).await.unwrap();
        }
        let held = provider.passwords.occupy().await;
        for email in ["ann@example.com", "bare@example.com", "nobody@example.com"] {
            let user = users::find_by_identifier(&provider.pool, email)
                .await
                .unwrap();
            let answer = verified(&provider, user, "wrong password".to_owned());
            let waited = tokio::time::timeout(Duration::from_millis(20), answer).await;
            assert!(waited.is_err(), "{email} was answered without hashing");
        }
        drop(held);
        let refused = verified(&provider, None, "wrong password".to_owned()).await;
        assert_eq!(refused.map(|user| user.id).unwrap_err().status, 422);
    }
}
