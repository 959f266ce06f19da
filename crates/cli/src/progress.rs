//! How far a long run is, on the terminal that stderr is.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

use crate::input::Input;

/// How long a run goes on before it is long.
const LONG: Duration = Duration::from_millis(500);

/// How often the bar moves.
const TICK: Duration = Duration::from_millis(100);

/// With a total there is a time that is left; without one, there is at least life.
const BAR: &str =
    "[{bar:30}] {binary_bytes} of {binary_total_bytes} checked, {binary_bytes_per_sec}, {eta} left";
const SPINNER: &str = "{spinner} {binary_bytes} checked, {binary_bytes_per_sec}";

/// A bar that counts bytes, appears when a run turns out to be long, and is gone when it is dropped.
pub(crate) struct Progress {
    /// `None` where there is no terminal to show it on.
    bar: Option<ProgressBar>,
    inputs: Vec<Input>,
    since: Instant,
    shown: bool,
}

impl Progress {
    /// The progress through the inputs; `can_be_shown` is whether there is a terminal for it.
    pub(crate) fn new(inputs: &[Input], can_be_shown: bool) -> Self {
        // Hidden as it is, it measures the pace.
        let bar = can_be_shown.then(|| {
            ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())
                .with_finish(ProgressFinish::AndClear)
        });
        let inputs = if can_be_shown { inputs } else { &[] };
        Self {
            bar,
            inputs: inputs.to_vec(),
            since: Instant::now(),
            shown: false,
        }
    }

    /// The bar, where it is on the terminal and must give way to whatever else is written there.
    pub(crate) fn shown(&self) -> Option<ProgressBar> {
        self.bar.clone().filter(|_| self.shown)
    }

    /// So many more bytes were checked.
    pub(crate) fn advance(&self, bytes: usize) {
        if let Some(bar) = &self.bar {
            bar.inc(u64::try_from(bytes).unwrap_or(u64::MAX));
        }
    }

    /// Moves the bar, and shows it once the run is long. Returns when to do so again.
    pub(crate) fn show(&mut self) -> Option<Duration> {
        let bar = self.bar.as_ref()?;
        if self.shown {
            bar.tick();
        } else if self.since.elapsed() >= LONG {
            let total = self.inputs.iter().map(Input::size).sum::<Option<u64>>();
            if let Some(total) = total {
                bar.set_length(total);
            }
            let template = if total.is_some() { BAR } else { SPINNER };
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style.progress_chars("=> ").tick_chars("|/-\\ "));
            }
            bar.set_draw_target(ProgressDrawTarget::stderr());
            self.shown = true;
        }
        Some(TICK)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{LONG, Progress};

    #[test]
    fn without_a_terminal_nothing_is_shown_and_nothing_is_waited_for() {
        let mut progress = Progress::new(&[], false);
        progress.since = Instant::now().checked_sub(LONG).unwrap_or(progress.since);
        assert_eq!(progress.show(), None);
        assert!(progress.shown().is_none());
    }

    #[test]
    fn a_bar_appears_when_a_run_is_long() {
        let mut progress = Progress::new(&[], true);
        assert!(progress.show().is_some_and(|again| again < LONG));
        assert!(progress.shown().is_none());
        progress.since = Instant::now()
            .checked_sub(LONG + Duration::from_millis(1))
            .unwrap_or(progress.since);
        progress.advance(7);
        assert!(progress.show().is_some());
        assert!(progress.shown().is_some_and(|bar| bar.position() == 7));
    }
}
