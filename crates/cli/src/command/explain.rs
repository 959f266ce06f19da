//! `mediaspec explain`.

use crate::Status;
use crate::arguments::ExplainArguments;
use crate::session::{Session, Stop};
use crate::style::{self, paint};
use crate::table::{self, Row};
use crate::topic::{Topic, unknown};

pub(super) fn run(arguments: &ExplainArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let Some(name) = &arguments.code else {
        return list(session);
    };
    let topic = Topic::find(name).ok_or_else(|| Stop::Because(unknown(name)))?;
    let width = session.width();
    let mut text = format!("{}\n\n", paint(style::STRONG, topic.name(), session.colour));
    for paragraph in [topic.meaning(), topic.advice()] {
        text.push_str(&table::wrap(paragraph, "  ", width));
        text.push('\n');
    }
    if let Some(note) = topic.note() {
        text.push_str(&table::wrap(note, "  ", width));
        text.push('\n');
    }
    session.print(text.trim_end())?;
    session.print("\n")?;
    Ok(Status::Valid)
}

fn list(session: &mut Session<'_>) -> Result<Status, Stop> {
    let rows: Vec<Row> = Topic::all()
        .map(|topic| Row::new(topic.name(), topic.meaning()))
        .collect();
    let text = table::render(&rows, session.width(), session.colour);
    session.print(&text)?;
    Ok(Status::Valid)
}
