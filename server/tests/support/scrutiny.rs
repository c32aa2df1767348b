use super::{Answer, House, PASSWORD, PRIVATE};

/// What must hold for every answer of every test, whatever it is about.
#[derive(Clone)]
pub struct Scrutiny {
    secrets: Vec<String>,
}

impl Scrutiny {
    pub fn of(house: &House) -> Self {
        let key = house.provider.secret_key();
        Self {
            secrets: vec![
                key.expose().to_owned(),
                PRIVATE.to_owned(),
                PASSWORD.to_owned(),
            ],
        }
    }

    /// Invariants 7 and 8, on whatever a browser is given.
    pub fn check(&self, path: &str, answer: &Answer) {
        let headers = format!("{:?}", answer.headers);
        for secret in &self.secrets {
            assert!(!answer.body.contains(secret), "{path} gives away {secret}");
            assert!(!headers.contains(secret), "{path} gives away {secret}");
        }
        assert!(!holds_token(&answer.body), "{path} gives away a token");
        assert!(!holds_token(&headers), "{path} gives away a token");
        let location = answer.header("location");
        let local =
            location.starts_with('/') && !location.starts_with("//") && !location.contains('\\');
        assert!(location.is_empty() || local, "{path} leads to {location}");
        if answer.is_page() && !answer.body.is_empty() {
            check_document(path, answer);
        }
    }
}

fn check_document(path: &str, answer: &Answer) {
    assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    let policy = answer.header("content-security-policy");
    let (_, rest) = policy
        .split_once("'nonce-")
        .expect("the policy has a nonce");
    let (nonce, _) = rest.split_once('\'').expect("the nonce has an end");
    assert!(!policy.contains("unsafe-inline"), "{path}: {policy}");
    let html = answer.html();
    for script in answer.attributes("script", "nonce") {
        assert_eq!(script, nonce, "{path}: a script of another document");
    }
    let all = |selector: &str| {
        let selector = scraper::Selector::parse(selector).unwrap();
        html.select(&selector)
            .map(|found| found.html())
            .collect::<Vec<_>>()
    };
    for forbidden in [
        "script:not([nonce])",
        "[style]",
        "style",
        "[onclick]",
        "[onload]",
        "base",
    ] {
        assert!(all(forbidden).is_empty(), "{path}: {:?}", all(forbidden));
    }
    for name in ["src", "href", "action"] {
        for address in answer.attributes(&format!("[{name}]"), name) {
            let own = address.starts_with('/') && !address.starts_with("//");
            let here = address.starts_with('#') || address.starts_with('?');
            assert!(own || here, "{path} leads to {address}");
        }
    }
}

/// Whether something looks like a signed token: three parts, the first a JSON object.
pub fn holds_token(text: &str) -> bool {
    let is_part = |part: &str| {
        let letters = part
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte == b'-');
        letters.count()
    };
    text.match_indices("eyJ").any(|(at, _)| {
        let rest = &text[at..];
        let first = is_part(rest);
        rest.as_bytes().get(first) == Some(&b'.') && first > 10 && is_part(&rest[first + 1..]) > 10
    })
}
