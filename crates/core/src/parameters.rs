//! The driver for parameters: names and values that are text on the wire.

use crate::compiled::View;
use crate::contract::Shape;
use crate::engine::scalar::{Scalar, Span, Str};
use crate::engine::{Engine, Enter, Expect, Frame, Items, Member, Wanted};
use crate::path::Path;
use crate::report::Report;
use crate::service::Target;

/// Checks decoded parameters in order.
pub(crate) fn check<'c>(
    engine: &mut Engine<'c, '_>,
    target: &'c Target,
    pairs: &[(&str, &str)],
) -> Report {
    engine.on_the_wire = true;
    let ty = target.entry();
    let path = Path::ROOT;
    let mut frame = engine.open(ty, Wanted::NOTHING, Span::NONE);
    let mut lists: Vec<u16> = Vec::new();
    let mut expect = Expect::root(ty);
    let mut held: Vec<(Expect<'_>, &str)> = Vec::new();
    for (name, value) in pairs {
        // A list is told once for all its items, which may stand apart.
        if let Some((index, field)) = engine.find(ty, name)
            && matches!(field.shape, Shape::List(_))
        {
            if lists.contains(&index) {
                continue;
            }
            lists.push(index);
        }
        match engine.member(&mut frame, name, &path, Span::NONE, &mut expect) {
            Member::Check => {
                let at = path.key(
                    expect.field.map_or("", |f| &*f.name),
                    expect.field.is_some_and(|f| f.sensitive),
                );
                if let View::List(_) = expect.view {
                    let values = pairs
                        .iter()
                        .filter(|(other, _)| {
                            engine
                                .find(ty, other)
                                .is_some_and(|(i, _)| i == expect.index)
                        })
                        .map(|&(_, value)| value)
                        .collect::<Vec<_>>();
                    list(engine, &mut frame, &expect, &values, &at);
                } else {
                    scalar(engine, &mut frame, &expect, value, &at);
                }
            }
            Member::Hold => held.push((expect, value)),
            Member::Skip => {}
        }
    }
    for (expect, value) in held {
        let expect = engine.held(&frame, expect);
        let at = path.key(
            expect.field.map_or("", |f| &*f.name),
            expect.field.is_some_and(|f| f.sensitive),
        );
        scalar(engine, &mut frame, &expect, value, &at);
    }
    engine.close(&frame, &path);
    engine.finish()
}

fn list<'c>(
    engine: &mut Engine<'c, '_>,
    frame: &mut Frame<'c>,
    expect: &Expect<'c>,
    values: &[&str],
    path: &Path<'_>,
) {
    let Enter::List(list) = engine.enter_list(expect, path, Span::NONE) else {
        return;
    };
    let mut items = engine.open_list(list, expect, Span::NONE);
    for (at, value) in values.iter().enumerate() {
        item(engine, &mut items, value, &path.index(at));
    }
    let outcome = engine.close_list(items, path);
    engine.close_member(frame, expect, outcome, Span::NONE);
}

fn item<'c>(engine: &mut Engine<'c, '_>, items: &mut Items<'_, 'c>, value: &str, path: &Path<'_>) {
    let expect = engine.item(items);
    let value = Scalar::Text(Str::plain(value));
    engine.scalar(&expect, path, Span::NONE, value, None);
}

fn scalar<'c>(
    engine: &mut Engine<'c, '_>,
    frame: &mut Frame<'c>,
    expect: &Expect<'c>,
    value: &str,
    path: &Path<'_>,
) {
    let value = Scalar::Text(Str::plain(value));
    let outcome = engine.scalar(expect, path, Span::NONE, value, None);
    engine.close_member(frame, expect, outcome, Span::NONE);
}
