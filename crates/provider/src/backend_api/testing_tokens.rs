use axum::Json;
use axum::extract::State;
use clerk::types::TestingToken;

use crate::Provider;
use crate::lifetimes::TESTING_TOKEN;

/// `POST /testing_tokens`. There is no protection against bots to pass by: the Frontend API takes any
/// `__clerk_testing_token` and looks at none.
pub(super) async fn create(State(provider): State<Provider>) -> Json<TestingToken> {
    Json(TestingToken {
        token: provider.random.secret(),
        expires_at: (provider.clock.now() + TESTING_TOKEN) / 1_000,
    })
}
