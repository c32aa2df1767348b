//! The workspace's own Clerk clients against the provider, in process: both ends of the wire agree.

use std::sync::Arc;

use clerk::{
    ActClaim, BackendClient, ClientToken, FrontendClient, Local, Metadata, NewActorToken, NewUser,
    Secret, SessionFilter, SessionStatus, SignInRequest, SignInStatus, Transport, UserFilter,
};
use serde_json::json;
use url::Url;

use crate::house::{HOST, House, PASSWORD};

fn clients(house: &House) -> (BackendClient, FrontendClient) {
    let transport: Arc<dyn Transport> = Arc::new(Local::new(house.router.clone()));
    let url = Url::parse(&format!("http://{HOST}")).unwrap();
    let backend = BackendClient::new(transport.clone(), url.clone(), house.provider.secret_key());
    (backend, FrontendClient::new(transport, url))
}

fn password(identifier: &str, password: &str) -> SignInRequest {
    SignInRequest::Password {
        identifier: identifier.to_owned(),
        password: Secret::new(password),
    }
}

#[tokio::test]
async fn refusals_arrive_with_their_code_and_words() {
    let house = House::new().await;
    let (backend, frontend) = clients(&house);
    assert_eq!(backend.get_user("user_nobody").await.unwrap(), None);
    let wrong = frontend
        .create_sign_in(None, &password("a@example.com", "wrong"))
        .await
        .unwrap_err();
    assert_eq!(wrong.code(), Some("form_password_or_identifier_incorrect"));
    assert_eq!(wrong.words(), "Email address or password is incorrect.");
    let forged = frontend
        .client(&ClientToken::new("forged"))
        .await
        .unwrap_err();
    assert_eq!(forged.status(), Some(401));
    let user = house.user("ann@example.com").await;
    assert!(!backend.verify_password(&user, "wrong").await.unwrap());
}

#[tokio::test]
async fn sign_in_find_a_user_act_as_them_and_come_back() {
    let house = House::new().await;
    let (backend, frontend) = clients(&house);
    let new = clerk::NewUser {
        email_address: vec!["sam@example.com".to_owned()],
        password: Some(Secret::new(PASSWORD)),
        ..NewUser::default()
    };
    let staff = backend.create_user(&new).await.unwrap();
    let role = json!({"role": "support"}).as_object().cloned();
    backend
        .merge_metadata(
            &staff.id,
            &Metadata {
                public: role,
                ..Metadata::default()
            },
        )
        .await
        .unwrap();
    let ann = house.user("ann@example.com").await;

    let signed_in = frontend
        .create_sign_in(None, &password("sam@example.com", PASSWORD))
        .await
        .unwrap();
    assert_eq!(signed_in.value.status, SignInStatus::Complete);
    let own = signed_in.client_token.expect("a new client has a token");
    let own_session = signed_in.value.created_session_id.expect("complete");

    let filter = UserFilter {
        query: Some("ann@".to_owned()),
        ..UserFilter::default()
    };
    let found = backend.list_users(&filter).await.unwrap();
    assert_eq!((found.len(), &found[0].id), (1, &ann));
    assert_eq!(
        backend.count_users(&UserFilter::default()).await.unwrap(),
        2
    );

    let ticket = backend
        .create_actor_token(&NewActorToken {
            user_id: ann.clone(),
            actor: ActClaim {
                sub: staff.id.clone(),
                extra: clerk::JsonMap::new(),
            },
            expires_in_seconds: Some(60),
            session_max_duration_in_seconds: Some(600),
        })
        .await
        .unwrap();
    let ticket = SignInRequest::Ticket {
        ticket: Secret::new(ticket.ticket().unwrap()),
    };
    let acting = frontend.create_sign_in(None, &ticket).await.unwrap();
    let second = acting.client_token.expect("a second client");
    let session = acting.value.created_session_id.expect("complete");
    let touched = frontend
        .touch_session(&second, &session)
        .await
        .unwrap()
        .value;
    assert_eq!(touched.user.expect("the subject").id, ann);
    let claims = house
        .verify(&touched.last_active_token.expect("a token").jwt)
        .await;
    assert_eq!(claims.actor_id(), Some(staff.id.as_str()));
    let again = frontend.session_token(&second, &session).await.unwrap();
    assert_eq!(house.verify(&again.value.jwt).await.sid, session);

    backend.revoke_session(&session).await.unwrap();
    let over = frontend.session_token(&second, &session).await.unwrap_err();
    assert_eq!(over.status(), Some(401));
    assert_eq!(
        frontend.me(&own, &own_session).await.unwrap().value.id,
        staff.id,
        "back again"
    );

    let filter = SessionFilter {
        user_id: Some(ann),
        status: Some(SessionStatus::Revoked),
        ..SessionFilter::default()
    };
    assert_eq!(backend.list_sessions(&filter).await.unwrap()[0].id, session);
    frontend.sign_out(&own).await.unwrap();
    assert!(frontend.client(&own).await.unwrap().value.is_none());
    assert!(
        frontend
            .environment()
            .await
            .unwrap()
            .value
            .auth_config
            .native_settings
            .api_enabled
    );
}
