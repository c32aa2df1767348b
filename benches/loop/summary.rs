//! From many costs to a few figures.

use std::time::Duration;

use crate::journey::Cost;

/// What something cost over all its samples.
#[derive(Clone, Copy)]
pub struct Summary {
    pub cpu: Duration,
    /// The CPU time that all but one in a hundred stay below.
    pub cpu_p99: Duration,
    pub p50: Duration,
    pub p99: Duration,
}

impl Summary {
    pub fn of<'a>(costs: impl Iterator<Item = &'a Cost>) -> Self {
        let (mut cpus, mut walls): (Vec<_>, Vec<_>) =
            costs.map(|cost| (cost.cpu, cost.wall)).unzip();
        cpus.sort_unstable();
        walls.sort_unstable();
        Self {
            cpu: mean(&cpus),
            cpu_p99: percentile(&cpus, 99),
            p50: percentile(&walls, 50),
            p99: percentile(&walls, 99),
        }
    }
}

fn mean(times: &[Duration]) -> Duration {
    let count = u32::try_from(times.len()).unwrap_or(u32::MAX).max(1);
    times.iter().sum::<Duration>() / count
}

/// The smallest of the sorted times that so many in a hundred do not exceed.
fn percentile(sorted: &[Duration], hundredths: usize) -> Duration {
    let rank = (sorted.len() * hundredths).div_ceil(100);
    sorted
        .get(rank.saturating_sub(1))
        .copied()
        .unwrap_or_default()
}
