//! `mediaspec explain`.

use std::collections::BTreeMap;

use mediaspec_core::escape::{shortened, visible};
use mediaspec_core::words;
use mediaspec_spec::codes::{self, LintCode};
use mediaspec_validator::Validator;
use mediaspec_validator::contract::Service;

use super::show::{Subject, member_page, types_called};
use crate::arguments::ExplainArguments;
use crate::session::{Session, Stop};
use crate::style::{self, paint};
use crate::table::{self, Row};
use crate::topic::{Topic, unknown};
use crate::{Status, contract};

pub(super) fn run(arguments: &ExplainArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let Some(name) = &arguments.code else {
        return list(session);
    };
    if let Some(topic) = Topic::find(name) {
        let text = of_topic(topic, session);
        return printed(&text, session);
    }
    if let Some(lint) = codes::explain(name) {
        let text = of_lint(lint, session);
        return printed(&text, session);
    }
    let validator = contract::validator(&arguments.contract, session)?;
    if let Some((of, pointer)) = at_pointer(&validator, name) {
        let text = of_member(&validator, of, pointer, session)?;
        return printed(&text, session);
    }
    let text = of_rules(&validator, name, session);
    if !text.is_empty() {
        return printed(&text, session);
    }
    let text = of_vendor_code(&validator, name, session);
    if !text.is_empty() {
        return printed(&text, session);
    }
    let is_operation = validator.operation(name).is_ok();
    if is_operation || !types_called(validator.catalog(), name).is_empty() {
        return Err(Stop::Because(format!(
            "{0} is shown by `mediaspec show {0}`; of a member, write {0}/pointer",
            shortened(name, 64)
        )));
    }
    Err(Stop::Because(not_known(&validator, name)))
}

fn printed(text: &str, session: &mut Session<'_>) -> Result<Status, Stop> {
    session.print(text.trim_end())?;
    session.print("\n")?;
    Ok(Status::Valid)
}

fn titled(title: &str, session: &Session<'_>) -> String {
    format!(
        "{}\n\n",
        paint(style::STRONG, &visible(title), session.colour)
    )
}

fn of_topic(topic: Topic, session: &Session<'_>) -> String {
    let width = session.width();
    let mut text = titled(topic.name(), session);
    for paragraph in [Some(topic.meaning()), Some(topic.advice()), topic.note()]
        .into_iter()
        .flatten()
    {
        text.push_str(&table::wrap(paragraph, "  ", width));
        text.push('\n');
    }
    text
}

/// A problem of a spec folder.
fn of_lint(lint: &LintCode, session: &Session<'_>) -> String {
    let LintCode {
        code,
        title,
        help,
        explanation,
    } = lint;
    let mut text = titled(&format!("{code}: {title}"), session);
    text.push_str(&table::wrap(help, "  ", session.width()));
    text.push('\n');
    for line in explanation.lines() {
        // An example is for copying: its lines stay as they are.
        match line.contains('=') || line.starts_with('[') {
            true => text.push_str(&format!("  {line}\n")),
            false if line.is_empty() => text.push('\n'),
            false => text.push_str(&table::wrap(line, "  ", session.width())),
        }
    }
    text
}

/// An operation or a type, and the pointer behind its name: `Create2DDigitalHumanVideo/voice_config/speed`.
fn at_pointer<'n>(validator: &Validator, name: &'n str) -> Option<(&'n str, &'n str)> {
    let (first, rest) = name.split_once('/')?;
    let is_service = validator.catalog().service(first).is_some();
    let end = match rest.find('/') {
        // The service stands in front.
        Some(at) if is_service => first.len().saturating_add(at).saturating_add(1),
        None if is_service => return None,
        _ => first.len(),
    };
    Some((name.get(..end)?, name.get(end..)?))
}

fn of_member(
    validator: &Validator,
    of: &str,
    pointer: &str,
    session: &Session<'_>,
) -> Result<String, Stop> {
    if let Ok(operation) = validator.operation(of) {
        let subject = Subject::Operation(operation.service(), operation.contract());
        return member_page(subject, pointer, session);
    }
    match &*types_called(validator.catalog(), of) {
        [(service, ty), ..] => member_page(Subject::Type(service, ty), pointer, session),
        [] => match contract::operation(validator, of) {
            Err(stop) => Err(stop),
            Ok(_) => Err(Stop::because("it is known by another name")),
        },
    }
}

