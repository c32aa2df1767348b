//! Where the compiled site is, and whether the names of its files carry a hash.

use std::fs;
use std::path::{Path, PathBuf};

use leptos::config::{Env, LeptosOptions};

/// The name of the site's files: `understudy.js`, `understudy.css`, …
const OUTPUT_NAME: &str = "understudy";
/// The folder of those files below the site's root.
const PKG: &str = "pkg";
/// Where `cargo leptos` writes the hashes that are part of the names, beside the program.
const HASH_FILE: &str = "hash.txt";
/// Where `cargo leptos` writes the site while developing.
const DEVELOPMENT: &str = "target/site";

/// What Leptos needs to know about the site.
pub fn options(configured: Option<&Path>) -> LeptosOptions {
    let folder = program_folder();
    let root = root(configured, folder.as_deref());
    let site = Site::find(&root, folder.as_deref());
    if let Site::Missing = site {
        tracing::warn!(
            "There is no compiled site of this program in {}: pages work, but without style and script. `make build` makes it; server.site_root says where it is.",
            root.display()
        );
    }
    let hash_file = match &site {
        Site::Hashed(file) => file.display().to_string(),
        Site::Plain | Site::Missing => HASH_FILE.to_owned(),
    };
    LeptosOptions::builder()
        .output_name(OUTPUT_NAME)
        .site_root(root.display().to_string())
        .site_pkg_dir(PKG)
        .hash_files(matches!(site, Site::Hashed(_)))
        .hash_file(hash_file.into())
        .env(Env::PROD)
        .build()
}

fn program_folder() -> Option<PathBuf> {
    std::env::current_exe().ok()?.parent().map(Path::to_owned)
}

/// The configured root, else `site` beside the program's folder (target/release/understudy has
/// target/site), else where the development build writes.
fn root(configured: Option<&Path>, program_folder: Option<&Path>) -> PathBuf {
    if let Some(configured) = configured {
        return configured.to_owned();
    }
    let beside = program_folder
        .and_then(Path::parent)
        .map(|folder| folder.join("site"));
    match beside {
        Some(site) if site.is_dir() => site,
        _ => PathBuf::from(DEVELOPMENT),
    }
}

/// How the files of the site are named.
#[derive(Debug, PartialEq, Eq)]
enum Site {
    /// With the hashes that stand in this file.
    Hashed(PathBuf),
    /// As they are.
    Plain,
    Missing,
}

impl Site {
    /// Looks for the hashes beside the program, then in the site itself. A list of hashes that an
    /// older build left behind names files that are not there any more; it does not count.
    fn find(root: &Path, program_folder: Option<&Path>) -> Self {
        let candidates = [program_folder, Some(root)].into_iter().flatten();
        for file in candidates.map(|folder| folder.join(HASH_FILE)) {
            let hashed = fs::read_to_string(&file)
                .ok()
                .and_then(|hashes| script_name(&hashes));
            if hashed.is_some_and(|name| root.join(PKG).join(name).is_file()) {
                return Self::Hashed(file);
            }
        }
        if root.join(PKG).join(format!("{OUTPUT_NAME}.js")).is_file() {
            Self::Plain
        } else {
            Self::Missing
        }
    }
}

/// The name of the script according to a list of hashes, whose lines read `js: {hash}`.
fn script_name(hashes: &str) -> Option<String> {
    let mut pairs = hashes.lines().filter_map(|line| line.split_once(':'));
    let (_, hash) = pairs.find(|(kind, _)| kind.trim() == "js")?;
    Some(format!("{OUTPUT_NAME}.{}.js", hash.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program's folder beside a site that has these scripts.
    fn build(hashes: &str, scripts: &[&str]) -> (tempfile::TempDir, PathBuf, PathBuf) {
        let target = tempfile::tempdir().expect("a temporary folder");
        let (program, site) = (target.path().join("release"), target.path().join("site"));
        fs::create_dir_all(&program).expect("is made");
        fs::create_dir_all(site.join(PKG)).expect("is made");
        if !hashes.is_empty() {
            fs::write(program.join(HASH_FILE), hashes).expect("is written");
        }
        for script in scripts {
            fs::write(site.join(PKG).join(script), []).expect("is written");
        }
        (target, program, site)
    }

    #[test]
    fn the_site_beside_the_programs_folder_is_found_with_its_hashes() {
        let (_target, program, site) = build("js: abc\nwasm: def\n", &["understudy.abc.js"]);
        assert_eq!(root(None, Some(&program)), site);
        assert_eq!(
            Site::find(&site, Some(&program)),
            Site::Hashed(program.join(HASH_FILE))
        );
    }

    #[test]
    fn hashes_of_an_older_build_do_not_count() {
        let (_target, program, site) = build("js: old\n", &["understudy.js"]);
        assert_eq!(Site::find(&site, Some(&program)), Site::Plain);
    }

    #[test]
    fn a_site_that_was_not_built_is_missing() {
        let (_target, program, site) = build("js: abc\n", &[]);
        assert_eq!(Site::find(&site, Some(&program)), Site::Missing);
        assert_eq!(Site::find(Path::new("/nowhere"), None), Site::Missing);
    }

    #[test]
    fn the_configured_root_wins_and_the_development_build_is_the_last_resort() {
        let (_target, program, _site) = build("", &[]);
        assert_eq!(
            root(Some(Path::new("elsewhere")), Some(&program)),
            Path::new("elsewhere")
        );
        assert_eq!(
            root(None, Some(Path::new("/nowhere/bin"))),
            Path::new(DEVELOPMENT)
        );
    }
}
