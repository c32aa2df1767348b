use ambient::SECOND;
use clerk::types::ActorToken;
use url::Url;

use crate::Provider;
use crate::errors::ApiError;
use crate::store::actor_tokens::ActorTokenRow;
use crate::tokens::TicketClaims;

/// The actor token without its ticket, as every answer but the first shows it.
pub(crate) fn actor_token(row: &ActorTokenRow) -> Result<ActorToken, ApiError> {
    Ok(ActorToken {
        id: row.id.clone(),
        status: row.status(),
        user_id: row.user_id.clone(),
        actor: serde_json::from_str(&row.actor)?,
        token: None,
        url: None,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// The actor token with its ticket, bare and as an address to open: once, for its maker.
pub(crate) fn actor_token_with_ticket(
    provider: &Provider,
    row: &ActorTokenRow,
) -> Result<ActorToken, ApiError> {
    let ticket = TicketClaims {
        iss: provider.issuer(),
        st: TicketClaims::ACTOR_TOKEN.to_owned(),
        sid: row.id.clone(),
        exp: row.expire_at.div_euclid(SECOND),
    };
    let ticket = ticket.seal(&provider.instance.mac_keys);
    let url = format!("{}/v1/tickets/accept", provider.settings.frontend_api_url);
    let url = Url::parse_with_params(&url, [("ticket", &ticket)]).map_err(ApiError::internal)?;
    Ok(ActorToken {
        token: Some(ticket),
        url: Some(url.into()),
        ..actor_token(row)?
    })
}
