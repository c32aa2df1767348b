use ambient::SECOND;
use clerk::types::SignInToken;

use crate::Provider;
use crate::store::sign_in_tokens::SignInTokenRow;
use crate::tokens::TicketClaims;

/// The sign-in token without its ticket, as every answer but the first shows it.
pub(crate) fn sign_in_token(row: &SignInTokenRow) -> SignInToken {
    SignInToken {
        id: row.id.clone(),
        status: row.status(),
        user_id: row.user_id.clone(),
        token: None,
        url: None,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

/// The sign-in token with its ticket: once, for its maker. There is no page of ours that could take it.
pub(crate) fn sign_in_token_with_ticket(provider: &Provider, row: &SignInTokenRow) -> SignInToken {
    let ticket = TicketClaims {
        iss: provider.issuer(),
        st: TicketClaims::SIGN_IN_TOKEN.to_owned(),
        sid: row.id.clone(),
        exp: row.expire_at.div_euclid(SECOND),
    };
    SignInToken {
        token: Some(ticket.seal(&provider.instance.mac_keys)),
        ..sign_in_token(row)
    }
}
