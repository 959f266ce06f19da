//! What there is to be read in a description: sentences, and lists with their heads.

use super::labels::Label;
use super::pieces::Piece;
use super::{defaults, sentences, values};

/// Something to be read: a sentence, or a list with its head.
pub(super) struct Job<'p> {
    /// Whether it is a statement of the page, or prose.
    pub(super) states: bool,
    pub(super) label: Option<Label>,
    pub(super) is_meaning: bool,
    pub(super) pieces: &'p [Piece],
    pub(super) is: Is,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Is {
    Sentence,
    /// A head that asks for values, and what follows it.
    List,
    /// Points without a head.
    Bare,
    /// A head of which nothing is known, and what follows it.
    Head,
}

/// Returns what there is to be read.
pub(super) fn jobs(all: &[Piece]) -> Vec<Job<'_>> {
    let mut out: Vec<Job<'_>> = Vec::new();
    let mut context: Option<Label> = None;
    let mut awaits: Option<Label> = None;
    let mut at = 0;
    // Where points end that say one thing each, and are no list.
    let mut single = 0;
    while let Some(piece) = all.get(at) {
        let follows = |is: fn(&Piece) -> bool| {
            let next = all.iter().skip(at.saturating_add(1));
            next.take_while(|piece| is(piece)).count()
        };
        let taken = awaits
            .take()
            .filter(|_| piece.label.is_none() && !stands_alone(piece));
        // A label at a point is that point's alone.
        match piece.label {
            Some(label) if !piece.is_point => context = Some(label),
            None if context.is_some_and(Label::states) && !piece.is_point => context = None,
            Some(_) | None => {}
        }
        let label = taken.or(piece.label).or(context);
        let asks = piece.label == Some(Label::Values) && piece.body.is_empty()
            || values::is_head(&piece.body);
        let is_prose = matches!(context, Some(Label::Limits | Label::Note | Label::Example));
        if piece.is_point && at >= single {
            let count = follows(|piece| piece.is_point).saturating_add(1);
            let group = all.iter().skip(at).take(count);
            let mut labels = group.filter_map(|piece| piece.label);
            if labels.any(|label| label.states() && label != Label::Default) {
                single = at.saturating_add(count);
            }
        }
        let is_meaning = label == Some(Label::Meaning) || at == 0 && label.is_none();
        let is_headed = !is_prose && values::behind_head(&piece.body).is_some();
        let label = if is_headed {
            Some(Label::Values)
        } else {
            label
        };
        let mut add = |count: usize, is: Is, states: bool| {
            let end = at.saturating_add(count);
            out.push(Job {
                states,
                label,
                is_meaning,
                pieces: all.get(at..end).unwrap_or_default(),
                is,
            });
            count
        };
        let points = if piece.is_point {
            0
        } else {
            follows(|piece| piece.is_point)
        };
        at = at.saturating_add(if piece.is_point && (is_prose || at < single) {
            let states = !is_prose && piece.label.is_some_and(Label::states);
            add(1, Is::Sentence, states)
        } else if piece.is_point {
            let count = follows(|piece| piece.is_point).saturating_add(1);
            let before = at.checked_sub(1).and_then(|before| all.get(before));
            let are_parts = before.is_some_and(|before| values::is_object(&before.body));
            add(count, if are_parts { Is::Head } else { Is::Bare }, false)
        } else if points > 0 && asks && !sentences::is_conditional(&piece.body) {
            add(points.saturating_add(1), Is::List, true)
        } else if points > 0
            && label.is_none()
            && values::is_kind(
                &piece.body,
                all.get(at.saturating_add(1)..=at.saturating_add(points))
                    .unwrap_or_default(),
            )
        {
            add(points.saturating_add(1), Is::List, false)
        } else if points > 0
            && (piece.body.ends_with(':') || sentences::is_conditional(&piece.body) && asks)
            || points > 0 && label == Some(Label::Example)
        {
            add(points.saturating_add(1), Is::Head, false)
        } else if asks && points == 0 {
            let lines = follows(|piece| piece.label.is_none() && values::is_explained(&piece.body));
            let words = follows(|piece| {
                piece.label.is_none() && piece.is_line && values::value(&piece.body).is_some()
            });
            let is_run = all
                .get(at.saturating_add(1))
                .is_some_and(|next| next.label.is_none() && values::run(&next.body).is_some());
            match (lines.max(words), is_run) {
                (_, true) => add(2, Is::List, true),
                (count, _) if lines > 0 || words > 1 => {
                    add(count.saturating_add(1), Is::List, true)
                }
                _ => {
                    let next = all.get(at.saturating_add(1));
                    let takes =
                        next.is_some_and(|next| next.label.is_none() && !stands_alone(next));
                    let is_told = next.and_then(|next| next.label).is_some_and(|label| {
                        matches!(
                            label,
                            Label::Length
                                | Label::Shortest
                                | Label::Longest
                                | Label::Least
                                | Label::Most
                                | Label::Items
                        )
                    });
                    if piece.body.is_empty() && is_told {
                        1
                    } else if piece.body.is_empty() && takes {
                        awaits = Some(Label::Values);
                        1
                    } else {
                        // A list that the page lost.
                        add(1, Is::Head, false)
                    }
                }
            }
        } else if is_headed {
            add(1, Is::Sentence, true)
        } else if label == Some(Label::Values)
            && values::is_explained(&piece.body)
            && !values::goes_on(&piece.body)
            && values::run(&piece.body).is_none()
            && values::inline(&piece.body, true).is_none()
            && values::numbers(&piece.body).is_none()
        {
            let more = follows(|piece| piece.label.is_none() && values::is_explained(&piece.body));
            add(more.saturating_add(1), Is::List, true)
        } else if matches!(label, None | Some(Label::Meaning)) && codes(piece) && follows(codes) > 0
        {
            add(follows(codes).saturating_add(1), Is::Bare, false)
        } else if piece.body.is_empty() {
            awaits = label.filter(|label| label.states() || *label == Label::Example);
            if label == Some(Label::Example) {
                context = None;
            }
            1
        } else {
            add(1, Is::Sentence, label.is_some_and(Label::states))
        });
        let ends = piece
            .label
            .filter(|_| !piece.is_point)
            .is_some_and(|label| label.states() || label == Label::Example);
        if ends && !piece.body.is_empty() || sentences::is_nothing(&piece.body) {
            context = None;
        }
    }
    out
}

/// Whether a line without a label is a value that looks like code, with what it means.
fn codes(piece: &Piece) -> bool {
    let is_line = piece.is_line && !piece.is_point && piece.label.is_none();
    is_line && values::is_explained_code(&piece.body)
}

/// Whether a sentence says by itself what counts when the field is absent, or under a condition.
fn stands_alone(piece: &Piece) -> bool {
    piece.is_point
        || defaults::sentence(&piece.body).is_some()
        || sentences::is_conditional(&piece.body)
        || sentences::is_deprecation(&piece.body)
}
