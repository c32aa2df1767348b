//! `understudy env`: the variables that point Clerk's SDKs to the embedded provider.

use anyhow::Context as _;

use crate::config::Config;
use crate::data_dir::DataDir;
use crate::output;
use crate::runtime::{Runtime, ServedProvider};

/// Prints one shell assignment a line, for the provider that is being served now.
pub fn run(config: &Config) -> anyhow::Result<()> {
    let provider = Runtime::served_provider(&DataDir::new(&config.data))?;
    for (name, value) in variables(&provider)? {
        output::line(format_args!("{name}={}", quoted(&value)))?;
    }
    Ok(())
}

/// Both APIs are served on one address. SDKs insist on https for the Frontend API, which they find by the
/// publishable key, unless they are told of a proxy: plain http is its own proxy, and https needs none, but
/// whoever asks has to trust the authority that vouches for it.
fn variables(provider: &ServedProvider) -> anyhow::Result<Vec<(&'static str, String)>> {
    let url = provider.url.to_string();
    let on_the_way = match &provider.authority {
        None => ("CLERK_PROXY_URL", url.clone()),
        Some(file) => {
            let file = file
                .to_str()
                .context("The data directory's name is not Unicode")?;
            ("NODE_EXTRA_CA_CERTS", file.to_owned())
        }
    };
    Ok(vec![
        ("CLERK_API_URL", url.clone()),
        ("CLERK_FAPI_URL", url),
        on_the_way,
        ("CLERK_SECRET_KEY", provider.secret_key.clone()),
        ("CLERK_PUBLISHABLE_KEY", provider.publishable_key.clone()),
        (
            "CLERK_WEBHOOK_SIGNING_SECRET",
            provider.webhook_signing_secret.clone(),
        ),
    ])
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
