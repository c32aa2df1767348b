use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Format as _, Serialized, Toml};

use super::error::origin;
use super::variables::{Flag, Variable};
use super::{Config, ConfigError, FILE_NAME};

/// Where configuration comes from. `Sources::of_process` is the real thing; tests name their own.
#[derive(Default)]
pub struct Sources {
    /// A file that must be there.
    pub file: Option<PathBuf>,
    /// The folder in which an `understudy.toml` may be.
    pub folder: PathBuf,
    /// The environment.
    pub variables: Vec<(String, String)>,
    /// What the command line says.
    pub flags: Vec<Flag>,
}

/// The configuration, and where each of its values was set.
pub struct Loaded {
    pub config: Config,
    figment: Figment,
}

impl Sources {
    /// The working directory and the environment of this process. Variables that are not Unicode
    /// cannot be ours.
    pub fn of_process(file: Option<PathBuf>, flags: Vec<Flag>) -> Self {
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Self {
            file,
            folder: PathBuf::new(),
            variables,
            flags,
        }
    }

    /// Reads and checks everything.
    pub fn load(&self) -> Result<Loaded, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(Config::default()));
        if let Some(file) = self.readable_file()? {
            figment = figment.merge(Toml::file_exact(file));
        }
        for (name, value) in &self.variables {
            if let Some(variable) = Variable::read(name, value) {
                figment = figment.merge(variable);
            }
        }
        for flag in &self.flags {
            figment = figment.merge(Variable::flag(flag));
        }
        let config: Config = figment.extract()?;
        config.validate()?;
        Ok(Loaded { config, figment })
    }

    /// The file to read, if there is one. Opening it here gives the operating system's own reason
    /// when it cannot be read.
    fn readable_file(&self) -> Result<Option<PathBuf>, ConfigError> {
        let file = match &self.file {
            Some(file) => file.clone(),
            None => self.folder.join(FILE_NAME),
        };
        match std::fs::File::open(&file) {
            Ok(_) => Ok(Some(file)),
            Err(error) if self.file.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
                Ok(None)
            }
            Err(error) => Err(unreadable(&file, &error)),
        }
    }
}

fn unreadable(file: &Path, error: &std::io::Error) -> ConfigError {
    ConfigError::new(format!(
        "The configuration file {} cannot be read: {error}",
        file.display()
    ))
}

/// Not derived: the layers hold secrets as they were given.
impl std::fmt::Debug for Loaded {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Loaded")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

impl Loaded {
    /// The file or variable that set a key, or `None` when its default rules.
    pub fn origin_of(&self, key: &str) -> Option<String> {
        let metadata = self.figment.find_metadata(key)?;
        let is_default = matches!(metadata.source, Some(figment::Source::Code(_)));
        (!is_default).then(|| origin(metadata))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Audience;

    fn sources(file: &str, variables: &[(&str, &str)]) -> (tempfile::TempDir, Sources) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        if !file.is_empty() {
            std::fs::write(folder.path().join(FILE_NAME), file).expect("the file is written");
        }
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let sources = Sources {
            folder: folder.path().to_owned(),
            variables: variables.iter().map(own).collect(),
            ..Sources::default()
        };
        (folder, sources)
    }

    fn refusal(file: &str, variables: &[(&str, &str)]) -> String {
        let (_folder, sources) = sources(file, variables);
        sources.load().expect_err("a mistake").to_string()
    }

    #[test]
    fn an_unknown_key_is_fatal_and_named_with_the_file_it_stands_in() {
        let words = refusal("[server]\nlisten_on = \"127.0.0.1:1\"", &[]);
        assert!(
            words.contains("understudy.toml: the key server.listen_on is unknown"),
            "{words}"
        );
        assert!(words.contains("base_url"), "{words}");
        let words = refusal("[sever]\nlisten = \"127.0.0.1:1\"", &[]);
        assert!(words.contains("the key sever is unknown"), "{words}");
    }

    #[test]
    fn an_unknown_variable_with_our_prefix_is_fatal_and_named() {
        let words = refusal("", &[("UNDERSTUDY_SERVER__PORT", "1")]);
        assert!(
            words.contains("UNDERSTUDY_SERVER__PORT: the key server.port is unknown"),
            "{words}"
        );
        let words = refusal("", &[("UNDERSTUDY_COLOUR", "1")]);
        assert!(
            words.contains("UNDERSTUDY_COLOUR: the key colour is unknown"),
            "{words}"
        );
    }

