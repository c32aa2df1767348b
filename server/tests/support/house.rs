use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use ambient::{Clock, Random};
use axum::Router;
use clerk::{BackendClient, FrontendClient};
use database::{Pool, Schema};
use impersonation::{Impersonations, Ledger, LedgerKey};
use leptos::config::LeptosOptions;
use provider::{NewUser, Provider};
use server::{ClerkIdentity, Console, Parts};
use tempfile::TempDir;
use url::Url;

use super::line::Line;
use super::network::Served;
use super::people::{PEOPLE, address, cheap_digest, new_user};
use super::{Browser, Form, NOON, PASSWORD, PROVIDER, Plan, Proxy, REASON};

/// A running console, its provider and the people in it. End each test with [`House::close`], which
/// holds the ledger against its signature.
pub struct House {
    pub directory: TempDir,
    pub base_url: String,
    pub console: Console,
    pub router: Router,
    pub provider: Provider,
    pub clerk: BackendClient,
    pub line: Line,
    /// What is between the two, where they speak over the network.
    proxy: Option<Proxy>,
    pub clock: Clock,
    /// `console.db`.
    pub pool: Pool,
    /// `provider.db`.
    pub provider_pool: Pool,
    pub ledger: Ledger,
    random: Random,
    plan: Plan,
    provider_url: Url,
    digest: String,
    ids: BTreeMap<String, String>,
    visitors: AtomicU32,
    pub(super) closed: bool,
}

impl House {
    pub async fn new() -> Self {
        Self::with(Plan::default()).await
    }

    pub async fn with(plan: Plan) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let (clock, random) = (Clock::manual(NOON), Random::seeded(1));
        let provider_pool = open(&directory, "provider.db", Schema::Provider).await;
        let mut settings = provider::Settings::new(PROVIDER);
        settings.single_session_mode = plan.single_session_mode;
        let served = match plan.network {
            Some(reached) => Some((Served::new().await, reached)),
            None => None,
        };
        let address = served.as_ref().map_or_else(
            || PROVIDER.to_owned(),
            |(served, _)| served.proxy.address().to_string(),
        );
        settings.allowed_hosts.push(address.clone());
        let provider_url = provider_url(&address);
        let provider = Provider::open(
            provider_pool.clone(),
            settings,
            clock.clone(),
            random.clone(),
        )
        .await
        .unwrap();
        let (line, proxy) = match served {
            Some((served, reached)) => {
                let (line, proxy) = served.line(&provider, reached, &clock);
                (line, Some(proxy))
            }
            None => (Line::new(provider.router()), None),
        };
        let clerk = BackendClient::new(
            Arc::new(line.clone()),
            provider_url.clone(),
            provider.secret_key(),
        );
        let pool = open(&directory, "console.db", Schema::Console).await;
        let key = LedgerKey::load_or_create(&directory.path().join("ledger.key"), &random).unwrap();
        let (label, at) = (provider.instance_id(), clock.clone());
        let ledger = Ledger::open(pool.clone(), label, key, at, random.clone())
            .await
            .unwrap();
        let works = Works {
            provider: &provider,
            provider_url: &provider_url,
            line: &line,
            clerk: &clerk,
            pool: &pool,
            ledger: &ledger,
            clock: &clock,
            random: &random,
        };
        let console = works.console(&plan, site(&directory));
        let digest = match plan.network {
            Some(_) => cheap_digest(),
            None => provider.users().digest(PASSWORD).await.unwrap(),
        };
        let mut house = Self {
            router: console.router(),
            base_url: plan.base_url.clone(),
            plan,
            random,
            directory,
            console,
            provider,
            clerk,
            line,
            proxy,
            provider_url,
            clock,
            pool,
            provider_pool,
            ledger,
            digest,
            ids: BTreeMap::new(),
            visitors: AtomicU32::new(0),
            closed: false,
        };
        for (name, role) in PEOPLE {
            house.add(name, new_user(name, role, &house.digest)).await;
        }
        house
    }

    /// Stops the console and starts it again over the same files: what it kept in memory is gone. Browsers
    /// find it by [`Browser::turn_to`].
    pub async fn restart(&mut self) {
        let works = Works {
            provider: &self.provider,
            provider_url: &self.provider_url,
            line: &self.line,
            clerk: &self.clerk,
            pool: &self.pool,
            ledger: &self.ledger,
            clock: &self.clock,
            random: &self.random,
        };
        self.console = works.console(&self.plan, site(&self.directory));
        self.router = self.console.router();
        self.console.sweep().await;
    }

    /// The Frontend API, by the console's own line.
    pub fn frontend(&self) -> FrontendClient {
        FrontendClient::new(Arc::new(self.line.clone()), self.provider_url.clone())
    }

    /// The Backend API by a line that is never cut.
    pub fn clerk_itself(&self) -> BackendClient {
        BackendClient::new(
            Arc::new(Line::new(self.provider.router())),
            self.provider_url.clone(),
            self.provider.secret_key(),
        )
    }

    /// What is between the console and its provider.
    pub fn proxy(&self) -> &Proxy {
        self.proxy.as_ref().expect("a plan with a network")
    }

    /// Adds somebody like everybody else, but for what `change` does.
    pub async fn add_like(&mut self, name: &str, change: impl FnOnce(&mut NewUser)) {
        let mut new = new_user(name, None, &self.digest);
        change(&mut new);
        self.add(name, new).await;
    }

    /// Adds many people at once.
    pub async fn add_many(&mut self, names: &[String], new: impl Iterator<Item = NewUser>) {
        let users = self.provider.users();
        users.create_many(new, |_| {}).await.unwrap();
        for name in names {
            let user = users.find_by_email(&address(name)).await.unwrap();
            self.ids.insert(name.clone(), user.unwrap().id);
        }
    }

    async fn add(&mut self, name: &str, new: NewUser) {
        let user = self.provider.users().create(new).await.unwrap();
        self.ids.insert(name.to_owned(), user.id);
        // So that nobody is as old as anybody else.
        self.clock.advance(1);
    }

    /// The id of somebody.
    pub fn id(&self, name: &str) -> &str {
        &self.ids[name]
    }

    /// The path of somebody's page.
    pub fn page_of(&self, name: &str) -> String {
        format!("/users/{}", self.id(name))
    }

    /// The form that starts an impersonation, as a page rendered for `session` has it.
    pub fn start_form(&self, subject: &str, session: &str) -> Form {
        let fields = [
            ("session", session),
            ("subject", self.id(subject)),
            ("key", "made for this page"),
            ("reason", REASON),
            ("minutes", "15"),
        ];
        Form::to("/api/start_impersonation", &fields)
    }

    /// A browser that has never been here, at an address of its own.
    pub fn browser(&self) -> Browser {
        let visitor = self.visitors.fetch_add(1, Ordering::Relaxed);
        let address = u32::from(Ipv4Addr::new(198, 18, 0, 1)) + visitor;
        Browser::new(self, Ipv4Addr::from(address).into())
    }

    /// A browser in which somebody has just signed in.
    pub async fn signed_in(&self, name: &str) -> Browser {
        let mut browser = self.browser();
        let answer = browser.sign_in(name, PASSWORD).await;
        assert_eq!(answer.location(), "/dashboard", "{answer}");
        browser
    }

    /// A browser in which `actor` has just begun to act as `subject`.
    pub async fn acting(&self, actor: &str, subject: &str) -> Browser {
        let mut browser = self.signed_in(actor).await;
        browser.start(&self.page_of(subject)).await;
        browser
    }
}

