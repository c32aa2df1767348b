use clerk::{KeyEnvironment, PublishableKey};
use url::Url;

use super::section::section;
use super::{BaseUrl, ConfigError, Secret};

section! {
    /// The Clerk instance to work on. Without a secret key the embedded provider stands in.
    pub struct Clerk {
        /// The secret key of the instance. Better kept out of files: set `CLERK_SECRET_KEY`.
        secret_key: Option<Secret> = None, like "sk_test_0000000000000000000000000000000000000000";
        /// The publishable key of the same instance; it names the host of the Frontend API.
        publishable_key: Option<String> = None, like "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k";
        /// The Backend API. Without it: Clerk's own.
        api_url: Option<BaseUrl> = None, like "https://api.clerk.com";
        /// The Frontend API. Without it: https and the host that the publishable key names.
        frontend_api_url: Option<BaseUrl> = None, like "https://clerk.example.com";
        /// The signing secret of the webhook endpoint at Clerk that points to `/webhooks/clerk` of this console.
        /// With it, what changes at Clerk acts at once, without it within a minute. Several, with commas
        /// between them, while it is rotated.
        webhook_signing_secret: Option<Secret> = None, like "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw";
    }
}

/// A Clerk instance that can be worked on: everything that is needed is there and fits together.
#[derive(Clone, Debug)]
pub struct Instance {
    pub secret_key: Secret,
    /// The host of the Frontend API, which is also the issuer of session tokens.
    pub frontend_api: String,
    pub api_url: Url,
    pub frontend_api_url: Url,
}

impl Clerk {
    /// What verifies webhooks, or `None` when no signing secret is set.
    pub fn webhooks(&self) -> Result<Option<clerk::WebhookVerifier>, ConfigError> {
        let Some(secret) = &self.webhook_signing_secret else {
            return Ok(None);
        };
        let verifier = clerk::WebhookVerifier::new(secret.reveal()).map_err(|_| {
            ConfigError::new(
                "CLERK_WEBHOOK_SIGNING_SECRET is not a signing secret of Clerk, which begins with whsec_",
            )
        })?;
        Ok(Some(verifier))
    }

    /// The configured instance, or `None` when no secret key is set.
    pub fn instance(&self) -> Result<Option<Instance>, ConfigError> {
        let Some(secret_key) = &self.secret_key else {
            return Ok(None);
        };
        let environment = environment_of(secret_key.reveal())?;
        let Some(publishable_key) = &self.publishable_key else {
            return Err(ConfigError::new(
                "CLERK_SECRET_KEY is set but CLERK_PUBLISHABLE_KEY is not; both stand on the API keys page of Clerk's dashboard",
            ));
        };
        let publishable_key = PublishableKey::parse(publishable_key).map_err(|_| {
            ConfigError::new("CLERK_PUBLISHABLE_KEY is not a publishable key of Clerk")
        })?;
        // Clerk's own hosts name no port. A stand-in on this machine does, and calls itself live so that Clerk's
        // packages come without their detours for development.
        let is_clerks = !publishable_key.frontend_api().contains(':');
        if is_clerks && publishable_key.environment() != environment {
            return Err(ConfigError::new(
                "CLERK_SECRET_KEY and CLERK_PUBLISHABLE_KEY are of two instances: one is a test key, the other a live one",
            ));
        }
        let frontend_api = publishable_key.frontend_api().to_owned();
        let elsewhere = |url: &Option<BaseUrl>| url.as_ref().map(|url| url.url().clone());
        let frontend_api_url = match elsewhere(&self.frontend_api_url) {
            Some(url) => url,
            None => Url::parse(&format!("https://{frontend_api}"))
                .map_err(|_| ConfigError::new("CLERK_PUBLISHABLE_KEY names no host"))?,
        };
        let api_url = elsewhere(&self.api_url).unwrap_or_else(clerks_own);
        Ok(Some(Instance {
            secret_key: secret_key.clone(),
            frontend_api,
            api_url,
            frontend_api_url,
        }))
    }
}

