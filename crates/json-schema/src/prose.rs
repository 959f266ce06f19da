//! Descriptions for people, and where each constraint was read.

use mediaspec_core::contract::{
    Cite, Conflict, Constraint, Content, EnumValue, Field, FieldInfo, Required, Rule, Service,
    Shape, Source, Text, TypeDef, Unique,
};
use mediaspec_core::words::{self, Phrase};

/// What a type is.
#[must_use]
pub fn of_type(ty: &TypeDef) -> Phrase<'_> {
    if let Some(whole) = ty.transparent_field() {
        return of_field(ty, whole);
    }
    let summary = std::iter::once(&ty.info.summary);
    Phrase::sentences(
        summary
            .chain(&ty.info.notes)
            .map(|text| Phrase::words(&**text)),
    )
}

/// What a member of a type is, with all that a schema has no keyword for.
#[must_use]
pub fn of_field<'c>(ty: &'c TypeDef, field: &'c Field) -> Phrase<'c> {
    let Field {
        name: _,
        shape,
        // Keywords say these.
        required: _,
        nullable: _,
        default: _,
        // See `remarks`.
        sensitive: _,
        deprecated: _,
        no_effect: _,
        // They are no errors.
        votes: _,
        dropped: _,
        info,
    } = field;
    let FieldInfo {
        summary,
        unit,
        default_note,
        // A keyword.
        example: _,
        // Remarks, see `provenance_of_field`.
        cite: _,
        cites: _,
        conflicts: _,
        // See `remarks`.
        notes: _,
    } = &**info;
    let mut out = vec![Phrase::words(&**summary)];
    let unit = unit.as_deref();
    out.extend(unit.map(|unit| Phrase::words("Unit: ").then(unit)));
    out.extend(of_value(shape, &ty.constraints_of(field)));
    if default_note.is_some() {
        out.extend(words::when_absent(field).map(Phrase::capitalised));
    }
    out.extend(remarks(field));
    Phrase::sentences(out)
}

/// What a member of a type is, with what keywords say and where it was read: for readers who see no keywords.
pub(crate) fn of_field_in_full<'c>(
    service: &Service,
    ty: &'c TypeDef,
    field: &'c Field,
) -> Phrase<'c> {
    let needed = match field.required {
        Required::No => "",
        Required::InRequests => "required in requests",
        Required::Always => "required",
    };
    let facts = [
        Some(Phrase::words(needed)),
        Some(words::allowed_in(ty, field)),
        field.nullable.then(|| Phrase::words("null too")),
        words::when_absent(field),
    ];
    let facts = Phrase::parts(facts.into_iter().flatten()).capitalised();
    let mut out = vec![Phrase::words(&*field.info.summary), facts];
    for constraint in ty.constraints_of(field) {
        let each = match &constraint {
            Constraint::Each(inner) => &**inner,
            only => std::slice::from_ref(only),
        };
        for constraint in each {
            if let Constraint::Values(choice) = constraint {
                out.extend(words::meanings(choice));
            }
        }
    }
    out.extend(remarks(field));
    let mut source = Phrase::words("Source: ").then(words::cite(service, &field.info.cite));
    for (key, cite) in &field.info.cites {
        source = source.then(format!("; {key} from {}", words::cite(service, cite)));
    }
    out.push(source);
    Phrase::sentences(out)
}

/// What a type is, and where it was read.
pub(crate) fn of_type_in_full<'c>(service: &Service, ty: &'c TypeDef) -> Phrase<'c> {
    if let Some(whole) = ty.transparent_field() {
        return of_field_in_full(service, ty, whole);
    }
    let source = Phrase::words("Source: ").then(words::cite(service, &ty.info.cite));
    Phrase::sentences([of_type(ty), source])
}

/// What is remarked about a member beside its value.
fn remarks(field: &Field) -> impl Iterator<Item = Phrase<'_>> {
    let labelled = |label, note: &Option<Box<str>>| {
        let note = note.as_deref();
        note.map(|note| Phrase::words(label).then(note.to_owned()))
    };
    let notes = field.info.notes.iter();
    let sensitive = field.sensitive;
    labelled("Has no effect: ", &field.no_effect)
        .into_iter()
        .chain(labelled("Deprecated: ", &field.deprecated))
        .chain(notes.map(|note| Phrase::words(&**note)))
        .chain(sensitive.then(|| Phrase::words("Sensitive: keep it out of logs")))
}

/// What a listed value means.
pub(crate) fn of_listed(value: &EnumValue) -> String {
    let EnumValue {
        wire: _,
        summary,
        deprecated,
    } = value;
    let deprecated = deprecated.as_deref();
    let deprecated = deprecated.map(|why| Phrase::words("Deprecated: ").then(why));
    Phrase::sentences(std::iter::once(Phrase::words(&**summary)).chain(deprecated)).to_string()
}

