//! `understudy serve` and what goes with it: the printed lines, the demo, `env`, the ends.

use std::net::TcpListener;

use crate::program::{Place, Said, Serving};

#[test]
fn a_taken_port_is_named_and_nothing_is_made() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("has an address").to_string();
    let place = Place::new();
    let sentence = place.run(&["serve", "--listen", &address]).failed();
    assert!(
        sentence.contains(&format!("The address {address} of the console is taken")),
        "{sentence}"
    );
    let sentence = place
        .run(&[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--provider-listen",
            &address,
        ])
        .failed();
    assert!(
        sentence.contains(&format!("The address {address} of the provider is taken")),
        "{sentence}"
    );
    assert!(!place.data().join("provider.db").exists());
}

#[test]
fn a_data_directory_that_cannot_be_written_is_named() {
    let place = Place::new();
    std::fs::write(place.path().join("file"), []).expect("is written");
    let sentence = place
        .run(&[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--data-dir",
            "file/below",
        ])
        .failed();
    assert!(
        sentence.contains("The data directory file/below cannot be created"),
        "{sentence}"
    );
}

#[test]
fn a_data_directory_that_another_program_serves_from_is_left_to_it() {
    let place = Place::new();
    let serving = place.serve(&["--no-demo"]);
    let sentence = place.serve_in_vain(&[]);
    let console = serving.value("Console");
    assert!(
        sentence.contains(&format!(
            "in use by another `understudy serve` at {console}"
        )),
        "{sentence}"
    );
    place.run(&["env"]).succeeded();
}

#[test]
fn env_without_a_provider_that_is_served_says_so() {
    let sentence = Place::new().run(&["env"]).failed();
    assert!(
        sentence.contains("Nothing is being served from ./data"),
        "{sentence}"
    );
}

#[test]
fn the_first_start_prints_where_it_is_and_how_to_sign_in_and_later_ones_where_that_is_noted() {
    let place = Place::new();
    let mut serving = place.serve(&["--demo-users", "12"]);
    serving.read_until(|line| line.starts_with("Lead"));
    let lines = serving.said.clone();
    assert!(
        lines[0].starts_with("Console   http://127.0.0.1:"),
        "{lines:?}"
    );
    assert!(
        lines[1].starts_with("Provider  http://127.0.0.1:"),
        "{lines:?}"
    );
    assert!(
        lines[2].starts_with("Support   ") && lines[3].starts_with("Lead      "),
        "{lines:?}"
    );
    assert_eq!(lines.len(), 4);
    for line in &lines[2..] {
        let words: Vec<_> = line.split_whitespace().collect();
        assert!(
            words.len() == 3 && words[1].contains('@') && words[2].len() >= 16,
            "{line}"
        );
    }
    let listed = place.run(&["user", "list", "--limit", "100"]).succeeded();
    assert_eq!(listed.lines().count(), 14, "twelve people and two of staff");
    assert_eq!(serving.stop("TERM"), Some(0));

    let note = place.data().join("demo-sign-in.txt");
    assert_eq!(
        std::fs::read_to_string(&note).expect("is kept"),
        format!("{}\n{}\n", lines[2], lines[3])
    );
    let mut again = place.serve(&[]);
    again.read_until(|line| line.starts_with("Sign-in"));
    assert!(again.value("Sign-in").ends_with("data/demo-sign-in.txt"));
    assert_eq!(again.stop("INT"), Some(0));
}

#[test]
fn what_was_printed_signs_in_until_another_password_is_set() {
    let place = Place::new();
    let mut serving = place.serve(&["--demo-users", "1"]);
    for word in ["Support", "Lead"] {
        let (email, password) = serving.demo(word);
        let answer = serving.sign_in(&email, &password);
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.contains(r#""status":"complete""#),
            "{answer}"
        );
    }
    let (email, password) = serving.demo("Lead");
    let set = ["user", "password", &email, "--password-stdin"];
    place.run_with_input(&set, "another-password\n").succeeded();
    assert!(
        serving
            .sign_in(&email, &password)
            .starts_with("HTTP/1.1 422"),
        "the old one is void"
    );
    assert!(
        serving
            .sign_in(&email, "another-password")
            .starts_with("HTTP/1.1 200")
    );
}

