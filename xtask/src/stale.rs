//! `cargo xtask stale`: how long ago each source was read.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

use clap::{Args, ValueEnum};
use mediaspec_core::contract::Service;
use mediaspec_core::escape::visible;
use serde_json::json;

use crate::{Status, console, root};

/// List the sources of the spec, those that were read longest ago first.
///
/// Tells how many types, members and operations are cited from each: what would have to be read again.
///
/// Exit status: 0 listed; 1 with --older-than, some are older; 2 the spec has problems.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo xtask stale                     every source
  cargo xtask stale --older-than 180    those that nobody has read for half a year
  cargo xtask stale --format json       for programs")]
pub(crate) struct Stale {
    /// List sources alone that were read more than this number of days ago.
    #[arg(long, value_name = "DAYS")]
    older_than: Option<i64>,
    /// The spec folder; `spec` of the repository unless another is named.
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// How sources are listed.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table for people.
    Human,
    /// A JSON object a line.
    Json,
}

pub(crate) fn run(command: &Stale) -> Status {
    let spec = command.spec.clone().unwrap_or_else(|| root().join("spec"));
    let catalog = match mediaspec_spec::load_dir(&spec) {
        Ok(catalog) => catalog,
        Err(problems) => {
            eprint!("{}", problems.render(false, 100));
            return Status::Trouble;
        }
    };
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let today = since_1970.map_or(0, |time| {
        i64::try_from(time.as_secs() / 86_400).unwrap_or_default()
    });
    let mut rows: Vec<Row> = catalog
        .services()
        .iter()
        .flat_map(|service| rows(service, today))
        .collect();
    rows.retain(|row| {
        command
            .older_than
            .is_none_or(|days| row.age.is_none_or(|age| age > days))
    });
    rows.sort_by(|a, b| (&a.read, &a.service, &a.name).cmp(&(&b.read, &b.service, &b.name)));
    for row in &rows {
        console::line(shown(row, command.format));
    }
    if command.older_than.is_some() && !rows.is_empty() {
        Status::Mend
    } else {
        Status::Fine
    }
}

/// A source of a service.
struct Row {
    service: String,
    name: String,
    read: String,
    /// How many days ago that was.
    age: Option<i64>,
    /// How many types, members and operations cite it.
    cited: usize,
    url: String,
}

fn rows(service: &Service, today: i64) -> Vec<Row> {
    let mut cited: BTreeMap<&str, usize> = BTreeMap::new();
    let mut count = |name| {
        let count = cited.entry(name).or_default();
        *count = count.saturating_add(1);
    };
    for operation in service.operations() {
        count(&*operation.info.cite.source);
    }
    for ty in service.types() {
        count(&*ty.info.cite.source);
        for field in &ty.fields {
            count(&*field.info.cite.source);
            field
                .info
                .cites
                .iter()
                .for_each(|(_, cite)| count(&*cite.source));
            field
                .info
                .conflicts
                .iter()
                .for_each(|conflict| count(&*conflict.cite.source));
        }
    }
    let sources = service.sources().iter();
    sources
        .map(|source| Row {
            service: service.name().to_owned(),
            name: source.name.to_string(),
            read: source.read.to_string(),
            age: days(&source.read).map(|day| today.saturating_sub(day)),
            cited: cited.get(&*source.name).copied().unwrap_or_default(),
            url: source.url.to_string(),
        })
        .collect()
}

fn shown(row: &Row, format: Format) -> String {
    let Row {
        service,
        name,
        read,
        age,
        cited,
        url,
    } = row;
    match format {
        Format::Human => {
            let age = age.map_or("?".to_owned(), |age| format!("{age} days"));
            let (name, url) = (visible(name), visible(url));
            format!("{read}  {age:>10}  {cited:>6} cited  {service}/{name}  {url}")
        }
        Format::Json => json!({
            "service": service, "source": name, "read": read, "age_days": age, "cited": cited, "url": url,
        })
        .to_string(),
    }
}

/// Returns the days from 1970 to a day, `2026-03-13`, by the calendar that all dates are of.
fn days(day: &str) -> Option<i64> {
    let mut parts = day.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(1..=9999).contains(&year) {
        return None;
    }
    // Years begin in March, so that the day that leap years have more is the last one.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let before = year * 365 + year / 4 - year / 100 + year / 400;
    Some(before + (month * 153 + 2) / 5 + day - 1 - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(days("1970-01-01"), Some(0));
        assert_eq!(days("2000-02-29"), Some(11_016));
        assert_eq!(days("2026-11-30"), Some(20_787));
        assert_eq!(days("2026-13-01"), None);
        assert_eq!(days("soon"), None);
    }
}
