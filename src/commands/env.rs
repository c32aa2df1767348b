//! `understudy env`: the variables that point Clerk's SDKs to the embedded provider.

use crate::config::Config;
use crate::data_dir::DataDir;
use crate::output;
use crate::runtime::{Runtime, ServedProvider};

/// Prints one shell assignment a line, for the provider that is being served now.
pub fn run(config: &Config) -> anyhow::Result<()> {
    let provider = Runtime::served_provider(&DataDir::new(&config.data.dir))?;
    for (name, value) in variables(&provider) {
        output::line(format_args!("{name}={}", quoted(&value)))?;
    }
    Ok(())
}

/// Both APIs are served on one address, and it is its own proxy: SDKs that would otherwise insist on
/// https for the Frontend API accept plain http there.
fn variables(provider: &ServedProvider) -> [(&'static str, String); 6] {
    let url = format!("http://{}", provider.address);
    [
        ("CLERK_API_URL", url.clone()),
        ("CLERK_FAPI_URL", url.clone()),
        ("CLERK_PROXY_URL", url),
        ("CLERK_SECRET_KEY", provider.secret_key.clone()),
        ("CLERK_PUBLISHABLE_KEY", provider.publishable_key.clone()),
        (
            "CLERK_WEBHOOK_SIGNING_SECRET",
            provider.webhook_signing_secret.clone(),
        ),
    ]
}

/// Quotes what a shell would not take as it stands. What needs no quotes gets none, so that
/// `env $(understudy env) command` works as well as `eval "$(understudy env)"`.
fn quoted(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:=+@%".contains(&byte);
    if !value.is_empty() && value.bytes().all(plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_shell_would_not_take_as_it_stands_is_quoted() {
        assert_eq!(quoted("http://127.0.0.1:3010"), "http://127.0.0.1:3010");
        assert_eq!(
            quoted("pk_test_MTI3LjAuMC4xOjMwMTAk"),
            "pk_test_MTI3LjAuMC4xOjMwMTAk"
        );
        assert_eq!(quoted("http://[::1]:80"), "'http://[::1]:80'");
        assert_eq!(quoted("a$b'c"), r"'a$b'\''c'");
        assert_eq!(quoted(""), "''");
    }
}