#[cfg(unix)]
#[test]
fn invariant_08_everything_in_the_data_directory_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let mut serving = place.serve(&["--demo-users", "1"]);
    serving.read_until(|line| line.starts_with("Lead"));
    let mode = |path: &std::path::Path| {
        std::fs::metadata(path)
            .expect("is there")
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode(&place.data()), 0o700);
    for file in std::fs::read_dir(place.data()).expect("is a folder") {
        let path = file.expect("is there").path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn without_demo_there_is_nobody_and_no_password() {
    let place = Place::new();
    let serving = place.serve(&["--no-demo"]);
    assert_eq!(place.run(&["user", "list"]).succeeded(), "");
    assert_eq!(serving.stop("TERM"), Some(0));
    assert!(!place.data().join("demo-sign-in.txt").exists());
}

#[test]
fn both_addresses_answer_and_env_names_the_real_one_until_the_end() {
    let place = Place::new();
    let serving = place.serve(&["--no-demo"]);
    assert!(
        serving
            .get("Console", "/healthz")
            .starts_with("HTTP/1.1 200"),
        "the console is up"
    );
    assert!(
        serving
            .get("Provider", "/v1/health")
            .starts_with("HTTP/1.1 200"),
        "the provider is up"
    );
    assert!(
        serving
            .get("Provider", "/.well-known/jwks.json")
            .contains("\"RS256\"")
    );

    let env = place.run(&["env"]).succeeded();
    let provider = serving.value("Provider").to_owned();
    for line in [
        format!("CLERK_API_URL={provider}"),
        format!("CLERK_FAPI_URL={provider}"),
        format!("CLERK_PROXY_URL={provider}"),
    ] {
        assert!(
            env.lines().any(|own| own == line),
            "{line} is missing in {env}"
        );
    }
    assert!(
        env.contains("CLERK_SECRET_KEY=sk_test_")
            && env.contains("CLERK_PUBLISHABLE_KEY=pk_")
            && env.contains("CLERK_WEBHOOK_SIGNING_SECRET=whsec_"),
        "{env}"
    );
    assert_eq!(serving.stop("TERM"), Some(0));
    place.run(&["env"]).failed();
}

#[test]
fn a_killed_program_leaves_nothing_that_env_believes() {
    let place = Place::new();
    let serving = place.serve(&["--no-demo"]);
    serving.stop("KILL");
    assert!(place.data().join("runtime.json").exists());
    let sentence = place.run(&["env"]).failed();
    assert!(sentence.contains("Nothing is being served"), "{sentence}");
}

#[test]
fn another_console_works_over_the_network_on_what_env_prints() {
    let (near, far) = (Place::new(), Place::new());
    let mut serving = far.serve(&["--demo-users", "3"]);
    serving.read_until(|line| line.starts_with("Lead"));
    let env = far.env(&[]);

    let mut list = near.command(&["user", "list"]);
    list.envs(env.clone());
    let listed = Said::from(list.output().expect("the program runs")).succeeded();
    assert_eq!(listed.lines().count(), 5, "{listed}");

    let mut serve = near.command(&["serve", "--listen", "127.0.0.1:0"]);
    serve.envs(env);
    let console = Serving::start(serve);
    assert_eq!(
        console.said.len(),
        2,
        "no provider and no demo: {:?}",
        console.said
    );
    assert!(
        console
            .get("Console", "/readyz")
            .starts_with("HTTP/1.1 200")
    );
    let sentence = near.run(&["env"]).failed();
    assert!(sentence.contains("works on a Clerk instance"), "{sentence}");
    assert_eq!(console.stop("TERM"), Some(0));

    // Its records speak of the far instance's people, so they are not taken for another's.
    let sentence = near.serve_in_vain(&[]);
    assert!(sentence.contains("belongs to the instance"), "{sentence}");
}
