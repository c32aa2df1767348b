//! The reference of the configuration, written by the sections themselves: as the commented sample
//! file, and as a page of the documentation.

use std::fmt::{self, Write as _};

use serde_json::Value;

use super::section::{Key, Section};
use super::variables;
use super::{Application, Config, FILE_NAME};

/// One section with the values that hold when nobody sets them.
struct Entry {
    name: &'static str,
    /// Whether there is one such section for each of several things.
    many: bool,
    about: &'static [&'static str],
    keys: &'static [Key],
    defaults: Value,
}

/// Every section. Taking the configuration apart by name lets none be forgotten.
fn entries() -> [Entry; 9] {
    let Config {
        server,
        provider,
        clerk,
        data,
        sign_in,
        policy,
        application: _,
        audit,
        log,
    } = Config::default();
    [
        entry("server", &server),
        entry("provider", &provider),
        entry("clerk", &clerk),
        entry("data", &data),
        entry("sign_in", &sign_in),
        entry("policy", &policy),
        Entry {
            many: true,
            ..entry("application", &Application::default())
        },
        entry("audit", &audit),
        entry("log", &log),
    ]
}

fn entry<S: Section>(name: &'static str, section: &S) -> Entry {
    Entry {
        name,
        many: false,
        about: S::ABOUT,
        keys: S::KEYS,
        defaults: serde_json::to_value(section).expect("a section is made of plain values"),
    }
}

impl Entry {
    /// How the section begins in a file.
    fn heading(&self) -> String {
        if self.many {
            format!("[[{}]]", self.name)
        } else {
            format!("[{}]", self.name)
        }
    }

    fn default_of(&self, key: &Key) -> Option<&Value> {
        self.defaults.get(key.name).filter(|value| !value.is_null())
    }
}

/// The commented sample: every key with its default, or with an example where it has none.
pub fn sample() -> String {
    let mut text = format!(
        "\
# Understudy's configuration: every key, as `understudy config sample` prints it.
#
# Copy this file to {FILE_NAME} in the directory where `understudy` runs, or name it with --config.
# Each key is shown with its default, or with an example where there is none; remove the number sign
# before a key to set it. A key can also be set by an environment variable, UNDERSTUDY_SECTION__KEY
# (UNDERSTUDY_SERVER__LISTEN), which wins over the file; the flags of the command line win over both.
# Unknown keys stop the program. `understudy config show` prints what is in force and where it was
# set, `understudy config check` only says whether it is in order.
"
    );
    write_sample(&mut text).expect("a string takes everything");
    text
}

fn write_sample(text: &mut String) -> fmt::Result {
    for entry in entries() {
        // One of many is there only once it is asked for.
        let sign = if entry.many { "#" } else { "" };
        let heading = entry.heading();
        writeln!(text, "\n# {}\n{sign}{heading}", joined(entry.about))?;
        for key in entry.keys {
            writeln!(text)?;
            for line in key.meaning {
                writeln!(text, "# {}", line.trim())?;
            }
            let example = key.example.first().map(|example| example());
            let shown = match (entry.default_of(key), example) {
                (Some(default), None) => default.clone(),
                (None, Some(example)) => example,
                (Some(default), Some(example)) => {
                    writeln!(text, "# For example: {} = {example}", key.name)?;
                    default.clone()
                }
                (None, None) => unreachable!("{} has neither default nor example", key.name),
            };
            // A JSON string, number, boolean or list of them is written the same way in TOML.
            writeln!(text, "#{} = {shown}", key.name)?;
        }
    }
    Ok(())
}

/// The page of the documentation, in Markdown.
pub fn page() -> String {
    let mut text = format!(
        "\
# Configuration

Written by `understudy config reference` from the program's own code; `make reference` brings this page and
[`understudy.sample.toml`](../../understudy.sample.toml) up to date.

A key is set in one of three places; the later one wins:

1. the file `{FILE_NAME}` in the working directory, or the one named with `--config`: `[section]`, then `key = value`;
2. an environment variable, `UNDERSTUDY_SECTION__KEY`; Clerk's own names are read too, where a key has one;
3. a flag: `--data-dir`, `--instance`, and for `understudy serve` `--listen` and `--provider-listen`.

A key that nobody knows stops the program, and so does a value that does not fit: the sentence names the key and where
it was set. `understudy config check` says whether all is in order; `understudy config show` prints what is in force
and where each value was set.
"
    );
    write_page(&mut text).expect("a string takes everything");
    text
}

