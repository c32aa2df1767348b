use super::{House, checked};

/// Everything that a change would leave behind.
const TRACES: [&str; 4] = [
    "SELECT group_concat(id || ' ' || state) FROM impersonations",
    "SELECT group_concat(id || ' ' || cookie_hash || ' ' || inside || ' ' || COALESCE(flash, '')) FROM browser_sessions",
    "SELECT group_concat(seq || ' ' || hash) FROM ledger",
    "SELECT group_concat(id || ' ' || actor_id) FROM impersonations",
];
const PROVIDER_TRACES: [&str; 4] = [
    "SELECT group_concat(id || ' ' || status) FROM sessions",
    "SELECT group_concat(id || ' ' || status) FROM actor_tokens",
    "SELECT group_concat(id || ' ' || public_metadata || ' ' || banned) FROM users",
    "SELECT group_concat(id) FROM sign_ins",
];

impl House {
    /// The state of both stores. Where it is the same before and after, nothing was done.
    pub async fn trace(&self) -> Vec<Option<String>> {
        let mut traces = Vec::new();
        for (pool, statements) in [(&self.pool, TRACES), (&self.provider_pool, PROVIDER_TRACES)] {
            for statement in statements {
                let trace = sqlx::query_scalar(statement).fetch_one(pool).await;
                traces.push(trace.unwrap());
            }
        }
        traces
    }

    /// One function of the provider's Backend API that the console does not use.
    pub async fn at_clerk(&self, path: &str) {
        self.ask_clerk("POST", path, "").await;
    }

    /// Deletes somebody at the provider.
    pub async fn delete_at_clerk(&self, name: &str) {
        let path = format!("/v1/users/{}", self.id(name));
        self.ask_clerk("DELETE", &path, "").await;
    }

    /// Asks the provider's Backend API something, behind the console's back.
    pub async fn ask_clerk(&self, method: &str, path: &str, body: &str) {
        use tower::ServiceExt as _;
        let key = self.provider.secret_key();
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .header("host", super::PROVIDER)
            .header("authorization", format!("Bearer {}", key.expose()))
            .header("content-type", "application/json")
            .body(axum::body::Body::from(body.to_owned()))
            .unwrap();
        let response = checked(self.provider.router())
            .oneshot(request)
            .await
            .unwrap();
        assert_eq!(response.status(), 200, "{method} {path}");
    }
}
