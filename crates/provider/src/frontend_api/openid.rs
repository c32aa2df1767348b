use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::Provider;

/// `GET /.well-known/openid-configuration`: the issuer and its keys. The endpoints of OAuth are named where Clerk has
/// them, since the description wants them; none is built, and no way to use them is offered.
pub(super) async fn configuration(State(provider): State<Provider>) -> Json<Value> {
    let issuer = provider.issuer();
    let at = |path: &str| format!("{issuer}{path}");
    Json(json!({
        "issuer": issuer,
        "jwks_uri": at("/.well-known/jwks.json"),
        "authorization_endpoint": at("/oauth/authorize"),
        "token_endpoint": at("/oauth/token"),
        "revocation_endpoint": at("/oauth/token/revoke"),
        "introspection_endpoint": at("/oauth/token_info"),
        "userinfo_endpoint": at("/oauth/userinfo"),
        "scopes_supported": [],
        "response_types_supported": [],
        "response_modes_supported": [],
        "grant_types_supported": [],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": [],
        "claims_supported": [],
        "code_challenge_methods_supported": [],
        "backchannel_logout_supported": false,
        "frontchannel_logout_supported": false,
    }))
}