/// The rules of that name, with the types that have them.
fn of_rules(validator: &Validator, name: &str, session: &Session<'_>) -> String {
    let mut text = String::new();
    for service in validator.catalog().services() {
        for ty in service.own_types() {
            let rules = service.own_rules(ty).iter();
            for rule in rules.filter(|rule| rule.id.eq_ignore_ascii_case(name)) {
                let of = format!("{}: a rule of {}/{}", rule.id, service.name(), ty.name);
                text.push_str(&titled(&of, session));
                let mut said = vec![
                    words::rule_sentence(service, ty, rule).to_string(),
                    rule.info.summary.to_string(),
                    format!(
                        "{}{}; source: {}",
                        words::rule_code(&rule.kind)
                            .map_or_else(String::new, |code| format!("{code}, ")),
                        words::rule_severity(rule),
                        words::cite(service, &rule.info.cite)
                    ),
                    service.source(&rule.info.cite).url.to_string(),
                ];
                said.extend(rule.info.notes.iter().map(|note| format!("note: {note}")));
                for paragraph in said.iter().filter(|paragraph| !paragraph.is_empty()) {
                    text.push_str(&table::wrap(&visible(paragraph), "  ", session.width()));
                }
                text.push('\n');
            }
        }
    }
    text
}

/// What is documented of an error code that a vendor answers with.
fn of_vendor_code(validator: &Validator, name: &str, session: &Session<'_>) -> String {
    /// How many operations are named.
    const NAMED: usize = 12;
    let mut meanings: BTreeMap<(u16, &str), Vec<String>> = BTreeMap::new();
    for service in validator.catalog().services() {
        for operation in service.operations() {
            for response in &operation.responses {
                let code = response.error_code.as_deref();
                if code.is_some_and(|code| code.eq_ignore_ascii_case(name)) {
                    let key = (response.status, &*response.summary);
                    meanings.entry(key).or_default().push(operation.full_name());
                }
            }
        }
    }
    if meanings.is_empty() {
        return String::new();
    }
    let mut text = titled(&format!("{name}: an error code of the vendor"), session);
    let mut said = Vec::new();
    let mut is_of_request = false;
    for ((status, summary), operations) in &meanings {
        is_of_request |= *status == 400;
        let shown = operations.iter().take(NAMED).map(String::as_str);
        let shown: Vec<&str> = shown.collect();
        let more = operations.len().saturating_sub(shown.len());
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        said.push(format!(
            "Status {status}: {summary} Documented of {}{more}.",
            shown.join(", ")
        ));
    }
    if is_of_request {
        said.push("Which value the vendor means, `mediaspec check --op OPERATION --request FILE` tells in most cases.".to_owned());
    }
    for paragraph in said {
        text.push_str(&table::wrap(&visible(&paragraph), "  ", session.width()));
        text.push('\n');
    }
    text
}

/// What is told of a name that nothing has.
fn not_known(validator: &Validator, name: &str) -> String {
    let is_vendors = |name: &str| {
        let (head, tail) = name.split_once('.').unwrap_or_default();
        let letters = head.len() >= 2 && head.bytes().all(|byte| byte.is_ascii_alphanumeric());
        letters && !tail.is_empty()
    };
    if is_vendors(name) {
        return format!(
            "no page names the error code `{}`; the vendor answers with it, and `mediaspec check` may tell why",
            shortened(name, 64)
        );
    }
    let services = validator.catalog().services().iter();
    let types = services.flat_map(Service::own_types);
    let rules = types.flat_map(|ty| ty.rules.iter().map(|rule| &*rule.id));
    match words::closest(name, rules) {
        Some(rule) if Topic::all().all(|topic| topic.name() != rule) => {
            format!("{}; there is a rule `{rule}`", unknown(name))
        }
        _ => unknown(name),
    }
}

fn list(session: &mut Session<'_>) -> Result<Status, Stop> {
    let rows: Vec<Row> = Topic::all()
        .map(|topic| Row::new(topic.name(), topic.meaning()))
        .collect();
    let text = table::render(&rows, session.width(), session.colour);
    session.print(&text)?;
    Ok(Status::Valid)
}
