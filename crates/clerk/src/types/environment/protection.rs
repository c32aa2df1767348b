use serde::{Deserialize, Serialize};

/// Rules of passwords.
///
/// Source: Clerk Frontend API `UserSettings.PasswordSettings`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PasswordSettings {
    /// Whether known breaches are not looked at.
    pub disable_hibp: bool,
    /// Whether changing it does not ask for it again.
    pub disable_password_reverification: bool,
    /// Shortest.
    pub min_length: u32,
    /// Longest.
    pub max_length: u32,
    /// Whether one must be a special character.
    pub require_special_char: bool,
    /// Whether one must be a digit.
    pub require_numbers: bool,
    /// Whether one must be a capital.
    pub require_uppercase: bool,
    /// Whether one must be a small letter.
    pub require_lowercase: bool,
    /// Whether its strength is shown.
    pub show_zxcvbn: bool,
    /// How strong it must be, 0 to 4.
    pub min_zxcvbn_strength: u8,
    /// Whether a breached one must be changed at sign-in.
    pub enforce_hibp_on_sign_in: bool,
    /// Which special characters count.
    pub allowed_special_characters: String,
}

/// What guards against guessing.
///
/// Source: Clerk Frontend API `UserSettings.AttackProtectionSettings`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AttackProtection {
    /// Locking an account.
    pub user_lockout: UserLockout,
    /// Hiding personal data.
    pub pii: Enabled,
    /// Links by e-mail.
    pub email_link: EmailLink,
    /// Not telling whether an account exists.
    pub enumeration_protection: Enabled,
}

/// Locking an account after too many wrong attempts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UserLockout {
    /// Whether it happens.
    pub enabled: bool,
    /// After how many.
    pub max_attempts: u32,
    /// For how long.
    pub duration_in_minutes: u32,
}

/// Links by e-mail.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EmailLink {
    /// Whether they only work where they were asked for.
    pub require_same_client: bool,
}

/// A switch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Enabled {
    /// Whether it is on.
    pub enabled: bool,
}
