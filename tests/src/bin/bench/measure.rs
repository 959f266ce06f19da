//! Timing, so that what disturbs the machine disturbs every engine alike.

use std::hint::black_box;
use std::time::{Duration, Instant};

use mediaspec_tests::random::Random;

use crate::engines::Engine;

/// How long and in which order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// How often every task has its turn.
    pub(crate) rounds: u32,
    /// A turn takes at least this long.
    pub(crate) round: Duration,
    /// Seed of the order.
    pub(crate) seed: u64,
}

/// An engine and what it checks.
pub(crate) struct Task<'a> {
    pub(crate) engine: &'a mut dyn Engine,
    pub(crate) payload: &'a [u8],
}

impl Task<'_> {
    fn run(&mut self, times: u32) -> Duration {
        let start = Instant::now();
        for _ in 0..times {
            black_box(self.engine.check(black_box(self.payload)));
        }
        start.elapsed()
    }

    /// How many checks fill a turn. Warms up by the way.
    fn times(&mut self, turn: Duration) -> u32 {
        let mut times = 1_u32;
        loop {
            let taken = self.run(times);
            if taken >= turn {
                let one = taken / times;
                let fill = turn.as_nanos().div_ceil(one.as_nanos().max(1));
                return u32::try_from(fill).unwrap_or(u32::MAX).max(1);
            }
            times = times.saturating_mul(2);
        }
    }
}

/// Median nanoseconds of one check of each task. Tasks take turns in an order that is another in each round.
pub(crate) fn interleaved(mut tasks: Vec<Task<'_>>, plan: &Plan) -> Vec<f64> {
    let times: Vec<u32> = tasks
        .iter_mut()
        .map(|task| task.times(plan.round))
        .collect();
    let mut taken = vec![Vec::new(); tasks.len()];
    let mut order: Vec<usize> = (0..tasks.len()).collect();
    let mut random = Random::new(plan.seed, "order");
    for _ in 0..plan.rounds {
        random.shuffle(&mut order);
        for &index in &order {
            let (task, times) = (&mut tasks[index], times[index]);
            // The engine before has filled the caches with its own code and data.
            if times > 1 {
                task.run(1);
            }
            taken[index].push(nanoseconds(task.run(times)) / f64::from(times));
        }
    }
    taken.into_iter().map(median).collect()
}

/// A duration in nanoseconds.
pub(crate) fn nanoseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e9
}

/// The value in the middle; of two in the middle the greater.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
