use axum::Json;
use axum::extract::State;
use clerk::types::User;

use super::password;
use crate::body::JsonBody;
use crate::errors::ApiError;
use crate::params::Params;
use crate::users::{Extras, NewUser, insert};
use crate::{Provider, views};

/// Switches of Clerk's that change nothing here: there are no terms to consent to.
const NO_EFFECT: [&str; 1] = ["skip_legal_checks"];

/// Most identifications of one kind that one user can be made with.
const MOST: usize = 10;

/// `POST /users`. This instance wants an e-mail address and a password of everybody, unless the caller says that it
/// need not.
pub(in crate::backend_api) async fn handler(
    State(provider): State<Provider>,
    JsonBody(mut body): JsonBody,
) -> Result<Json<User>, ApiError> {
    let password = password::read(&mut body)?;
    let may_lack_password = body.flag("skip_password_requirement")?.unwrap_or(false);
    let new = new_user(&mut body)?;
    let extras = extras(&mut body, new.email_addresses.len())?;
    body.ignore(&NO_EFFECT);
    body.finish()?;
    known_by_something(&new, &extras)?;
    let digest = match password {
        Some(password) => Some(provider.digest(password).await?),
        None if may_lack_password => None,
        None => return Err(ApiError::data_missing("password")),
    };
    let mut transaction = database::begin_write(&provider.pool).await?;
    let user = insert(&provider, &mut transaction, new, extras, digest).await?;
    let user = views::one_user(&mut transaction, user, provider.clock.now()).await?;
    transaction.commit().await?;
    Ok(Json(user))
}

fn new_user(body: &mut Params) -> Result<NewUser, ApiError> {
    Ok(NewUser {
        email_addresses: few(body, "email_address")?,
        may_lack_email: body.flag("skip_user_requirement")?.unwrap_or(false),
        first_name: body.text("first_name")?,
        last_name: body.text("last_name")?,
        username: body.text("username")?,
        external_id: body.text("external_id")?,
        locale: body.text("locale")?,
        password: None,
        totp_secret: body.text("totp_secret")?,
        backup_codes: body.texts("backup_codes")?.unwrap_or_default(),
        public_metadata: body.object("public_metadata")?.unwrap_or_default(),
        private_metadata: body.object("private_metadata")?.unwrap_or_default(),
        unsafe_metadata: body.object("unsafe_metadata")?.unwrap_or_default(),
        banned: body.flag("banned")?.unwrap_or(false),
        created_at: body.moment("created_at")?,
        last_sign_in_at: None,
    })
}

fn extras(body: &mut Params, emails: usize) -> Result<Extras, ApiError> {
    let phone_numbers = few(body, "phone_number")?;
    Ok(Extras {
        emails_reserved: reserved(body, "email_address_identification_status", emails)?,
        phones_reserved: reserved(
            body,
            "phone_number_identification_status",
            phone_numbers.len(),
        )?,
        phone_numbers,
        web3_wallets: few(body, "web3_wallet")?,
        locked: body.flag("locked")?.unwrap_or(false),
        delete_self_enabled: body.flag("delete_self_enabled")?,
        create_organization_enabled: body.flag("create_organization_enabled")?,
        create_organizations_limit: body.count("create_organizations_limit")?,
        legal_accepted_at: body.moment("legal_accepted_at")?,
        bypass_client_trust: body.flag("bypass_client_trust")?.unwrap_or(false),
    })
}

fn few(body: &mut Params, name: &str) -> Result<Vec<String>, ApiError> {
    let values = body.texts(name)?.unwrap_or_default();
    if values.len() > MOST {
        return Err(ApiError::param_too_many(name, MOST));
    }
    Ok(values)
}

/// For each identification whether it is reserved and not verified: nothing, or one word for each.
fn reserved(body: &mut Params, name: &str, wanted: usize) -> Result<Vec<bool>, ApiError> {
    let words = body.texts(name)?.unwrap_or_default();
    if !words.is_empty() && words.len() != wanted {
        return Err(ApiError::param_value(
            name,
            "one status for each identification",
        ));
    }
    let status = |word: &String| match word.as_str() {
        "verified" => Ok(false),
        "reserved" => Ok(true),
        _ => Err(ApiError::param_value(name, "verified or reserved")),
    };
    words.iter().map(status).collect()
}

/// Without an address a user is known by something else.
fn known_by_something(new: &NewUser, extras: &Extras) -> Result<(), ApiError> {
    let known = !new.email_addresses.is_empty()
        || !extras.phone_numbers.is_empty()
        || !extras.web3_wallets.is_empty()
        || new
            .username
            .as_deref()
            .is_some_and(|name| !name.trim().is_empty());
    if known || !new.may_lack_email {
        Ok(())
    } else {
        Err(ApiError::data_missing("email_address"))
    }
}
