//! The main job, over and over: each step is done, checked and measured.

use std::time::Duration;

use anyhow::{Context as _, ensure};

use crate::browser::{Answer, Browser, hidden};
use crate::cpu::Cpu;
use crate::people::Person;
use crate::process::{Server, SignIn};
use crate::stopwatch::Stopwatch;

/// The steps of a loop, in order.
pub const STEPS: [&str; 6] = [
    "search",
    "user page",
    "start",
    "page as the user",
    "end",
    "own page",
];

/// How long the server is left alone after an answer, so that what it still does is counted with it.
const SETTLE: Duration = Duration::from_millis(2);

/// What every page says while one acts as somebody.
const INSIDE: &str = "You are acting as";

/// The region that every page has while an impersonation is open.
const REGION: &str = "aria-label=\"Impersonation\"";

/// What one step took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// The server's CPU time.
    pub cpu: Duration,
    /// From the request to the last byte of the answer, as the browser sees it.
    pub wall: Duration,
}

/// What each step of one loop took.
pub type Sample = [Cost; STEPS.len()];

/// Signs the browser in.
pub async fn sign_in(browser: &mut Browser, who: &SignIn) -> anyhow::Result<()> {
    let page = browser.get("/sign-in").await?.expect(200)?;
    let fields = [
        ("session", hidden(&page, "session")?),
        ("email", &who.email),
        ("password", &who.password),
        ("next", ""),
    ];
    let answer = browser.post("/api/sign_in", &fields).await?;
    answer.leads_to("/dashboard")
}

/// A signed-in browser that goes round and round.
pub struct Journey {
    pub browser: Browser,
    people: Vec<Person>,
    turn: usize,
}

impl Journey {
    /// Begins with the person of that number.
    pub fn new(browser: Browser, people: Vec<Person>, turn: usize) -> Self {
        Self {
            browser,
            people,
            turn,
        }
    }

    /// Goes round so many times, with another person each time, and measures what the server uses.
    pub async fn take(&mut self, server: &Server, loops: u32) -> anyhow::Result<Vec<Sample>> {
        let mut samples = Vec::new();
        for _ in 0..loops {
            samples.push(self.once(Meter::Server(server)).await?);
        }
        Ok(samples)
    }

    /// Goes round once.
    pub async fn once(&mut self, meter: Meter<'_>) -> anyhow::Result<Sample> {
        let person = self.people[self.turn % self.people.len()].clone();
        let sample = self.round(&person, meter).await;
        let sample = sample.with_context(|| format!("loop {}", self.turn))?;
        self.turn += 1;
        Ok(sample)
    }

    async fn round(&mut self, person: &Person, meter: Meter<'_>) -> anyhow::Result<Sample> {
        let (search, user_page) = (self.search(person), format!("/users/{}", person.id));
        let case = format!("CASE-{}", self.turn);
        let mut lap = Lap::begin(meter)?;

        let found = lap.get(&mut self.browser, &search).await?;
        ensure!(found.contains("href=\"/users/user_"), "nobody is found");

        let page = lap.get(&mut self.browser, &user_page).await?;
        let form = [
            ("session", hidden(&page, "session")?),
            ("subject", &person.id),
            ("key", hidden(&page, "key")?),
            ("reason", "Looking into a question about an invoice."),
            ("case_reference", &case),
            ("minutes", "15"),
        ];
        let started = lap
            .post(&mut self.browser, "/api/start_impersonation", &form)
            .await?;
        started.leads_to("/dashboard")?;

        let inside = lap.get(&mut self.browser, "/dashboard").await?;
        ensure!(
            inside.contains(REGION) && inside.contains(INSIDE) && inside.contains(&person.name),
            "the dashboard is not the user's"
        );

        let form = [("session", hidden(&inside, "session")?)];
        let ended = lap
            .post(&mut self.browser, "/api/end_impersonation", &form)
            .await?;
        ended.leads_to(&user_page)?;

        let own = lap.get(&mut self.browser, "/dashboard").await?;
        ensure!(!own.contains(REGION), "the impersonation has not ended");
        lap.finish()
    }

    /// People are searched for by address, by given name and by family name, in turn.
    fn search(&self, person: &Person) -> String {
        let mut names = person.name.split(' ');
        let query = match self.turn % 3 {
            0 => Some(person.email.as_str()),
            1 => names.next(),
            _ => names.next_back(),
        };
        let mut path = url::form_urlencoded::Serializer::new("/users?".to_owned());
        path.append_pair("q", query.unwrap_or(&person.name));
        path.finish()
    }
}

/// What is read after each step.
#[derive(Clone, Copy)]
pub enum Meter<'a> {
    /// The server's CPU time; it is left alone for a moment first.
    Server(&'a Server),
    /// Only the time on the wall, for several browsers at once.
    Wall,
}

/// Steps, measured one after the other.
pub struct Lap<'a> {
    meter: Meter<'a>,
    cpu: Option<Cpu>,
    costs: Vec<Cost>,
}

impl<'a> Lap<'a> {
    pub fn begin(meter: Meter<'a>) -> anyhow::Result<Self> {
        let cpu = match meter {
            Meter::Server(server) => Some(server.cpu()?),
            Meter::Wall => None,
        };
        Ok(Self {
            meter,
            cpu,
            costs: Vec::with_capacity(STEPS.len()),
        })
    }

    pub async fn get(&mut self, browser: &mut Browser, path: &str) -> anyhow::Result<String> {
        let watch = Stopwatch::start();
        let answer = browser.get(path).await?;
        self.done(watch.elapsed()).await?;
        answer.expect(200)
    }

    async fn post(
        &mut self,
        browser: &mut Browser,
        path: &str,
        form: &[(&str, &str)],
    ) -> anyhow::Result<Answer> {
        let watch = Stopwatch::start();
        let answer = browser.post(path, form).await?;
        self.done(watch.elapsed()).await?;
        Ok(answer)
    }

    /// Everything since the step before is this step's.
    async fn done(&mut self, wall: Duration) -> anyhow::Result<()> {
        let mut cpu = Duration::ZERO;
        if let (Meter::Server(server), Some(before)) = (self.meter, &self.cpu) {
            tokio::time::sleep(SETTLE).await;
            let now = server.cpu()?;
            cpu = now.since(before);
            self.cpu = Some(now);
        }
        self.costs.push(Cost { cpu, wall });
        Ok(())
    }

    /// What the steps cost.
    pub fn costs(self) -> Vec<Cost> {
        self.costs
    }

    fn finish(self) -> anyhow::Result<Sample> {
        let costs: Result<Sample, _> = self.costs.try_into();
        costs.map_err(|costs| anyhow::anyhow!("{} steps were measured", costs.len()))
    }
}
