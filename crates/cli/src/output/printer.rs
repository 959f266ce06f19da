//! Writing answers, in the order of the inputs.

use std::time::Duration;

use super::answer::{Answer, Renderer, Texts};
use super::junit::Suites;
use super::sarif::Notification;
use super::statistics::Statistics;
use super::{Tally, human, json, sarif};
use crate::Status;
use crate::arguments::CheckFormat;
use crate::ordered::Sink;
use crate::progress::Progress;
use crate::session::{Session, Stop};

/// Writes results, each as soon as it is there.
pub(crate) struct Printer<'r, 's, 'io> {
    renderer: &'r Renderer,
    session: &'s mut Session<'io>,
    progress: Progress,
    /// All payloads so far.
    total: Tally,
    /// Those of the current input.
    of_input: Tally,
    inputs: u64,
    /// Whether an item of the one list was written.
    any: bool,
    suites: Suites,
    notifications: Vec<Notification>,
    statistics: Statistics,
}

impl<'r, 's, 'io> Printer<'r, 's, 'io> {
    pub(crate) fn begin(
        renderer: &'r Renderer,
        progress: Progress,
        session: &'s mut Session<'io>,
    ) -> Result<Self, Stop> {
        match renderer.format {
            CheckFormat::Json => session.print(&json::head())?,
            CheckFormat::Sarif => session.print(&sarif::head())?,
            CheckFormat::Human | CheckFormat::Concise | CheckFormat::Ndjson => {}
            CheckFormat::Junit | CheckFormat::Github => {}
        }
        Ok(Self {
            renderer,
            session,
            progress,
            total: Tally::default(),
            of_input: Tally::default(),
            inputs: 0,
            any: false,
            suites: Suites::new(),
            notifications: Vec::new(),
            statistics: Statistics::default(),
        })
    }

    fn print(&mut self, answer: Answer) -> Result<(), Stop> {
        if answer.items > 0 {
            if self.any {
                self.session.print(json::BETWEEN)?;
            }
            self.any = true;
        }
        self.total.add(answer.tally);
        self.of_input.add(answer.tally);
        self.session.so_far = self.total.status();
        for Texts { err, out } in &answer.texts {
            if !err.is_empty() {
                self.session.note(err);
            }
            self.session.print(out)?;
        }
        self.suites.add(answer.cases);
        self.notifications.extend(answer.notifications);
        self.statistics.add(answer.statistics);
        if answer.ends_input {
            let name = answer.name.as_deref();
            let tally = std::mem::take(&mut self.of_input);
            self.inputs = self.inputs.saturating_add(1);
            match self.renderer.format {
                CheckFormat::Human if self.is_told(tally) => {
                    let colour = self.renderer.look.colour;
                    let text = human::input_summary(name, tally, colour);
                    self.session.print(&text)?;
                }
                CheckFormat::Junit => self.suites.close(name),
                CheckFormat::Human | CheckFormat::Concise => {}
                CheckFormat::Json | CheckFormat::Ndjson => {}
                CheckFormat::Sarif | CheckFormat::Github => {}
            }
        }
        Ok(())
    }

    /// Whether a line is written of an input: where only what is wrong is wanted, not of what is right.
    fn is_told(&self, tally: Tally) -> bool {
        !self.renderer.wanted.quiet || tally.status() != Status::Valid
    }

    /// All inputs were read. Returns the exit status.
    pub(crate) fn end(self) -> Result<Status, Stop> {
        let is_told = self.is_told(self.total);
        drop(self.progress);
        let colour = self.renderer.look.colour;
        if self.renderer.wanted.statistics {
            let text = self.statistics.to_text();
            match self.renderer.format.is_for_people() {
                true => self.session.print(&text)?,
                // Stdout is for programs.
                false => self.session.note(&text),
            }
        }
        match self.renderer.format {
            CheckFormat::Human if self.inputs > 1 && is_told => {
                self.session
                    .print(&human::summary(self.inputs, self.total, colour))?;
            }
            CheckFormat::Human | CheckFormat::Concise => {}
            CheckFormat::Ndjson | CheckFormat::Github => {}
            CheckFormat::Json => self.session.print(&json::tail(self.total))?,
            CheckFormat::Sarif => {
                let text = sarif::tail(self.total.status(), self.notifications);
                self.session.print(&text)?;
            }
            CheckFormat::Junit => {
                let text = self.suites.to_text().map_err(Stop::because)?;
                self.session.print(&text)?;
            }
        }
        Ok(self.total.status())
    }
}

impl Sink<Answer> for Printer<'_, '_, '_> {
    fn take(&mut self, answer: Answer) -> Result<(), Stop> {
        let on_terminal =
            self.session.is_terminal() || answer.texts.iter().any(|t| !t.err.is_empty());
        let bytes = answer.bytes;
        match self.progress.shown().filter(|_| on_terminal) {
            // What is still on its way to the terminal must not end up in the bar.
            Some(bar) => bar.suspend(|| self.print(answer).and_then(|()| self.session.flush()))?,
            None => self.print(answer)?,
        }
        self.progress.advance(bytes);
        Ok(())
    }

    fn wait(&mut self) -> Result<Option<Duration>, Stop> {
        // The next answer may take long; whoever reads the results shall not wait for those that are there.
        self.session.flush()?;
        Ok(self.progress.show())
    }
}