    #[test]
    fn a_value_of_the_wrong_kind_names_its_key_and_origin() {
        let words = refusal("[server]\nlisten = \"here\"", &[]);
        assert!(words.contains("understudy.toml: server.listen"), "{words}");
        let words = refusal("", &[("UNDERSTUDY_SIGN_IN__AUDIENCE", "nobody")]);
        assert!(
            words.contains("UNDERSTUDY_SIGN_IN__AUDIENCE: sign_in.audience is \"nobody\""),
            "{words}"
        );
        assert!(words.contains("staff, everyone"), "{words}");
    }

    #[test]
    fn a_syntax_error_does_not_quote_the_line_which_may_hold_a_secret() {
        let words = refusal("[clerk]\nsecret_key = sk_test_hunter2", &[]);
        assert!(words.contains("line 2"), "{words}");
        assert!(!words.contains("hunter2"), "{words}");
    }

    #[test]
    fn a_secret_of_the_wrong_kind_is_not_quoted() {
        let words = refusal("[clerk]\nsecret_key = 123456789", &[]);
        assert!(
            words.contains("clerk.secret_key") && !words.contains("12345"),
            "{words}"
        );
    }

    #[test]
    fn a_file_that_was_asked_for_must_be_there() {
        let sources = Sources {
            file: Some(PathBuf::from("/nowhere/u.toml")),
            ..Sources::default()
        };
        let words = sources.load().expect_err("no such file").to_string();
        assert!(words.contains("/nowhere/u.toml cannot be read"), "{words}");
    }

    #[test]
    fn nothing_at_all_gives_the_defaults() {
        let (_folder, sources) = sources("", &[("PATH", "/bin"), ("CLERK_SECRET_KEY", "")]);
        let loaded = sources.load().expect("defaults are valid");
        assert_eq!(loaded.config, Config::default());
        assert_eq!(loaded.origin_of("server.listen"), None);
    }

    #[test]
    fn flags_win_over_variables_and_those_over_the_file_and_that_over_defaults() {
        let file = "[server]\nlisten = \"127.0.0.1:1\"\n[provider]\nlisten = \"127.0.0.1:1\"\n[data]\ndir = \"file\"";
        let variables = [
            ("UNDERSTUDY_SERVER__LISTEN", "[::1]:2"),
            ("UNDERSTUDY_PROVIDER__LISTEN", "127.0.0.1:2"),
            ("UNDERSTUDY_PROVIDER__SINGLE_SESSION_MODE", "true"),
            ("UNDERSTUDY_SIGN_IN__AUDIENCE", "staff"),
        ];
        let (_folder, mut sources) = sources(file, &variables);
        sources.flags = vec![Flag {
            name: "--listen",
            key: "server.listen",
            value: "127.0.0.1:3".to_owned(),
        }];
        let loaded = sources.load().expect("all of it is valid");
        let config = &loaded.config;
        assert_eq!(config.server.listen.port(), 3);
        assert_eq!(config.provider.listen.port(), 2);
        assert!(config.provider.single_session_mode);
        assert_eq!(config.data.dir, PathBuf::from("file"));
        assert_eq!(config.sign_in.audience, Some(Audience::Staff));
        assert_eq!(config.policy.role_path, "public_metadata.role");
        assert_eq!(
            loaded.origin_of("server.listen").as_deref(),
            Some("--listen")
        );
        assert_eq!(
            loaded.origin_of("provider.listen").as_deref(),
            Some("UNDERSTUDY_PROVIDER__LISTEN")
        );
        assert!(
            loaded
                .origin_of("data.dir")
                .is_some_and(|origin| origin.ends_with(FILE_NAME))
        );
    }

    #[test]
    fn clerks_own_variables_are_read_and_their_secret_is_not_shown() {
        let key = "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k";
        let variables = [
            ("CLERK_SECRET_KEY", "sk_test_0123456789abcdef"),
            ("CLERK_PUBLISHABLE_KEY", key),
            ("CLERK_API_URL", "http://127.0.0.1:3010"),
        ];
        let (_folder, sources) = sources("", &variables);
        let loaded = sources.load().expect("keys fit");
        let instance = loaded
            .config
            .clerk
            .instance()
            .expect("keys fit")
            .expect("a key is set");
        assert_eq!(instance.api_url.as_str(), "http://127.0.0.1:3010/");
        let shown = format!("{}{loaded:?}", loaded.to_toml());
        assert!(!shown.contains("0123456789abcdef"), "{shown}");
        assert!(
            loaded
                .to_toml()
                .contains("secret_key = \"[secret]\"  # CLERK_SECRET_KEY"),
            "{shown}"
        );
    }
}
