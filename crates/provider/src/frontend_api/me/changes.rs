use axum::Extension;
use axum::extract::State;
use clerk::types::User;

use super::{speaker, written};
use crate::Provider;
use crate::body::FormBody;
use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;
use crate::frontend_api::reverification;
use crate::layers::api_version::{ApiVersion, METADATA_APART};
use crate::params::TextChange;
use crate::users::{self, Metadata};

/// `PATCH /v1/me`: names and what is primary. Another username or address wants a fresh proof of who one is.
pub(in crate::frontend_api) async fn update(
    State(provider): State<Provider>,
    Extension(version): Extension<ApiVersion>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<User>, ApiError> {
    let first_name = body.text_change("first_name")?;
    let last_name = body.text_change("last_name")?;
    let username = body.text_change("username")?;
    let primary_email_address = body.text("primary_email_address_id")?;
    let primary_phone_number = body.text("primary_phone_number_id")?;
    let primary_web3_wallet = body.text("primary_web3_wallet_id")?;
    let unsafe_ = if version < METADATA_APART {
        body.json_object("unsafe_metadata")?
    } else {
        None
    };
    body.finish()?;
    let mut transaction = database::begin_write(&provider.pool).await?;
    let (session, mut found) = speaker(&provider, &mut transaction, &caller).await?;
    let changes_who = matches!(username, TextChange::To(_))
        || primary_email_address.is_some()
        || primary_phone_number.is_some()
        || primary_web3_wallet.is_some();
    if changes_who {
        reverification::required(&session, &found.user, provider.clock.now())?;
    }
    if let TextChange::To(text) = first_name {
        found.user.first_name = users::name("first_name", text)?;
    }
    if let TextChange::To(text) = last_name {
        found.user.last_name = users::name("last_name", text)?;
    }
    if let TextChange::To(text) = username {
        found.user.username = users::username(text)?;
    }
    if let Some(id) = primary_email_address {
        found.set_primary_email_address(id)?;
    }
    if let Some(id) = primary_phone_number {
        found.set_primary_phone_number(id)?;
    }
    if let Some(id) = primary_web3_wallet {
        found.set_primary_web3_wallet(id)?;
    }
    let metadata = Metadata {
        unsafe_,
        ..Metadata::default()
    };
    metadata.replace_in(&mut found.user)?;
    let answer = written(&provider, &mut transaction, &caller, found).await?;
    transaction.commit().await?;
    Ok(answer)
}

/// `PATCH /v1/me/metadata`: merges into `unsafe_metadata`, the only metadata that one writes oneself.
pub(in crate::frontend_api) async fn merge_metadata(
    State(provider): State<Provider>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<User>, ApiError> {
    let metadata = Metadata {
        unsafe_: body.json_object("unsafe_metadata")?,
        ..Metadata::default()
    };
    body.finish()?;
    let mut transaction = database::begin_write(&provider.pool).await?;
    let (_, mut found) = speaker(&provider, &mut transaction, &caller).await?;
    metadata.merge_into(&mut found.user)?;
    let answer = written(&provider, &mut transaction, &caller, found).await?;
    transaction.commit().await?;
    Ok(answer)
}