/// What the items of a list or the values of a map are, as far as a schema has no keyword for it.
#[must_use]
pub fn of_item(item: &Shape) -> Phrase<'_> {
    Phrase::sentences(of_value(item, &item.constraints()))
}

fn of_value<'c>(shape: &'c Shape, constraints: &[Constraint<'c>]) -> Vec<Phrase<'c>> {
    let mut out = Vec::new();
    if let Shape::Text(Text { form: _, content }) = shape
        && let Content::Json(_) = content
    {
        out.push(Phrase::words("a ").with(words::kind(shape)));
    }
    for constraint in constraints {
        match constraint {
            // No keyword says how many pieces a text has.
            Constraint::Items(_) if matches!(shape, Shape::Text(_)) => {
                out.push(words::constraint(constraint));
            }
            // A pattern says them, which people do not read.
            Constraint::Written(_) => out.push(words::constraint(constraint)),
            Constraint::Bounds(_) | Constraint::MultipleOf(_)
                if matches!(shape, Shape::Text(_)) =>
            {
                out.push(words::constraint(constraint));
            }
            // Keywords say these.
            Constraint::Bounds(_)
            | Constraint::MultipleOf(_)
            | Constraint::Chars(_)
            | Constraint::Items(_)
            | Constraint::Unique(Unique::No | Unique::Items) => {}
            Constraint::Values(choice) => {
                if choice.open || choice.any_case {
                    out.push(words::constraint(constraint));
                }
                out.extend(words::meanings(choice));
            }
            Constraint::Each(inner) => match shape {
                // Items and values describe themselves.
                Shape::List(_) | Shape::Map(_) => {}
                // No keyword says what a piece is.
                _ => {
                    out.push(words::constraint(constraint));
                    for constraint in inner {
                        if let Constraint::Values(choice) = constraint {
                            out.extend(words::meanings(choice));
                        }
                    }
                }
            },
            Constraint::Pattern(_) | Constraint::Format(_) | Constraint::Base64 => {
                out.push(Phrase::words("must be ").with(words::constraint(constraint)));
            }
            Constraint::Document(_)
            | Constraint::OneOf(_)
            | Constraint::Accepted(_)
            | Constraint::Special(_, _)
            | Constraint::UnixSeconds
            | Constraint::Bytes(_)
            | Constraint::CharsWithoutMarkup(_)
            | Constraint::Separator(_)
            | Constraint::Unique(Unique::By(_)) => out.push(words::constraint(constraint)),
        }
    }
    out.into_iter().map(Phrase::capitalised).collect()
}

/// Where a type was read, and what other sources say of it.
pub(crate) fn provenance_of_type(ty: &TypeDef) -> String {
    let mut out = vec![format!("Source: {}", ty.info.cite)];
    if *ty.name != *ty.wire {
        out.push(format!("The vendor calls {} {}", ty.name, ty.wire));
    }
    out.extend(ty.info.conflicts.iter().map(conflict));
    sentences(out)
}

/// Where a member was read, if not where its type was, and what other sources say of it.
pub(crate) fn provenance_of_field(field: &Field, of_type: Option<&Cite>) -> Option<String> {
    let info = &field.info;
    let mut out = Vec::new();
    if of_type != Some(&info.cite) {
        out.push(format!("Source: {}", info.cite));
    }
    out.extend(
        info.cites
            .iter()
            .map(|(key, cite)| format!("{key}: {cite}")),
    );
    out.extend(info.conflicts.iter().map(conflict));
    (!out.is_empty()).then(|| sentences(out))
}

/// Which rule it is, and where it was read.
pub(crate) fn of_rule(rule: &Rule, of_type: &Cite) -> String {
    // The title of a branch is what it says.
    let mut out = vec![format!("Rule: {}", rule.id)];
    if rule.info.cite != *of_type {
        out.push(format!("Source: {}", rule.info.cite));
    }
    out.extend(rule.info.conflicts.iter().map(conflict));
    sentences(out)
}

fn conflict(conflict: &Conflict) -> String {
    let says = words::conflict_says(conflict);
    let Conflict {
        cite,
        says: _,
        because,
        slip: _,
    } = conflict;
    let colon = if because.is_empty() { "" } else { ": " };
    format!("{cite} says otherwise ({says}){colon}{because}")
}

/// A source with its address and date.
pub(crate) fn of_source(source: &Source) -> String {
    let Source {
        name,
        kind: _,
        title: _,
        url,
        read,
    } = source;
    format!("{name} = {url} (read {read})")
}

fn sentences(sentences: Vec<String>) -> String {
    Phrase::sentences(sentences.into_iter().map(Phrase::words)).to_string()
}
