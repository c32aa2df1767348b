use ambient::MINUTE;
use axum::Json;
use axum::extract::State;
use clerk::types::Environment;
use clerk::types::environment::{
    AttackProtection, Attribute, Attributes, AuthConfig, DisplayConfig, Enabled, FraudSettings,
    NativeFraudSettings, NativeSettings, OrganizationSettings, PasswordSettings, Requirement,
    SignUpSettings, UserLockout, UserSettings, UsernameSettings,
};

use crate::Provider;
use crate::users::PASSWORD_LENGTH;
use crate::users::lockout::{LOCKOUT, MOST_TRIES};

/// `GET` and `PATCH /v1/environment`: what the instance is like. Needs no client.
///
/// Left out are `commerce_settings` and `protect_config`: clerk-js reads the first without looking
/// whether it is whole, and loads scripts that the second names.
pub(super) async fn handler(State(provider): State<Provider>) -> Json<Environment> {
    Json(Environment {
        auth_config: auth_config(&provider),
        display_config: display_config(&provider),
        user_settings: user_settings(),
        organization_settings: OrganizationSettings {
            max_allowed_memberships: 5,
            creator_role: "org:admin".to_owned(),
            ..OrganizationSettings::default()
        },
        fraud_settings: FraudSettings {
            native: NativeFraudSettings {
                device_attestation_mode: "disabled".to_owned(),
            },
        },
        ..Environment::default()
    })
}

fn auth_config(provider: &Provider) -> AuthConfig {
    let words = |list: &[&str]| {
        list.iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    AuthConfig {
        id: provider.instance.id.replacen("ins_", "aconf_", 1),
        first_name: Requirement::On,
        last_name: Requirement::On,
        email_address: Requirement::Required,
        phone_number: Requirement::Off,
        username: Requirement::On,
        password: Requirement::Required,
        identification_requirements: vec![words(&["email_address"])],
        identification_strategies: words(&["email_address", "username"]),
        first_factors: words(&["password", "email_code", "ticket"]),
        second_factors: words(&["totp", "backup_code", "email_code"]),
        test_mode: true,
        single_session_mode: provider.settings.single_session_mode,
        native_settings: NativeSettings {
            api_enabled: true,
            ..NativeSettings::default()
        },
        ..AuthConfig::default()
    }
}

fn display_config(provider: &Provider) -> DisplayConfig {
    DisplayConfig {
        id: provider.instance.id.replacen("ins_", "display_config_", 1),
        instance_environment_type: "development".to_owned(),
        application_name: provider.settings.application_name.clone(),
        preferred_sign_in_strategy: "password".to_owned(),
        sign_in_url: provider
            .settings
            .sign_in_url
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        ..DisplayConfig::default()
    }
}

fn user_settings() -> UserSettings {
    let (min_length, max_length) = PASSWORD_LENGTH;
    UserSettings {
        attributes: attributes(),
        sign_up: SignUpSettings {
            captcha_widget_type: "smart".to_owned(),
            // Users are made by the Backend API; signing up is not built.
            mode: "restricted".to_owned(),
            ..SignUpSettings::default()
        },
        password_settings: PasswordSettings {
            disable_hibp: true,
            min_length: u32::try_from(min_length).unwrap_or(u32::MAX),
            max_length: u32::try_from(max_length).unwrap_or(u32::MAX),
            allowed_special_characters: "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~".to_owned(),
            ..PasswordSettings::default()
        },
        username_settings: UsernameSettings {
            min_length: Some(1),
            max_length: Some(256),
            allow_numeric_usernames: true,
            ..UsernameSettings::default()
        },
        attack_protection: AttackProtection {
            user_lockout: UserLockout {
                enabled: true,
                max_attempts: u32::try_from(MOST_TRIES).unwrap_or(u32::MAX),
                duration_in_minutes: u32::try_from(LOCKOUT / MINUTE).unwrap_or(u32::MAX),
            },
            enumeration_protection: Enabled { enabled: true },
            ..AttackProtection::default()
        },
        ..UserSettings::default()
    }
}

fn attributes() -> Attributes {
    let optional = || Attribute {
        enabled: true,
        ..Attribute::default()
    };
    let factor = |name: &str| Attribute {
        enabled: true,
        used_for_first_factor: true,
        first_factors: vec![name.to_owned()],
        ..Attribute::default()
    };
    let second = |name: &str| Attribute {
        enabled: true,
        used_for_second_factor: true,
        second_factors: vec![name.to_owned()],
        ..Attribute::default()
    };
    Attributes {
        email_address: Attribute {
            required: true,
            first_factors: vec!["email_code".to_owned(), "password".to_owned()],
            used_for_second_factor: true,
            second_factors: vec!["email_code".to_owned()],
            ..factor("password")
        },
        authenticator_app: second("totp"),
        backup_code: second("backup_code"),
        username: factor("password"),
        password: Attribute {
            enabled: true,
            required: true,
            ..Attribute::default()
        },
        ticket: factor("ticket"),
        first_name: optional(),
        last_name: optional(),
        ..Attributes::default()
    }
}
