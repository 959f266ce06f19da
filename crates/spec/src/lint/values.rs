//! Types: of objects, or values that members of several types have by a name.

use crate::codes;
use crate::lower::LoweredType;
use crate::raw::{At, Conflict, Kind};

use super::Sink;

pub(super) fn of_type(ty: &LoweredType<'_>, sink: &mut Sink<'_>) {
    let raw = &ty.document.raw;
    let Some(head) = &raw.head else { return };
    let body = &head.body.value;
    let conflicts = body.conflict.iter().map(|one: &At<Conflict>| &one.span);
    let Some(kind) = &body.shape.kind else {
        // `open` is a key of types of objects, too.
        let own = ["name", "required", "summary", "open"];
        let of_value = body.keys().into_iter();
        for key in of_value.filter(|key| !own.contains(&key.name)) {
            let message = format!(
                "`{}` says something of a value, and no `kind` is written",
                key.name
            );
            sink.report(&codes::BAD_VALUE, &sink.with_key(&key.span), message);
        }
        for span in conflicts {
            let message = "a disagreement about a value, and no `kind` is written";
            sink.report(&codes::BAD_VALUE, span, message);
        }
        return;
    };
    if ![Kind::Text, Kind::Enum].contains(&kind.value) {
        let message = format!("no value of kind `{}` can have a name", kind.as_str());
        sink.report(&codes::BAD_VALUE, &sink.with_key(&kind.span), message);
    }
    for key in body.shape.keys() {
        if ["type", "json", "separator", "item"].contains(&key.name) {
            let message = format!("a value that has a name has no `{}`", key.name);
            sink.report(&codes::BAD_VALUE, &sink.with_key(&key.span), message);
        }
    }
    let fields = raw.field.iter().map(|field| &field.span);
    for span in fields.chain(raw.rule.iter().map(|rule| &rule.span)) {
        let message = format!("a value of kind `{}` has no members", kind.as_str());
        sink.report(&codes::BAD_VALUE, span, message);
    }
}
