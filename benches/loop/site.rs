//! A console with so many people, and what is measured on it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;

use crate::backend_api::{Asked, BackendApi};
use crate::browser::Browser;
use crate::cpu::Parts;
use crate::crowd::{self, Crowd};
use crate::journey::{self, Journey, Sample};
use crate::people::{self, Person};
use crate::probes::{self, Probed};
use crate::process::{Launch, Server, SignIn, Staff};
use crate::stopwatch::Stopwatch;

/// How long a server is left alone before its memory at rest is read.
const REST: Duration = Duration::from_secs(2);

/// A served console, measured bit by bit.
pub struct Site {
    pub users: u32,
    pub figures: Figures,
    server: Server,
    console: String,
    support: SignIn,
    journey: Journey,
    backend_api: BackendApi,
    people: Vec<Person>,
    oldest: String,
    _folder: tempfile::TempDir,
}

/// What was measured. Bytes and real time, unless said otherwise.
#[derive(Default)]
pub struct Figures {
    /// How long it took to make the demo, from exec.
    pub seeded: Duration,
    /// Resident some time after the start that made the demo.
    pub memory_after_demo: u64,
    /// How large the data directory is.
    pub data: u64,
    /// From exec on the existing data to the last byte of the first page.
    pub ready: Duration,
    /// Resident some time after the first page.
    pub memory_at_rest: u64,
    /// Resident after everything.
    pub memory_at_end: u64,
    /// The most that was ever resident.
    pub memory_at_most: u64,
    pub loops: Vec<Sample>,
    /// What the CPU time of one loop was made of.
    pub parts: Parts,
    pub probed: Probed,
    pub asked: Asked,
    pub crowd: Option<Crowd>,
}

impl Site {
    /// Makes the demo by a first start, so that the server which is measured begins with what it finds.
    pub async fn open(program: &Path, log: &Path, users: u32) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let launch = Launch {
            program,
            folder: folder.path(),
            log: File::create(log)
                .with_context(|| format!("The file {} cannot be written", log.display()))?,
            level: "info",
        };
        let mut figures = Figures::default();
        let seeding = Stopwatch::start();
        let mut first = Server::start(&launch, users)?;
        let Staff { support, lead } = first.staff()?;
        figures.seeded = seeding.elapsed();
        first_page(&mut first).await?;
        tokio::time::sleep(REST).await;
        figures.memory_after_demo = first.memory()?;
        first.stop()?;
        figures.data = size(&folder.path().join("data"))?;

        let starting = Stopwatch::start();
        let mut server = Server::start(&launch, users)?;
        let mut browser = first_page(&mut server).await?;
        figures.ready = starting.elapsed();
        tokio::time::sleep(REST).await;
        figures.memory_at_rest = server.memory()?;

        let console = server.console()?.to_owned();
        let backend_api = BackendApi::of(program, folder.path())?;
        journey::sign_in(&mut browser, &support).await?;
        let people = people::some(&mut browser, &[&support.email, &lead.email]).await?;
        let oldest = probes::oldest(&mut browser, &people[0]).await?;
        Ok(Self {
            users,
            figures,
            server,
            console,
            support,
            journey: Journey::new(browser, people.clone(), 0),
            backend_api,
            people,
            oldest,
            _folder: folder,
        })
    }

    /// Goes round without measuring.
    pub async fn warm_up(&mut self, loops: u32) -> anyhow::Result<()> {
        self.journey.take(&self.server, loops).await.map(drop)
    }

    /// Goes round so many times. What the time was made of adds up.
    pub async fn go_round(&mut self, loops: u32) -> anyhow::Result<()> {
        let before = self.server.parts()?;
        self.figures
            .loops
            .extend(self.journey.take(&self.server, loops).await?);
        let used = self.server.parts()?.since(before);
        self.figures.parts.program += used.program;
        self.figures.parts.kernel += used.kernel;
        self.figures.parts.databases += used.databases;
        Ok(())
    }

    /// Asks for everything once.
    pub async fn probe(&mut self, turn: usize) -> anyhow::Result<()> {
        let person = &self.people[turn % self.people.len()];
        let probed = &mut self.figures.probed;
        let browser = &mut self.journey.browser;
        probes::round(browser, &self.server, person, &self.oldest, probed).await?;
        let asked = &mut self.figures.asked;
        self.backend_api
            .round(&self.server, person, self.users, turn, asked)
            .await
    }

    /// Lets several browsers work at once, and is done.
    pub async fn finish(&mut self, browsers: u32, time: Duration) -> anyhow::Result<()> {
        let crowd = crowd::run(
            &self.server,
            &self.console,
            &self.support,
            &self.people,
            browsers,
            time,
        );
        self.figures.crowd = Some(crowd.await?);
        self.figures.memory_at_end = self.server.memory()?;
        self.figures.memory_at_most = self.server.most_memory()?;
        Ok(())
    }
}

/// How many statements each step of a loop asks the databases for: a server that logs them is gone round with.
pub async fn statements(program: &Path, log: &PathBuf) -> anyhow::Result<Vec<usize>> {
    const USERS: u32 = 200;
    let folder = tempfile::tempdir()?;
    let launch = Launch {
        program,
        folder: folder.path(),
        log: File::create(log)?,
        level: "info,sqlx=debug",
    };
    let mut server = Server::start(&launch, USERS)?;
    let staff = server.staff()?;
    let mut browser = first_page(&mut server).await?;
    journey::sign_in(&mut browser, &staff.support).await?;
    let people = people::some(&mut browser, &staff.addresses()).await?;
    let mut journey = Journey::new(browser, people, 0);
    journey.take(&server, 3).await?;
    let before = std::fs::read_to_string(log)?.len();
    journey.take(&server, 1).await?;
    server.stop()?;
    let said = std::fs::read_to_string(log)?;
    // Each request ends with a line of its own; the statements of its step stand before it.
    let requests = said[before..].split("finished processing request");
    Ok(requests
        .take(journey::STEPS.len())
        .map(|lines| lines.matches("db.statement").count())
        .collect())
}

async fn first_page(server: &mut Server) -> anyhow::Result<Browser> {
    let mut browser = Browser::new(server.console()?)?;
    browser.get("/sign-in").await?.expect(200)?;
    Ok(browser)
}

fn size(folder: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for file in std::fs::read_dir(folder)? {
        bytes += file?.metadata()?.len();
    }
    Ok(bytes)
}
