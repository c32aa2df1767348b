//! `understudy provider --tls`: https with a certificate that only this machine's own authority vouches for.

use std::fs;

use http::{HeaderMap, Method};
use reqwest::{Certificate, Client, ClientBuilder, Response};

use crate::program::{Place, Serving};
use crate::spec;

/// What `env` says of the provider.
struct Told {
    url: String,
    authority: String,
}

impl Told {
    #[track_caller]
    fn by(place: &Place, served: &Serving) -> Self {
        let env = place.env(&[]);
        let value = |name: &str| env.iter().find(|(known, _)| known == name).cloned();
        assert_eq!(value("CLERK_PROXY_URL"), None, "https needs none");
        let url = value("CLERK_API_URL").expect("is printed").1;
        assert_eq!(value("CLERK_FAPI_URL").expect("is printed").1, url);
        assert_eq!(served.value("Provider"), url);
        let authority = value("NODE_EXTRA_CA_CERTS").expect("is printed").1;
        Self { url, authority }
    }

    fn client(&self) -> Client {
        let pem = fs::read(&self.authority).expect("is there");
        let certificate = Certificate::from_pem(&pem).expect("a certificate");
        let trusting = ClientBuilder::new().tls_certs_only([certificate]);
        trusting.build().expect("a client")
    }
}

/// The headers of a good answer, which is held against its description.
async fn good(method: Method, answer: Response) -> HeaderMap {
    let (status, headers) = (answer.status(), answer.headers().clone());
    let uri = answer.url().as_str().parse().expect("an address");
    let body = answer.bytes().await.expect("a body");
    let body = serde_json::from_slice(&body).expect("the provider answers in JSON alone");
    spec::check(&method, &uri, status, &body);
    assert_eq!(status, 200);
    headers
}

#[tokio::test]
async fn whoever_trusts_the_authority_reaches_it_over_https_and_nobody_else() {
    let place = Place::new();
    let served = place.provide(&["--no-demo", "--tls"]);
    let told = Told::by(&place, &served);
    let health = format!("{}/v1/health", told.url);
    let answer = told.client().get(&health).send().await.expect("is trusted");
    good(Method::GET, answer).await;
    let stranger = ClientBuilder::new().build().expect("a client");
    let refused = stranger.get(&health).send().await.expect_err("no trust");
    assert!(refused.is_connect(), "{refused:?}");
    let plain = health.replace("https://", "http://");
    assert!(stranger.get(&plain).send().await.is_err(), "https alone");

    // Who says nothing holds up nobody.
    let host = told.url.replace("https://", "");
    let _silent = [(); 3].map(|()| std::net::TcpStream::connect(&host).expect("somebody listens"));
    let answer = told.client().get(&health).send().await.expect("goes on");
    good(Method::GET, answer).await;
    assert_eq!(served.stop("TERM"), Some(0));
}

#[tokio::test]
async fn the_authority_is_made_once_for_all_instances_of_a_data_directory() {
    let place = Place::new();
    let first = place.provide(&["--no-demo", "--tls"]);
    let trusted = Told::by(&place, &first).client();
    drop(first);
    for instance in [&[][..], &["--instance", "b"]] {
        let served = place.provide(&[&["--no-demo", "--tls"], instance].concat());
        let health = format!("{}/v1/health", served.value("Provider"));
        let answer = trusted.get(&health).send().await.expect("is trusted");
        good(Method::GET, answer).await;
    }
}

#[tokio::test]
async fn over_https_browsers_keep_its_cookies_for_pages_over_http_too() {
    let place = Place::new();
    fs::write(
        place.path().join("understudy.toml"),
        "[provider]\nallowed_origins = [\"http://127.0.0.1:4000\"]\n",
    )
    .expect("is written");
    let mut served = place.provide(&["--demo-users", "1", "--tls"]);
    let (email, password) = served.demo("Support");
    let told = Told::by(&place, &served);
    let form = format!("strategy=password&identifier={email}&password={password}");
    let request = told
        .client()
        .post(format!("{}/v1/client/sign_ins", told.url))
        .header("origin", "http://127.0.0.1:4000")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    let answer = request.send().await.expect("is trusted");
    let headers = good(Method::POST, answer).await;
    let cookies: Vec<_> = headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies.len(), 3, "{cookies:?}");
    for cookie in cookies {
        let cookie = cookie.to_str().expect("text");
        assert!(cookie.contains("; SameSite=None; Secure"), "{cookie}");
    }
}

#[test]
fn what_was_damaged_is_named_and_left_alone() {
    let place = Place::new();
    fs::create_dir(place.data()).expect("is made");
    let file = place.data().join("authority.json");
    fs::write(&file, "{}").expect("is written");
    let sentence = place.provide_in_vain(&["--tls"]);
    assert!(
        sentence.contains("./data/authority.json cannot be understood"),
        "{sentence}"
    );
    assert_eq!(fs::read(&file).expect("is there"), b"{}");
}
