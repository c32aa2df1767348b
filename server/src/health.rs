use axum::extract::State;
use http::StatusCode;

use crate::console::Console;

/// `/healthz`: the program runs.
pub async fn healthz() -> &'static str {
    "ok"
}

/// `/readyz`: it can also do its work, since its store answers.
pub async fn readyz(State(console): State<Console>) -> (StatusCode, &'static str) {
    match sqlx::query("SELECT 1").execute(&console.pool).await {
        Ok(_) => (StatusCode::OK, "ready"),
        Err(error) => {
            tracing::error!(%error, "the console's store does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer")
        }
    }
}
