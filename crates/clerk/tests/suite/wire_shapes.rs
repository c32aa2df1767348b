//! What is sent, byte for byte as Clerk's published schemas require it: what they require is there,
//! as `null` where there is nothing, and what only the Backend API may show is left out.

use clerk::types::environment::{CommerceSettings, EnterpriseSso, OrganizationSlug};
use clerk::types::{
    DeletedObject, IdentificationLink, Page, PublicUserData, SessionActivity, SessionTask,
    SignInFactor, SignInUserData, TotalCount, Verification, VerificationStatus,
};
use clerk::{
    ActorToken, ActorTokenStatus, Client, ClientSession, EmailAddress, Environment, ErrorEnvelope,
    ErrorItem, JsonMap, Jwk, Jwks, Session, SessionStatus, SignIn, SignInStatus, Token, User,
    Wrapped,
};
use insta::assert_json_snapshot;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

const AT: i64 = 1_800_000_000_000;

fn map(value: &serde_json::Value) -> JsonMap {
    value.as_object().cloned().expect("an object")
}

fn email() -> EmailAddress {
    EmailAddress {
        id: "idn_1".into(),
        email_address: "ada@example.com".into(),
        verification: Some(Verification::new("admin", VerificationStatus::Verified)),
        linked_to: vec![IdentificationLink {
            kind: "oauth_google".into(),
            id: "idn_2".into(),
        }],
        created_at: AT,
        updated_at: AT,
        ..EmailAddress::default()
    }
}

/// A user with as much as the Backend API shows.
fn full_user() -> User {
    User {
        id: "user_1".into(),
        first_name: Some("Ada".into()),
        last_name: Some("Byron".into()),
        primary_email_address_id: Some("idn_1".into()),
        email_addresses: vec![email()],
        locale: Some("en-GB".into()),
        image_url: Some("https://img.example.com/1".into()),
        public_metadata: map(&json!({ "role": "support" })),
        private_metadata: Some(map(&json!({ "private": true }))),
        bypass_client_trust: Some(false),
        password_enabled: true,
        last_sign_in_at: Some(AT),
        created_at: AT,
        updated_at: AT,
        ..User::default()
    }
}

fn client_session() -> ClientSession {
    let user = full_user().for_frontend();
    ClientSession {
        id: "sess_1".into(),
        status: SessionStatus::Active,
        expire_at: AT,
        abandon_at: AT,
        last_active_at: AT,
        last_active_token: Some(Token {
            jwt: "a.b.c".into(),
        }),
        actor: Some(map(&json!({ "sub": "user_2" }))),
        public_user_data: Some(PublicUserData::from(&user)),
        user: Some(user),
        factor_verification_age: vec![0, -1],
        created_at: AT,
        updated_at: AT,
        ..ClientSession::default()
    }
}

fn sign_in() -> SignIn {
    SignIn {
        id: "sia_1".into(),
        status: SignInStatus::NeedsFirstFactor,
        supported_identifiers: vec!["email_address".into()],
        supported_first_factors: Some(vec![SignInFactor {
            strategy: "password".into(),
            ..SignInFactor::default()
        }]),
        first_factor_verification: Some(Verification::new(
            "password",
            VerificationStatus::Unverified,
        )),
        identifier: Some("ada@example.com".into()),
        user_data: Some(SignInUserData {
            first_name: Some("Ada".into()),
            ..SignInUserData::default()
        }),
        abandon_at: AT,
        ..SignIn::default()
    }
}

fn client() -> Client {
    Client {
        id: "client_1".into(),
        sessions: vec![client_session()],
        sign_in: Some(sign_in()),
        last_active_session_id: Some("sess_1".into()),
        created_at: AT,
        updated_at: AT,
        ..Client::default()
    }
}

fn session() -> Session {
    Session {
        id: "sess_1".into(),
        user_id: "user_1".into(),
        client_id: "client_1".into(),
        status: SessionStatus::Revoked,
        last_active_at: AT,
        latest_activity: Some(SessionActivity {
            id: "sess_activity_1".into(),
            ..SessionActivity::default()
        }),
        expire_at: AT,
        abandon_at: AT,
        updated_at: AT,
        created_at: AT,
        ..Session::default()
    }
}

fn actor_token() -> ActorToken {
    ActorToken {
        id: "act_1".into(),
        status: ActorTokenStatus::Pending,
        user_id: "user_1".into(),
        actor: map(&json!({ "sub": "user_2", "impersonation_id": "imp_1" })),
        token: Some("a.b.c".into()),
        url: Some("https://clerk.example.com/v1/tickets/accept?ticket=a.b.c".into()),
        created_at: AT,
        updated_at: AT,
    }
}

#[test]
fn an_empty_user_sends_every_required_field_and_nothing_of_the_backend_alone() {
    assert_json_snapshot!(User {
        id: "user_1".into(),
        ..User::default()
    });
}

