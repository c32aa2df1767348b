//! What pages read of impersonations: which run, which are over, and who is in an account right now.

use impersonation::{Action, Impersonation, Impersonations, Link};

use super::{Visit, present};
use crate::api::AppError;
use crate::view::{ImpersonationItem, Moment, Presence, Standing};

/// How many past impersonations a page of the log lists.
const PAST: usize = 20;
/// How many of one's own a dashboard lists.
const OWN: usize = 5;

/// One page of the log.
pub struct Log {
    /// Those that run now, the newest first; on the first page alone.
    pub running: Vec<ImpersonationItem>,
    /// Those that are over, the newest first.
    pub past: Vec<ImpersonationItem>,
    /// The cursor of the page with what was before these, when there is one.
    pub older: Option<String>,
    /// Why nobody may start one, in words, and since when; on the first page alone.
    pub stopped: Option<(String, Moment)>,
}

/// The log: all of it, or what was asked for before the impersonation with the id `before`.
pub async fn log(visit: &Visit, before: Option<&str>) -> Result<Log, AppError> {
    let impersonations = &visit.backend.impersonations;
    visit
        .caller
        .may(&visit.backend, Action::ReadImpersonations)?;
    let running = impersonations.running().await?;
    // Those that run are among the recent ones, and must not take the places of those that are over.
    let limit = PAST + 1 + running.len();
    let mut past = impersonations.recent(count(limit), before).await?;
    past.retain(is_over);
    let more = past.len() > PAST;
    past.truncate(PAST);
    let now = visit.backend.clock.now();
    let stop = match before {
        None => impersonations.stopped().await?,
        Some(_) => None,
    };
    Ok(Log {
        stopped: stop.map(|stop| (present::words(&stop.words()), Moment::new(stop.since, now))),
        older: past.last().filter(|_| more).map(|last| last.id.clone()),
        past: items(visit, &past),
        running: if before.is_none() {
            items(visit, &running)
        } else {
            Vec::new()
        },
    })
}

/// What runs now, whoever acts, and what the one who looks did themselves of late.
pub async fn work(
    visit: &Visit,
) -> Result<(Vec<ImpersonationItem>, Vec<ImpersonationItem>), AppError> {
    let impersonations = &visit.backend.impersonations;
    visit
        .caller
        .may(&visit.backend, Action::ReadImpersonations)?;
    let own = visit.caller.own.as_deref().ok_or(AppError::SignedOut)?;
    let running = impersonations.running().await?;
    let limit = OWN + running.len();
    let mut done = impersonations
        .of_actor(&own.person.id, count(limit))
        .await?;
    done.retain(is_over);
    done.truncate(OWN);
    Ok((items(visit, &running), items(visit, &done)))
}

/// Everything that the page of one impersonation shows.
pub struct Detail {
    /// Who, as whom, why and where.
    pub item: ImpersonationItem,
    /// Where it stands.
    pub standing: Standing,
    /// Whether whoever looks may end it.
    pub may_end: bool,
    /// What opens the application, the one time that it is shown. It leaves the server in the page alone.
    pub link: Option<Link>,
}

/// One impersonation, whatever became of it, after a look at its application. `show_link` gives away the link.
pub async fn detail(visit: &Visit, id: &str, show_link: bool) -> Result<Detail, AppError> {
    let (impersonations, item) = looked_at(visit, id).await?;
    let now = visit.backend.clock.now();
    let link = match &visit.caller.browser {
        Some(browser) if show_link => impersonations.take_link(id, browser).await?,
        _ => None,
    };
    let own = visit.caller.own.as_deref();
    Ok(Detail {
        may_end: own.is_some_and(|own| own.person.id == item.actor.id),
        standing: present::standing(&item, now),
        item: present::impersonation(&item, now),
        link,
    })
}

/// Where one stands, after a look at its application.
pub async fn standing(visit: &Visit, id: &str) -> Result<Standing, AppError> {
    let (_, item) = looked_at(visit, id).await?;
    Ok(present::standing(&item, visit.backend.clock.now()))
}

async fn looked_at<'a>(
    visit: &'a Visit,
    id: &str,
) -> Result<(&'a Impersonations, Impersonation), AppError> {
    let impersonations = &visit.backend.impersonations;
    visit
        .caller
        .may(&visit.backend, Action::ReadImpersonations)?;
    let found = impersonations.look(id).await?;
    let item = found.ok_or(AppError::UnknownImpersonation)?;
    Ok((impersonations, item))
}

/// Who acts as a user right now, other than this browser. For staff, inside an impersonation too.
pub async fn presence(visit: &Visit, subject_id: &str) -> Result<Vec<Presence>, AppError> {
    let now = visit.backend.clock.now();
    let running = visit.backend.impersonations.running_as(subject_id).await?;
    let this = visit.caller.impersonated.as_deref();
    let own = visit.caller.own.as_deref();
    Ok(running
        .iter()
        .filter(|item| this.is_none_or(|this| this.impersonation.id != item.id))
        .map(|item| Presence {
            actor: present::party(&item.actor),
            oneself: own.is_some_and(|own| own.person.id == item.actor.id),
            started: Moment::new(item.started_at.unwrap_or(item.attempted_at), now),
            until: item.expires_at.map(|at| Moment::new(at, now)),
        })
        .collect())
}

fn is_over(item: &Impersonation) -> bool {
    !item.state.is_live()
}

fn items(visit: &Visit, items: &[Impersonation]) -> Vec<ImpersonationItem> {
    let now = visit.backend.clock.now();
    items
        .iter()
        .map(|item| present::impersonation(item, now))
        .collect()
}

fn count(limit: usize) -> u32 {
    u32::try_from(limit).unwrap_or(u32::MAX)
}
