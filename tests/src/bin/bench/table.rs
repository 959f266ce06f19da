//! Results, as a table or as JSON.

use serde::Serialize;

use crate::Format;
use crate::compile::Compiled;
use crate::routes::{NUMBERS, Routed};
use crate::scale::Scaled;

/// One engine on one payload.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    pub(crate) payload: String,
    pub(crate) engine: String,
    /// Median time of one check.
    #[serde(serialize_with = "tenths")]
    pub(crate) ns: f64,
    /// How many times as fast as skipping the payload.
    #[serde(serialize_with = "thousandths")]
    pub(crate) x_ignored_any: Option<f64>,
    /// How many times as fast as the `jsonschema` crate.
    #[serde(serialize_with = "thousandths")]
    pub(crate) x_jsonschema: Option<f64>,
    /// How often one check asks the heap for memory; unknown of other languages.
    pub(crate) allocations: Option<u64>,
    /// How many instructions one check takes, where they were counted.
    #[serde(
        serialize_with = "tenths_of_some",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) instructions: Option<f64>,
    /// Of a row from another process: what was measured beside it there.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub(crate) beside: Option<Beside>,
}

/// The reference of a row from another process.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Beside {
    /// The JSON parser of its language, which has a row too.
    pub(crate) reference: String,
    /// How many times as fast as that.
    #[serde(serialize_with = "thousandths")]
    pub(crate) x_reference: Option<f64>,
}

fn tenths<S: serde::Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((value * 10.0).round() / 10.0)
}

fn tenths_of_some<S: serde::Serializer>(
    value: &Option<f64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value
        .map(|value| (value * 10.0).round() / 10.0)
        .serialize(serializer)
}

fn thousandths<S: serde::Serializer>(
    value: &Option<f64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value
        .map(|value| (value * 1000.0).round() / 1000.0)
        .serialize(serializer)
}

/// Everything that was measured. What was not asked for is left out.
#[derive(Debug, Default, Serialize)]
struct Results {
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Vec<Row>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scale: Option<Vec<Scaled>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    routes: Option<Vec<Routed>>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    compiled: Option<Compiled>,
}

/// Prints tables as results come in, or keeps them for one JSON object.
pub(crate) struct Output {
    format: Format,
    results: Results,
}

impl Output {
    pub(crate) fn new(format: Format) -> Self {
        Self {
            format,
            results: Results::default(),
        }
    }

    /// Adds the rows of one payload of so many bytes.
    pub(crate) fn group(&mut self, rows: Vec<Row>, bytes: usize) {
        let shown = self.results.rows.get_or_insert_default();
        if self.format == Format::Text {
            if shown.is_empty() {
                println!(
                    "{:<18} {:<18} {:>8} {:>14} {:>13} {:>12} {:>11}",
                    "payload",
                    "engine",
                    "MB/s",
                    "ns",
                    "x ignored_any",
                    "x jsonschema",
                    "allocations"
                );
            }
            for row in &rows {
                print_row(row, bytes);
            }
            println!();
        }
        shown.extend(rows);
    }

    /// Says something between tables.
    pub(crate) fn say(&self, text: &str) {
        if self.format == Format::Text {
            println!("{text}");
        }
    }

    /// The time of a row that was added.
    pub(crate) fn time_of(&self, payload: &str, engine: &str) -> Option<f64> {
        let rows = self.results.rows.as_ref()?;
        rows.iter()
            .find(|row| row.payload == payload && row.engine == engine)
            .map(|row| row.ns)
    }

    /// Adds what was measured of one engine on small and large payloads.
    pub(crate) fn scaled(&mut self, scaled: Vec<Scaled>) {
        if self.format == Format::Text {
            println!(
                "{:<18} {:>13} {:>13} {:>13} {:>13} {:>13} {:>13} {:>13}",
                "engine",
                "1 MiB ns",
                "64 MiB ns",
                "ns / linear",
                "1 MiB heap B",
                "64 MiB heap B",
                "1 MiB RSS K",
                "64 MiB RSS K"
            );
            for one in &scaled {
                println!(
                    "{:<18} {:>13.0} {:>13.0} {:>13.3} {:>13} {:>13} {:>13} {:>13}",
                    one.engine,
                    one.small.ns,
                    one.large.ns,
                    one.ns_to_linear,
                    one.small.heap_bytes,
                    one.large.heap_bytes,
                    or_dash(one.small.resident_kib),
                    or_dash(one.large.resident_kib)
                );
            }
        }
        self.results.scale = Some(scaled);
    }

    /// Adds how long operations take to find.
    pub(crate) fn routed(&mut self, routed: Vec<Routed>) {
        if self.format == Format::Text {
            let [few, many] = NUMBERS.map(|number| format!("ns of {number}"));
            println!(
                "{:<18} {few:>13} {many:>13} {:>13}",
                "found by", "many / few"
            );
            for one in &routed {
                let Routed {
                    by,
                    few_ns,
                    many_ns,
                    many_to_few,
                } = one;
                println!("{by:<18} {few_ns:>13.0} {many_ns:>13.0} {many_to_few:>13.3}");
            }
        }
        self.results.routes = Some(routed);
    }

    /// Adds how long builds and the start of the command take.
    pub(crate) fn compiled(&mut self, compiled: Compiled) {
        if self.format == Format::Text {
            println!("{:<72} {:>8} {:>8}", "cold build", "seconds", "own");
            for build in &compiled.compile {
                println!(
                    "{:<72} {:>8.1} {:>8.1}",
                    build.command, build.seconds, build.own_seconds
                );
            }
            println!();
            println!("{:<72} {:>8}", "start", "ms");
            for start in &compiled.start {
                println!("{:<72} {:>8.2}", start.command, start.ms);
            }
        }
        self.results.compiled = Some(compiled);
    }

    /// Prints what was kept.
    pub(crate) fn finish(self) {
        if self.format == Format::Json {
            let text = serde_json::to_string(&self.results).expect("results are plain data");
            println!("{text}");
        }
    }
}

fn print_row(row: &Row, bytes: usize) {
    #[expect(clippy::cast_precision_loss, reason = "a payload has no 2^52 bytes")]
    let megabytes = bytes as f64 * 1e3 / row.ns;
    print!(
        "{:<18} {:<18} {megabytes:>8.0} {:>14.0} {:>13} {:>12} {:>11}",
        row.payload,
        row.engine,
        row.ns,
        ratio(row.x_ignored_any),
        ratio(row.x_jsonschema),
        or_dash(row.allocations)
    );
    if let Some(instructions) = row.instructions {
        print!("  {instructions:.0} instructions");
    }
    if let Some(beside) = &row.beside {
        print!("  {} x {}", ratio(beside.x_reference), beside.reference);
    }
    println!();
}

fn ratio(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"))
}

fn or_dash(value: Option<u64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}
