//! Every address of the console, typed: no path is written by hand anywhere else.

use std::fmt;

/// A page of the console. `Display` writes its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Where one signs in; afterwards one goes on to the path, if it is a page of ours.
    SignIn(Option<String>),
    /// The further steps of a sign-in that is under way.
    SignInFactor {
        /// Where one goes on to afterwards.
        next: Option<String>,
        /// By which of the ways that are on offer; else the one that suggests itself.
        with: Option<String>,
    },
    /// One's own sessions and, for staff, where work begins.
    Dashboard,
    /// The search for users, with what is searched for and the cursor of the page.
    Users(Option<String>),
    /// One user, by Clerk's id.
    User(String),
    /// Running and past impersonations.
    Impersonations,
    /// One impersonation, by our id.
    Impersonation(String),
    /// One's own account.
    Account,
}

/// Who may see a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Whoever is signed in.
    SignedIn,
    /// Staff who may read users, and not from inside an impersonation.
    ReadUsers,
    /// Staff who may read impersonations, and not from inside one.
    ReadImpersonations,
}

impl Route {
    /// The page that a path (without its query) names, if it is one of ours.
    pub fn parse(path: &str) -> Option<Self> {
        match path {
            "/sign-in" => Some(Self::SignIn(None)),
            "/sign-in/factor" => Some(Self::factor(None)),
            "/dashboard" => Some(Self::Dashboard),
            "/users" => Some(Self::Users(None)),
            "/impersonations" => Some(Self::Impersonations),
            "/account" => Some(Self::Account),
            _ => {
                let id = |folder| path.strip_prefix(folder).filter(|id| is_id(id));
                let user = id("/users/").map(|id| Self::User(id.to_owned()));
                user.or_else(|| Some(Self::Impersonation(id("/impersonations/")?.to_owned())))
            }
        }
    }

    /// The further steps of a sign-in, with the way that suggests itself.
    pub fn factor(next: Option<String>) -> Self {
        Self::SignInFactor { next, with: None }
    }

    /// Who may see this page.
    pub fn access(&self) -> Access {
        match self {
            Self::SignIn(_) | Self::SignInFactor { .. } => Access::Public,
            Self::Dashboard | Self::Account => Access::SignedIn,
            Self::Users(_) | Self::User(_) => Access::ReadUsers,
            Self::Impersonations | Self::Impersonation(_) => Access::ReadImpersonations,
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignIn(None) => out.write_str("/sign-in"),
            Self::SignIn(Some(next)) => write!(out, "/sign-in?next={}", Encoded(next)),
            Self::SignInFactor { next, with } => {
                out.write_str("/sign-in/factor")?;
                let parameters = [("next", next), ("with", with)].into_iter();
                let given = parameters.filter_map(|(name, value)| Some((name, value.as_ref()?)));
                for (place, (name, value)) in given.enumerate() {
                    let joint = if place == 0 { '?' } else { '&' };
                    write!(out, "{joint}{name}={}", Encoded(value))?;
                }
                Ok(())
            }
            Self::Dashboard => out.write_str("/dashboard"),
            Self::Users(None) => out.write_str("/users"),
            Self::Users(Some(query)) => write!(out, "/users?q={}", Encoded(query)),
            Self::User(id) => write!(out, "/users/{}", Encoded(id)),
            Self::Impersonations => out.write_str("/impersonations"),
            Self::Impersonation(id) => write!(out, "/impersonations/{}", Encoded(id)),
            Self::Account => out.write_str("/account"),
        }
    }
}

/// Where to go after signing in: `next` when it is a path to a page of ours, with or without a query,
/// else the dashboard. The path is taken literally: another host, scheme or a trick with `//`, `\` or
/// control characters is no page of ours.
pub fn safe_next(next: Option<&str>) -> String {
    let ours = |next: &&str| {
        let path = next.split_once('?').map_or(*next, |(path, _)| path);
        let printable = next
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\' && byte != b'#');
        printable && matches!(Route::parse(path), Some(route) if route.access() != Access::Public)
    };
    next.filter(ours)
        .map_or_else(|| Route::Dashboard.to_string(), ToOwned::to_owned)
}

/// Whether a text may be one of Clerk's ids.
pub fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Percent-encodes what is not unreserved (RFC 3986, section 2.3).
pub struct Encoded<'a>(pub &'a str);

impl fmt::Display for Encoded<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.bytes().try_for_each(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                write!(out, "{}", char::from(byte))
            }
            _ => write!(out, "%{byte:02X}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_reads_back_from_its_path() {
        for route in [
            Route::SignIn(None),
            Route::factor(None),
            Route::Dashboard,
            Route::Users(None),
            Route::User("user_1".into()),
            Route::Impersonations,
            Route::Impersonation("imp_1".into()),
            Route::Account,
        ] {
            assert_eq!(Route::parse(&route.to_string()), Some(route));
        }
    }

    #[test]
    fn invariant_10_only_our_own_pages_follow_a_sign_in() {
        for evil in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/users/../..//evil.example",
            "/users/a/b",
            "javascript:alert(1)",
            "/dashboard\r\nSet-Cookie: a=b",
            "",
            "/",
            "/api/sign_out",
            "/sign-in",
            "/sign-in?next=/sign-in",
            "/sign-in/factor",
            "/sign-in/factor?next=/users",
            "/dashboard#x",
        ] {
            assert_eq!(safe_next(Some(evil)), "/dashboard", "{evil:?}");
        }
        assert_eq!(safe_next(Some("/users?q=ada%20l")), "/users?q=ada%20l");
        assert_eq!(safe_next(Some("/users/user_1")), "/users/user_1");
        assert_eq!(safe_next(None), "/dashboard");
        let both = Route::SignInFactor {
            next: Some("/users?q=a".into()),
            with: Some("totp".into()),
        };
        assert_eq!(
            both.to_string(),
            "/sign-in/factor?next=%2Fusers%3Fq%3Da&with=totp"
        );
    }
}