/// What a console is made from, and what outlives it.
struct Works<'a> {
    provider: &'a Provider,
    provider_url: &'a Url,
    line: &'a Line,
    clerk: &'a BackendClient,
    pool: &'a Pool,
    ledger: &'a Ledger,
    clock: &'a Clock,
    random: &'a Random,
}

impl Works<'_> {
    fn console(&self, plan: &Plan, leptos: LeptosOptions) -> Console {
        let frontend = FrontendClient::new(Arc::new(self.line.clone()), self.provider_url.clone());
        let path = "public_metadata.role";
        let identity = ClerkIdentity::new(self.clerk.clone(), frontend.clone(), path);
        let impersonations = Impersonations::new(
            self.pool.clone(),
            plan.policy.clone(),
            Arc::new(identity.clone()),
            plan.applications.clone(),
            self.ledger.clone(),
            self.clock.clone(),
            self.random.clone(),
        );
        Console::new(Parts {
            pool: self.pool.clone(),
            backend: self.clerk.clone(),
            frontend,
            issuer: plan
                .issuer
                .clone()
                .unwrap_or_else(|| self.provider.issuer()),
            identity,
            impersonations,
            settings: server::Settings {
                base_url: Url::parse(&plan.base_url).unwrap(),
                instance: self.provider.instance_id().to_owned(),
                audience: plan.audience,
                throttling: plan.throttling,
                trusted_proxies: plan.trusted_proxies.clone(),
                webhooks: plan.webhooks.clone(),
                patience: plan.patience,
                leptos,
            },
            sealing_key: [7; 32],
            clock: self.clock.clone(),
            random: self.random.clone(),
        })
    }
}

fn provider_url(address: &str) -> Url {
    Url::parse(&format!("http://{address}")).unwrap()
}

async fn open(directory: &TempDir, name: &str, schema: Schema) -> Pool {
    database::open(&directory.path().join(name), schema)
        .await
        .unwrap()
}

/// A compiled site of one stylesheet.
fn site(directory: &TempDir) -> LeptosOptions {
    let root = directory.path().join("site");
    std::fs::create_dir_all(root.join("pkg")).unwrap();
    std::fs::write(root.join("pkg/understudy.css"), "body { margin: 0 }").unwrap();
    LeptosOptions::builder()
        .output_name("understudy")
        .site_root(root.display().to_string())
        .site_pkg_dir("pkg")
        .env(leptos::config::Env::PROD)
        .build()
}
