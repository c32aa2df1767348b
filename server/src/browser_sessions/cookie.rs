use ambient::Random;
use aws_lc_rs::digest::{SHA256, digest};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
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
        // The instance's own name may hold what a cookie's name may not.
        let hash = hash(instance);
        let suffix = &hash[..8];
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
    URL_SAFE_NO_PAD.encode(digest(&SHA256, id.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie(base_url: &str, instance: &str) -> String {
        let cookies = Cookies::new(&Url::parse(base_url).expect("a URL"), instance);
        let header = cookies.fresh(&Random::seeded(1)).header;
        header.to_str().expect("text").to_owned()
    }

    #[test]
    fn invariant_07_the_cookie_is_closed_to_scripts_other_sites_and_other_instances() {
        let plain = cookie("http://127.0.0.1:3000", "ins_1");
        for wanted in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(plain.contains(wanted), "{plain}");
        }
        assert!(
            !plain.contains("Secure") && !plain.contains("Domain"),
            "{plain}"
        );

        let secure = cookie("https://console.example", "ins_1");
        assert!(
            secure.starts_with("__Host-understudy_") && secure.contains("Secure"),
            "{secure}"
        );

        let name = |header: &str| header.split('=').next().map(ToOwned::to_owned);
        assert_eq!(
            name(&plain),
            name(&cookie("http://127.0.0.1:3000", "ins_1"))
        );
        assert_ne!(
            name(&plain),
            name(&cookie("http://127.0.0.1:3000", "ins_2"))
        );
    }
}
