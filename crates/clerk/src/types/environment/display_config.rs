use serde::{Deserialize, Serialize};

use crate::types::JsonMap;
use crate::types::lenient::null_as_default;

/// What the instance looks like and where its pages are (`object: "display_config"`).
///
/// Source: Clerk Frontend API `Client.DisplayConfig`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, tag = "object", rename = "display_config")]
pub struct DisplayConfig {
    /// `display_config_…`
    pub id: String,
    /// `production` or `development`.
    pub instance_environment_type: String,
    /// What the application is called.
    pub application_name: String,
    /// Colours and fonts.
    #[serde(deserialize_with = "null_as_default")]
    pub theme: JsonMap,
    /// `password` or `otp`.
    pub preferred_sign_in_strategy: String,
    /// Where the logo is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_image_url: Option<String>,
    /// Where the icon is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub favicon_image_url: Option<String>,
    /// Where the application is.
    pub home_url: String,
    /// Where signing in is.
    pub sign_in_url: String,
    /// Where signing up is.
    pub sign_up_url: String,
    /// Where the account is.
    pub user_profile_url: String,
    /// Where the waiting list is.
    pub waitlist_url: String,
    /// Where OAuth consent is.
    pub oauth_consent_url: String,
    /// Where what follows a sign-in is.
    pub after_sign_in_url: String,
    /// Where what follows a sign-up is.
    pub after_sign_up_url: String,
    /// Where what follows signing out of one session is.
    pub after_sign_out_one_url: String,
    /// Where what follows signing out of all is.
    pub after_sign_out_all_url: String,
    /// Where what follows a switch is.
    pub after_switch_session_url: String,
    /// Where what follows joining the waiting list is.
    pub after_join_waitlist_url: String,
    /// Where an organization is.
    pub organization_profile_url: String,
    /// Where founding an organization is.
    pub create_organization_url: String,
    /// Where what follows leaving one is.
    pub after_leave_organization_url: String,
    /// Where what follows founding one is.
    pub after_create_organization_url: String,
    /// Where what the logo links to is.
    pub logo_link_url: String,
    /// Whom users write to.
    pub support_email: Option<String>,
    /// Whether Clerk's name is shown.
    pub branded: bool,
    /// Whether OAuth comes first.
    pub experimental_force_oauth_first: bool,
    /// Which clerk-js the instance is pinned to.
    pub clerk_js_version: Option<String>,
    /// Whether a development instance says so.
    pub show_devmode_warning: bool,
    /// For Google One Tap.
    pub google_one_tap_client_id: Option<String>,
    /// Where help is.
    pub help_url: Option<String>,
    /// Where the privacy policy is.
    pub privacy_policy_url: Option<String>,
    /// Where the terms are.
    pub terms_url: Option<String>,
    /// Where the logo is, in its old place.
    pub logo_url: Option<String>,
    /// Where the icon is, in its old place.
    pub favicon_url: Option<String>,
    /// The logo.
    pub logo_image: Option<Image>,
    /// The icon.
    pub favicon_image: Option<Image>,
    /// For captchas; none when there are none.
    pub captcha_public_key: Option<String>,
    /// `smart` or `invisible`.
    pub captcha_widget_type: Option<String>,
    /// For invisible captchas.
    pub captcha_public_key_invisible: Option<String>,
    /// `turnstile`
    pub captcha_provider: Option<String>,
    /// Which OAuth providers need no captcha.
    #[serde(deserialize_with = "null_as_default")]
    pub captcha_oauth_bypass: Vec<String>,
    /// Whether captchas are repeated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub captcha_heartbeat: Option<bool>,
}

/// A picture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Image {
    /// `image`
    pub object: String,
    /// `img_…`
    pub id: String,
    /// Its file name.
    pub name: String,
    /// Where it is.
    pub public_url: String,
}