#[test]
fn a_full_user_of_the_backend_api() {
    assert_json_snapshot!(full_user());
}

#[test]
fn the_frontend_never_sees_what_is_private() {
    let user = full_user();
    let sent = serde_json::to_value(user.for_frontend()).expect("JSON");
    for private in ["private_metadata", "locale", "bypass_client_trust"] {
        assert!(sent.get(private).is_none(), "{private}");
    }
}

#[test]
fn a_client_with_a_session_and_a_sign_in() {
    assert_json_snapshot!(Wrapped {
        response: client(),
        client: None
    });
}

#[test]
fn nothing_is_sent_as_null_and_not_left_out() {
    let nothing = Wrapped::<Option<Client>> {
        response: None,
        client: None,
    };
    assert_eq!(
        serde_json::to_value(nothing).expect("JSON"),
        json!({ "response": null, "client": null })
    );
    let sent = json!({
        "client": Client::default(), "session": ClientSession::default(), "sign_in": SignIn::default(),
        "backend_session": Session::default(), "verification": Verification::default(), "email": EmailAddress::default(),
        "public_user_data": PublicUserData::default(), "sign_in_user_data": SignInUserData::default(),
    });
    assert_json_snapshot!(sent);
}

#[test]
fn what_the_backend_api_sends_besides_users() {
    let sent = json!({
        "session": session(),
        "actor_token": actor_token(),
        "revoked_actor_token": ActorToken { status: ActorTokenStatus::Revoked, token: None, url: None, ..actor_token() },
        "jwks": Jwks { keys: vec![Jwk::rs256("ins_1", "bg".into(), "AQAB".into())] },
        "count": TotalCount { total_count: 3 },
        "page": Page { data: vec![TotalCount { total_count: 1 }], total_count: 2 },
        "deleted": DeletedObject { object: "user".into(), id: Some("user_1".into()), deleted: true, ..DeletedObject::default() },
        "error": ErrorEnvelope { errors: vec![ErrorItem::new("c", "short", "long")], meta: None, clerk_trace_id: Some("t".into()) },
        "task": SessionTask { key: "setup-mfa".into() },
    });
    assert_json_snapshot!(sent);
}

#[test]
fn an_environment_sends_every_required_field() {
    let mut environment = Environment {
        commerce_settings: Some(CommerceSettings::default()),
        ..Environment::default()
    };
    environment.display_config.instance_environment_type = "development".into();
    environment.display_config.preferred_sign_in_strategy = "password".into();
    environment.user_settings.sign_up.captcha_widget_type = "smart".into();
    environment.user_settings.sign_up.mode = "restricted".into();
    environment.fraud_settings.native.device_attestation_mode = "disabled".into();
    environment.organization_settings.slug = Some(OrganizationSlug::default());
    environment.user_settings.saml = EnterpriseSso {
        enabled: false,
        self_serve_sso: Some(false),
    };
    assert_json_snapshot!(environment);
}

/// Sends and reads again.
fn assert_survives<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(sent: &T) {
    let wire = serde_json::to_string(sent).expect("JSON");
    assert_eq!(&serde_json::from_str::<T>(&wire).expect("readable"), sent);
}

#[test]
fn what_is_sent_is_what_is_read() {
    assert_survives(&full_user());
    assert_survives(&Wrapped {
        response: sign_in(),
        client: Some(client()),
    });
    assert_survives(&session());
    assert_survives(&actor_token());
    assert_survives(&Environment::default());
    assert_survives(&Jwks {
        keys: vec![Jwk::rs256("ins_1", "bg".into(), "AQAB".into())],
    });
}

#[test]
fn a_user_is_called_by_the_best_name_there_is() {
    let name = |first: &str, last: &str, username: &str, email: bool| {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let primary_email_address_id = email.then(|| "idn_1".to_owned());
        User {
            first_name: some(first),
            last_name: some(last),
            username: some(username),
            primary_email_address_id,
            ..full_user()
        }
        .full_name()
    };
    assert_eq!(name("Ada", "Byron", "ada", true), "Ada Byron");
    assert_eq!(name(" ", "Byron", "ada", true), "Byron");
    assert_eq!(name("Ada", "", "ada", true), "Ada");
    assert_eq!(name("", "", "ada", true), "ada");
    assert_eq!(name("", "", "", true), "ada@example.com");
    assert_eq!(name("", "", "", false), "user_1");
}

#[test]
fn an_address_that_is_not_the_primary_one_is_never_taken_for_it() {
    let user = User {
        primary_email_address_id: Some("idn_9".into()),
        ..full_user()
    };
    assert_eq!(user.primary_email(), None);
    assert_eq!(
        User {
            primary_email_address_id: None,
            ..full_user()
        }
        .primary_email(),
        None
    );
}
