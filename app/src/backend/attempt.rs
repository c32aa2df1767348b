use ambient::Millis;
use clerk::{ClientToken, CodeTo, Proof, Secret, SignInFactor};
use serde::{Deserialize, Serialize};

/// A sign-in at Clerk that has begun and is not complete: it waits for a factor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignInAttempt {
    /// `sia_…`, by which a form says which sign-in it belongs to. No secret.
    pub id: String,
    /// The Clerk client that holds it. None where nobody has the address, which nobody is told: then no code is
    /// ever right.
    pub client_token: Option<ClientToken>,
    /// The factor that it waits for.
    pub step: FactorStep,
    /// How that can be proven; at least one way.
    pub offers: Vec<Offer>,
    /// The key of the way by which a code was sent last.
    pub sent: Option<String>,
    /// The address as it was typed.
    pub account: String,
    /// It must be complete by then.
    pub expires_at: Millis,
}

/// Which factor is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FactorStep {
    /// The first: who it is.
    First,
    /// The second, or that the device is the user's.
    Second,
}

/// A way of proving a factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// With what.
    pub means: Means,
    /// Clerk's id of the address or number.
    pub id: Option<String>,
    /// The address or number as Clerk shows it, partly masked.
    pub shown: String,
    /// Whether Clerk suggests it.
    pub default: bool,
}

/// With what a factor is proven. In the order in which they suggest themselves: what is at hand goes before what has
/// to be sent, and backup codes are for when nothing else is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Means {
    /// What an authenticator app shows.
    Totp,
    /// A code that is sent by e-mail.
    EmailCode,
    /// A code that is sent to a telephone.
    PhoneCode,
    /// A code that was kept for this.
    BackupCode,
}

impl SignInAttempt {
    /// The way of this key.
    pub fn offer(&self, key: &str) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.key() == key)
    }

    /// The way that suggests itself: the one by which a code is on its way, else Clerk's own suggestion, else the
    /// first of [`Means`].
    pub fn suggested(&self) -> Option<&Offer> {
        let sent = self.sent.as_deref().and_then(|sent| self.offer(sent));
        let default = || self.offers.iter().find(|offer| offer.default);
        sent.or_else(default)
            .or_else(|| self.offers.iter().min_by_key(|offer| offer.means))
    }
}

impl Offer {
    /// One of Clerk's factors, if the console knows how to go about it at this step.
    pub fn of(factor: &SignInFactor, step: FactorStep) -> Option<Self> {
        let (means, id) = match (factor.strategy.as_str(), step) {
            ("email_code", _) => (Means::EmailCode, &factor.email_address_id),
            ("phone_code", _) => (Means::PhoneCode, &factor.phone_number_id),
            ("totp", FactorStep::Second) => (Means::Totp, &None),
            ("backup_code", FactorStep::Second) => (Means::BackupCode, &None),
            _ => return None,
        };
        Some(Self {
            means,
            id: id.clone(),
            shown: factor.safe_identifier.clone().unwrap_or_default(),
            default: factor.default.unwrap_or(false),
        })
    }

    /// What a form names it by.
    pub fn key(&self) -> String {
        let means = match self.means {
            Means::Totp => "totp",
            Means::EmailCode => "email_code",
            Means::PhoneCode => "phone_code",
            Means::BackupCode => "backup_code",
        };
        match &self.id {
            Some(id) => format!("{means}.{id}"),
            None => means.to_owned(),
        }
    }

    /// Where its code is sent to; none for what one has already.
    pub fn code_to(&self) -> Option<CodeTo> {
        match self.means {
            Means::EmailCode => Some(CodeTo::Email(self.id.clone())),
            Means::PhoneCode => Some(CodeTo::Phone(self.id.clone())),
            Means::Totp | Means::BackupCode => None,
        }
    }

    /// The proof that a typed code is. Digits may be typed in groups.
    pub fn proof(&self, typed: &str) -> Proof {
        let digits = || {
            let kept = typed
                .chars()
                .filter(|letter| !letter.is_whitespace() && *letter != '-');
            Secret::from(kept.collect::<String>())
        };
        match self.means {
            Means::Totp => Proof::Totp(digits()),
            Means::EmailCode => Proof::EmailCode(digits()),
            Means::PhoneCode => Proof::PhoneCode(digits()),
            Means::BackupCode => Proof::BackupCode(Secret::from(typed.trim())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(strategy: &str, id: Option<&str>) -> SignInFactor {
        SignInFactor {
            strategy: strategy.to_owned(),
            email_address_id: id.map(str::to_owned),
            ..SignInFactor::default()
        }
    }

    #[test]
    fn what_proves_the_second_factor_alone_is_no_way_to_prove_the_first() {
        for strategy in ["totp", "backup_code", "password", "passkey", "oauth_google"] {
            let offer = Offer::of(&factor(strategy, None), FactorStep::First);
            assert_eq!(offer, None, "{strategy}");
        }
        let offer = Offer::of(&factor("email_code", Some("idn_1")), FactorStep::First);
        assert_eq!(offer.unwrap().key(), "email_code.idn_1");
    }

    #[test]
    fn what_is_at_hand_suggests_itself_unless_clerk_or_a_code_under_way_says_otherwise() {
        let offers = ["backup_code", "email_code", "totp"]
            .map(|strategy| Offer::of(&factor(strategy, None), FactorStep::Second).unwrap());
        let mut attempt = SignInAttempt {
            id: "sia_1".to_owned(),
            client_token: None,
            step: FactorStep::Second,
            offers: offers.to_vec(),
            sent: None,
            account: String::new(),
            expires_at: 0,
        };
        let suggested = |attempt: &SignInAttempt| attempt.suggested().unwrap().key();
        assert_eq!(suggested(&attempt), "totp");
        attempt.offers[0].default = true;
        assert_eq!(suggested(&attempt), "backup_code");
        attempt.sent = Some("email_code".to_owned());
        assert_eq!(suggested(&attempt), "email_code");
    }

    #[test]
    fn digits_may_be_typed_in_groups_and_a_backup_code_is_left_as_it_is() {
        let offer = |strategy| Offer::of(&factor(strategy, None), FactorStep::Second).unwrap();
        assert_eq!(
            offer("totp").proof(" 123 456 "),
            Proof::Totp("123456".into())
        );
        assert_eq!(
            offer("backup_code").proof(" ab-cd ef "),
            Proof::BackupCode("ab-cd ef".into())
        );
    }
}