/// Which kind of instance a secret key is for, if it is one.
fn environment_of(secret_key: &str) -> Result<KeyEnvironment, ConfigError> {
    let is_rest = |rest: &str| rest.len() >= 10 && rest.bytes().all(|byte| byte.is_ascii_graphic());
    [
        ("sk_test_", KeyEnvironment::Test),
        ("sk_live_", KeyEnvironment::Live),
    ]
    .into_iter()
    .find(|(prefix, _)| secret_key.strip_prefix(prefix).is_some_and(is_rest))
    .map(|(_, environment)| environment)
    .ok_or_else(|| {
        ConfigError::new(
            "CLERK_SECRET_KEY is not a secret key of Clerk, which begins with sk_test_ or sk_live_",
        )
    })
}

fn clerks_own() -> Url {
    Url::parse("https://api.clerk.com").expect("a literal URL parses")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "sk_test_0123456789abcdef";

    fn keys(secret: &str, publishable: Option<&str>) -> Clerk {
        Clerk {
            secret_key: Some(Secret::from(secret)),
            publishable_key: publishable.map(str::to_owned),
            ..Clerk::default()
        }
    }

    fn publishable(host: &str) -> String {
        let key = PublishableKey::new(KeyEnvironment::Test, host);
        key.expect("a host with a dot").to_string()
    }

    #[test]
    fn without_a_secret_key_there_is_no_instance() {
        let clerk = Clerk {
            publishable_key: Some("pk_test_x".to_owned()),
            ..Clerk::default()
        };
        assert!(clerk.instance().expect("nothing wrong").is_none());
    }

    #[test]
    fn keys_that_cannot_work_are_refused_without_quoting_them() {
        let bad = [
            keys("hunter2hunter2", Some("pk_test_x")),
            keys("sk_test_with a space", Some("pk_test_x")),
            keys(SECRET, None),
            keys(SECRET, Some("pk_test_%%%")),
            keys(SECRET, Some("pk_live_Y2xlcmsuZXhhbXBsZS5jb20k")),
            keys(
                "sk_live_0123456789abcdef",
                Some("pk_test_Y2xlcmsuZXhhbXBsZS5jb20k"),
            ),
        ];
        for clerk in bad {
            let words = clerk.instance().expect_err("a bad key").to_string();
            assert!(words.contains("CLERK_"), "{words}");
            assert!(
                !words.contains("hunter2") && !words.contains("0123"),
                "{words}"
            );
        }
    }

    #[test]
    fn a_signing_secret_that_cannot_work_is_refused_without_quoting_it() {
        let with = |secret| Clerk {
            webhook_signing_secret: Some(Secret::from(secret)),
            ..Clerk::default()
        };
        for bad in ["", "hunter2hunter2", "whsec_hunter2"] {
            let words = with(bad).webhooks().expect_err("no secret").to_string();
            assert!(words.contains("CLERK_WEBHOOK_SIGNING_SECRET"), "{words}");
            assert!(!words.contains("hunter2"), "{words}");
        }
        let secret = "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw";
        let two = format!("{secret},{secret}");
        for good in [secret, &two] {
            assert!(with(good).webhooks().expect("is one").is_some());
        }
        assert!(
            Clerk::default()
                .webhooks()
                .expect("nothing wrong")
                .is_none()
        );
    }

    #[test]
    fn the_publishable_key_names_the_frontend_api_unless_it_is_elsewhere() {
        let key = publishable("clerk.example.com");
        let instance = keys(SECRET, Some(&key))
            .instance()
            .expect("fits")
            .expect("is set");
        assert_eq!(instance.frontend_api, "clerk.example.com");
        assert_eq!(
            instance.frontend_api_url.as_str(),
            "https://clerk.example.com/"
        );
        assert_eq!(instance.api_url.as_str(), "https://api.clerk.com/");

        let mut moved = keys(SECRET, Some(&key));
        moved.frontend_api_url = Some("http://127.0.0.1:3010".parse().expect("a base url"));
        let instance = moved.instance().expect("fits").expect("is set");
        assert_eq!(instance.frontend_api_url.as_str(), "http://127.0.0.1:3010/");
        assert_eq!(instance.frontend_api, "clerk.example.com");
    }
}