fn write_page(text: &mut String) -> fmt::Result {
    for entry in entries() {
        let (heading, about) = (entry.heading(), joined(entry.about));
        writeln!(text, "\n## `{heading}`\n\n{about}")?;
        if entry.many {
            let variable = variables::names_of(entry.name).next().unwrap_or_default();
            writeln!(
                text,
                "\nEnvironment: `{variable}`, all of them as a list in JSON, `[{{\"{}\": …}}, …]`, in the place of \
                 those in the file.",
                entry.keys[0].name
            )?;
        }
        for key in entry.keys {
            let name = format!("{}.{}", entry.name, key.name);
            writeln!(text, "\n### `{name}`\n\n{}\n", joined(key.meaning))?;
            writeln!(text, "- Values: {}", (key.values)())?;
            match entry.default_of(key) {
                Some(default) => writeln!(text, "- Default: `{default}`")?,
                None => writeln!(text, "- Default: not set")?,
            }
            if let Some(example) = key.example.first() {
                writeln!(text, "- Example: `{}`", example())?;
            }
            if entry.many {
                continue;
            }
            let names: Vec<_> = variables::names_of(&name)
                .map(|name| format!("`{name}`"))
                .collect();
            writeln!(text, "- Environment: {}", names.join(" or "))?;
        }
    }
    Ok(())
}

fn joined(lines: &[&str]) -> String {
    let lines: Vec<_> = lines.iter().map(|line| line.trim()).collect();
    lines.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Sources;

    /// The keys of the sample are written `#key = value`; its prose is written `# …`.
    fn uncommented(sample: &str) -> String {
        let line = |line: &str| match line.strip_prefix('#') {
            Some(key) if !key.starts_with(' ') => format!("{key}\n"),
            _ => format!("{line}\n"),
        };
        sample.lines().map(line).collect()
    }

    fn load(toml: &str) -> Config {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("sample.toml");
        std::fs::write(&file, toml).expect("the file is written");
        let sources = Sources {
            file: Some(file),
            ..Sources::default()
        };
        sources.load().expect("the sample is valid").config
    }

    fn plain(config: &Config) -> Value {
        plain_of(config)
    }

    fn plain_of(values: &impl serde::Serialize) -> Value {
        serde_json::to_value(values).expect("plain values")
    }

    #[test]
    fn the_sample_in_the_repository_is_what_the_code_says() {
        assert!(
            include_str!("../../understudy.sample.toml") == sample(),
            "understudy.sample.toml is not what the code says: run `make reference`"
        );
    }

    #[test]
    fn the_reference_in_the_documentation_is_what_the_code_says() {
        assert!(
            include_str!("../../docs/reference/configuration.md") == page(),
            "docs/reference/configuration.md is not what the code says: run `make reference`"
        );
    }

    #[test]
    fn the_sample_as_it_stands_changes_nothing() {
        assert_eq!(load(&sample()), Config::default());
    }

    #[test]
    fn the_sample_names_every_key_and_shows_the_defaults() {
        let (sample, defaults) = (
            plain(&load(&uncommented(&sample()))),
            plain(&Config::default()),
        );
        for (section, values) in defaults.as_object().expect("sections") {
            // Of what there is none, the sample shows one.
            let (values, sample) = match values.as_array() {
                Some(_) => (&plain_of(&Application::default()), &sample[section][0]),
                None => (values, &sample[section]),
            };
            for (key, value) in values.as_object().expect("keys") {
                let shown = &sample[key];
                assert!(!shown.is_null(), "{section}.{key} is missing in the sample");
                // Where there is no default, the sample shows an example.
                assert!(
                    value.is_null() || value == shown,
                    "{section}.{key} is not the default"
                );
            }
        }
    }

    #[test]
    fn the_examples_fit_and_are_no_defaults() {
        let mut toml = String::new();
        for entry in entries() {
            writeln!(toml, "{}", entry.heading()).expect("a string");
            for key in entry.keys {
                for example in key.example {
                    writeln!(toml, "{} = {}", key.name, example()).expect("a string");
                    assert_ne!(entry.default_of(key), Some(&example()), "{}", key.name);
                }
            }
        }
        load(&toml);
    }

    #[test]
    fn the_page_names_variables_and_the_values_of_a_choice() {
        let page = page();
        for words in [
            "- Values: `\"staff\"` or `\"everyone\"`",
            "- Environment: `UNDERSTUDY_CLERK__SECRET_KEY` or `CLERK_SECRET_KEY`",
            "- Default: `\"127.0.0.1:3000\"`",
        ] {
            assert!(page.contains(words), "{words}");
        }
    }
}
