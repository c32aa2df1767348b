use ambient::Random;
use aws_lc_rs::digest::{SHA256, digest};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use http::{HeaderMap, HeaderValue};
use url::Url;

/// The one cookie that a browser holds: a random id, and nothing else.
#[derive(Clone, Debug)]
pub struct Cookies {
    name: String,
    secure: bool,
}

/// A new id: what the browser is given, and what the store keeps of it.
pub struct FreshCookie {
    pub header: HeaderValue,
    pub hash: String,
}

impl Cookies {
    /// Named after the instance, so that two consoles on one host do not sign each other out.
    pub fn new(base_url: &Url, instance: &str) -> Self {
        let secure = base_url.scheme() == "https";
        let start = instance.len().saturating_sub(8);
        let suffix = instance.get(start..).unwrap_or(instance);
        let prefix = if secure { "__Host-" } else { "" };
        Self {
            name: format!("{prefix}understudy_{suffix}"),
            secure,
        }
    }

    /// The hash of the id that a request carries.
    pub fn hash_of(&self, headers: &HeaderMap) -> Option<String> {
        CookieJar::from_headers(headers)
            .get(&self.name)
            .map(|cookie| hash(cookie.value()))
    }

    /// A new id.
    pub fn fresh(&self, random: &Random) -> FreshCookie {
        let id = random.secret();
        FreshCookie {
            hash: hash(&id),
            header: self.header(id, false),
        }
    }

    /// Takes the id away from the browser.
    pub fn cleared(&self) -> HeaderValue {
        self.header(String::new(), true)
    }

    fn header(&self, value: String, clear: bool) -> HeaderValue {
        let mut cookie = Cookie::build((self.name.clone(), value))
            .path("/")
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Lax)
            .build();
        if clear {
            cookie.make_removal();
        }
        HeaderValue::from_str(&cookie.to_string())
            .expect("a cookie of base64url letters is a header value")
    }
}

fn hash(id: &str) -> String {
    digest(&SHA256, id.as_bytes())
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invariant_07_the_cookie_is_closed_to_scripts_other_sites_and_other_instances() {
        let random = Random::seeded(1);
        let plain = Cookies::new(
            &Url::parse("http://127.0.0.1:3000").expect("a URL"),
            "ins_abcdefgh12345678",
        );
        let header = plain
            .fresh(&random)
            .header
            .to_str()
            .expect("text")
            .to_owned();
        assert!(header.starts_with("understudy_12345678="), "{header}");
        assert!(
            header.contains("HttpOnly")
                && header.contains("SameSite=Lax")
                && header.contains("Path=/"),
            "{header}"
        );
        assert!(
            !header.contains("Secure") && !header.contains("Domain"),
            "{header}"
        );

        let secure = Cookies::new(
            &Url::parse("https://console.example").expect("a URL"),
            "ins_abcdefgh12345678",
        );
        let header = secure
            .fresh(&random)
            .header
            .to_str()
            .expect("text")
            .to_owned();
        assert!(
            header.starts_with("__Host-understudy_12345678=") && header.contains("Secure"),
            "{header}"
        );
    }
}
