//! Sources that do not agree, once more: each is asked by itself, and an error is only what all of them refuse.

use mediaspec_core::code::Code;
use mediaspec_core::contract::{
    Cite, Content, Direction, Field, Form, List, Part, Required, Service, Severity, Shape,
    SourceKind, Text, Vote,
};
use mediaspec_core::node::Node;

use super::{
    At, Chosen, Differ, Owner, State, Walk, Wanted, fits, is_integer, unique_in, written_in,
    wrong_count,
};

/// What a source says of the value that is looked at.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    vote: &'a Vote,
    shape: &'a Shape,
}

/// What came of asking.
enum Answer {
    Pass,
    /// By the word of the view at that place.
    Warning(usize),
    Error,
}

/// What each view answers, with its place: whether it refuses.
fn answer(views: &[View<'_>], asked: &[(usize, bool)], direction: Direction) -> Option<Answer> {
    let counting = counting(views, asked);
    let (governing, governing_refuses) = *counting.first()?;
    let mut refusing = counting.iter().filter(|(_, refuses)| *refuses);
    let Some((first, _)) = refusing.next() else {
        return Some(Answer::Pass);
    };
    Some(if counting.iter().all(|(_, refuses)| *refuses) {
        Answer::Error
    } else if governing_refuses {
        Answer::Warning(governing)
    } else if direction == Direction::Request {
        Answer::Warning(*first)
    } else {
        Answer::Pass
    })
}

/// Whether a value is of the kind that a shape says.
fn is_kind(shape: &Shape, value: &Node) -> bool {
    if let Some(written) = written_in(shape)
        && super::writes(written, value)
    {
        return true;
    }
    match (shape, value) {
        (Shape::Int(_), Node::Int(_) | Node::Number(_)) => is_integer(value) || is_huge(value),
        (Shape::Any, _) => true,
        (Shape::Alternatives(all), _) => all.shapes.iter().any(|one| is_kind(one, value)),
        (shape, value) => fits(shape, super::json_type(value)),
    }
}

/// Whether a number is too large for an integer to be told from another.
fn is_huge(value: &Node) -> bool {
    matches!(value, Node::Number(number) if number.fract() == 0.0)
}

/// Whether a number lies beyond all integers that are told apart: no source is asked about that.
fn is_beyond(shape: &Shape, value: &Node) -> bool {
    matches!(shape, Shape::Int(_))
        && matches!(value, Node::Number(number) if super::exact(*number).is_err())
}

/// Whether a shape says how big a number is, or what a text may be.
fn speaks(shape: &Shape) -> bool {
    match shape {
        Shape::Int(int) => (int.min, int.max, int.multiple_of) != (None, None, None),
        Shape::Number(number) => (number.lower, number.upper) != (None, None),
        Shape::Enum(_) => true,
        Shape::Text(Text { form, content }) => {
            let inside = match content {
                Content::Written(_) | Content::Separated(_) => true,
                Content::Plain | Content::Json(_) | Content::File => false,
            };
            *form != Form::default() || inside
        }
        Shape::Bool
        | Shape::List(_)
        | Shape::Map(_)
        | Shape::Object(_)
        | Shape::Alternatives(_)
        | Shape::Any => false,
    }
}

/// How much a shape allows of its kind.
fn room(shape: &Shape) -> f64 {
    let most = |most: Option<u32>| most.map_or(f64::INFINITY, f64::from);
    match shape {
        Shape::Int(int) => {
            let (min, max) = (int.min.map(super::as_f64), int.max.map(super::as_f64));
            max.unwrap_or(f64::INFINITY) - min.unwrap_or(f64::NEG_INFINITY)
        }
        Shape::Number(number) => {
            let max = number.upper.map_or(f64::INFINITY, |bound| bound.value);
            max - number.lower.map_or(f64::NEG_INFINITY, |bound| bound.value)
        }
        Shape::Text(text) => most(text.form.max_chars.or(text.form.max_bytes)),
        Shape::Enum(choice) => most(u32::try_from(choice.values.len()).ok()),
        Shape::List(list) => most(list.max_items),
        Shape::Bool | Shape::Map(_) | Shape::Object(_) | Shape::Alternatives(_) | Shape::Any => {
            f64::INFINITY
        }
    }
}

/// The codes of what sources are asked about.
const fn is_asked(code: Code) -> bool {
    matches!(code, Code::Enum | Code::Format | Code::ContentEncoding) || is_size(code)
}

/// Those of lengths, bounds, patterns and counts.
const fn is_size(code: Code) -> bool {
    matches!(
        code,
        Code::Minimum
            | Code::Maximum
            | Code::ExclusiveMinimum
            | Code::ExclusiveMaximum
            | Code::MultipleOf
            | Code::MinLength
            | Code::MaxLength
            | Code::MaxBytes
            | Code::Pattern
            | Code::MinItems
            | Code::MaxItems
    )
}

/// Whether a breach is no error, since nobody speaks of it but who states such things of everything, or guesses.
fn is_mild<'c>(
    walk: &Walk<'_>,
    service: &Service,
    field: &Field,
    code: Code,
    cites: impl Iterator<Item = &'c Cite>,
) -> bool {
    let kinds: Vec<SourceKind> = cites.map(|cite| service.source(cite).kind).collect();
    let explorer = kinds.contains(&SourceKind::ApiExplorer);
    let guess = kinds.contains(&SourceKind::SdkText);
    let firm = |kind: &SourceKind| !matches!(kind, SourceKind::ApiExplorer | SourceKind::SdkText);
    if kinds.iter().any(firm) {
        return false;
    }
    let credential = field.sensitive && walk.scope.part == Part::Header;
    let excused = credential || walk.scope.direction == Direction::Response;
    match (explorer, guess) {
        (false, false) => false,
        (false, true) => is_asked(code),
        (true, false) => is_size(code) && excused,
        (true, true) => is_asked(code) && excused,
    }
}

impl<'a> Walk<'a> {
    /// Tells a breach of what a field, or an item of it, says of its value.
    pub(super) fn breach(&mut self, at: At<'_>, code: Code, severity: Severity, visible: bool) {
        let mild = self.speaker.is_some_and(|field| {
            let keys = code.spec_keys();
            let cites = &field.info.cites;
            let key = keys
                .iter()
                .find(|key| cites.iter().any(|(known, _)| **known == ***key));
            match key {
                Some(key) => {
                    let cites = cites.iter().filter(|(known, _)| **known == **key);
                    is_mild(self, self.service, field, code, cites.map(|(_, cite)| cite))
                }
                None => {
                    let own = std::iter::once(&field.info.cite);
                    is_asked(code) && is_mild(self, self.service, field, code, own)
                }
            }
        });
        if severity == Severity::Error && mild && !self.one_voice {
            self.warning(at, code);
        } else {
            self.tell(at, code, severity, visible);
        }
    }

    /// How much it counts that a message lacks a member; `None` where it may.
    pub(super) fn absence(&self, field: &Field) -> Option<Severity> {
        let direction = self.scope.direction;
        let asks = |required: Required| match required {
            Required::No => false,
            Required::InRequests => direction == Direction::Request,
            Required::Always => true,
        };
        let counting = field
            .votes
            .iter()
            .filter(|vote| vote.direction.is_none_or(|only| only == direction) && !vote.older);
        let words: Vec<bool> = counting
            .filter_map(|vote| Some(asks(vote.required?)))
            .collect();
        let Some(governing) = words.first() else {
            return asks(field.required).then_some(Severity::Error);
        };
        match (
            words.iter().all(|word| *word),
            words.iter().any(|word| *word),
        ) {
            (true, _) => Some(Severity::Error),
            (false, true) if *governing || direction == Direction::Request => {
                Some(Severity::Warning)
            }
            (false, _) => None,
        }
    }

    /// What sources say of a field's own value.
    pub(super) fn views(&self, field: &'a Field) -> Vec<View<'a>> {
        let direction = self.scope.direction;
        let votes = field.votes.iter();
        let counting = votes.filter(|vote| vote.direction.is_none_or(|only| only == direction));
        counting
            .map(|vote| View {
                vote,
                shape: &vote.shape,
            })
            .collect()
    }

    /// Checks a value about which sources do not agree.
    pub(super) fn weigh<'n>(
        &mut self,
        views: &[View<'a>],
        own: &'a Shape,
        owner: Owner<'a>,
        chosen: Chosen<'_, 'a>,
        value: &'n Node,
        at: At<'_>,
    ) -> State<'n> {
        let direction = self.scope.direction;
        let kinds: Vec<(usize, bool)> = views
            .iter()
            .enumerate()
            .filter(|(_, view)| !matches!(view.shape, Shape::Any))
            .map(|(place, view)| (place, !is_kind(view.shape, value)))
            .collect();
        match answer(views, &kinds, direction) {
            Some(Answer::Error) => {
                self.error(at, Code::Type);
                return State::Failed;
            }
            Some(Answer::Warning(_)) => self.warning(at, Code::Type),
            Some(Answer::Pass) | None => {}
        }
        if !is_kind(own, value)
            && let Some(view) = views.iter().find(|view| is_kind(view.shape, value))
        {
            let before = std::mem::replace(&mut self.one_voice, true);
            let state = self.itself(Wanted::Shape(view.shape), owner, chosen, value, at);
            self.one_voice = before;
            return state;
        }
        if let (Shape::List(list), Node::List(items)) = (own, value) {
            return self.weigh_items(views, list, owner, items, value, at);
        }
        let asked: Vec<(usize, bool)> = views
            .iter()
            .enumerate()
            .filter(|(_, view)| speaks(view.shape) && is_kind(view.shape, value))
            .map(|(place, view)| {
                let mut alone = self.alone();
                alone.one_voice = true;
                alone.itself(Wanted::Shape(view.shape), owner, chosen, value, at);
                (place, alone.errors > 0)
            })
            .collect();
        let all = counting(views, &asked);
        let (shape, severity) = match answer(views, &asked, direction) {
            None => return self.itself(Wanted::Shape(own), owner, chosen, value, at),
            Some(Answer::Pass) => (own, None),
            Some(Answer::Warning(place)) => {
                let view = views.get(place);
                (view.map_or(own, |view| view.shape), Some(Severity::Warning))
            }
            Some(Answer::Error) => {
                let loosest = loosest(views, &all);
                (
                    loosest.map_or(own, |view| view.shape),
                    Some(Severity::Error),
                )
            }
        };
        let mut alone = self.alone();
        alone.one_voice = true;
        let state = alone.itself(Wanted::Shape(shape), owner, chosen, value, at);
        let here = at.written();
        let mut fails = false;
        // A schema has one set of keywords for what any of them allows.
        let visible =
            severity == Some(Severity::Error) && self.is_refused_by_schema(own, owner, value);
        for mut found in alone.found {
            let is_own = (&found.pointer, &found.embedded) == (&here.0, &here.1)
                && found.severity == Severity::Error;
            if is_own && is_beyond(shape, value) {
                found.visible &= visible && !self.all_mild(views, &all, found.code);
            } else if is_own && is_asked(found.code) {
                let Some(severity) = severity else { continue };
                if severity == Severity::Warning || self.all_mild(views, &all, found.code) {
                    (found.severity, found.visible) = (Severity::Warning, false);
                } else {
                    (found.visible, found.disputed) = (found.visible && visible, true);
                }
            }
            fails |= is_own && found.severity == Severity::Error;
            self.add(found);
        }
        if state == State::Failed && fails {
            State::Failed
        } else {
            State::Good(value)
        }
    }

    /// Whether the shape of all that sources allow refuses a value in a way that a schema can say.
    fn is_refused_by_schema(&self, own: &Shape, owner: Owner<'_>, value: &Node) -> bool {
        let Some(field) = self.speaker else {
            return true;
        };
        let admitted = field.admitted(self.service, self.scope);
        let inner = match owner {
            Owner::Item => admitted.inner().first(),
            Owner::Root | Owner::Field(..) => Some(&*admitted),
        };
        let Some(shape) = inner.filter(|_| !matches!(own, Shape::List(_))) else {
            return true;
        };
        let mut alone = Walk::new(self.service, self.scope, self.content_is_visible);
        alone.itself(
            Wanted::Shape(shape),
            Owner::Item,
            Chosen::default(),
            value,
            At::ROOT,
        );
        let mut found = alone.found.iter();
        found.any(|found| found.severity == Severity::Error && found.visible)
    }

    /// Whether a breach that all of these refuse is no error.
    fn all_mild(&self, views: &[View<'_>], all: &[(usize, bool)], code: Code) -> bool {
        let cites: Vec<&Cite> = all
            .iter()
            .filter_map(|(place, _)| Some(&views.get(*place)?.vote.cite))
            .collect();
        self.speaker
            .is_some_and(|field| is_mild(self, self.service, field, code, cites.iter().copied()))
    }

    /// The number of items, and each item.
    fn weigh_items<'n>(
        &mut self,
        views: &[View<'a>],
        list: &'a List,
        owner: Owner<'a>,
        items: &[Node],
        value: &'n Node,
        at: At<'_>,
    ) -> State<'n> {
        let lists = |view: &View<'a>| match view.shape {
            Shape::List(list) => Some(&**list),
            _ => None,
        };
        let wrong = |list: &List| wrong_count(list.min_items, list.max_items, items.len());
        let asked: Vec<(usize, bool)> = views
            .iter()
            .enumerate()
            .filter_map(|(place, view)| Some((place, lists(view)?)))
            .filter(|(_, list)| (list.min_items, list.max_items) != (None, None))
            .map(|(place, list)| (place, wrong(list).is_some()))
            .collect();
        let all = counting(views, &asked);
        let code_of = |view: Option<&View<'a>>| wrong(lists(view?)?);
        let mut failed = false;
        match answer(views, &asked, self.scope.direction) {
            None => {
                let before = self.errors;
                self.count(list, items, at);
                failed = self.errors > before;
            }
            Some(Answer::Pass) => {}
            Some(Answer::Warning(place)) => {
                if let Some(code) = code_of(views.get(place)) {
                    self.warning(at, code);
                }
            }
            Some(Answer::Error) => {
                if let Some(code) = code_of(loosest(views, &all)) {
                    if self.all_mild(views, &all, code) {
                        self.warning(at, code);
                    } else {
                        self.error(at, code);
                        failed = true;
                    }
                }
            }
        }
        let unique = match owner {
            Owner::Field(ty, field) => unique_in(ty, field, list),
            Owner::Root | Owner::Item => Differ::by_itself(list),
        };
        let inner: Vec<View<'a>> = views
            .iter()
            .filter_map(|view| {
                Some(View {
                    vote: view.vote,
                    shape: &lists(view)?.item,
                })
            })
            .collect();
        self.items(list, unique, &inner, items, at);
        if failed {
            State::Failed
        } else {
            State::Good(value)
        }
    }
}

/// The answers that count: an older edition refuses only where no newer source speaks.
fn counting(views: &[View<'_>], asked: &[(usize, bool)]) -> Vec<(usize, bool)> {
    let older = |place: usize| views.get(place).is_some_and(|view| view.vote.older);
    let newer = asked.iter().any(|(place, _)| !older(*place));
    let counts = |(place, refuses): &&(usize, bool)| !(newer && older(*place) && *refuses);
    asked.iter().filter(counts).copied().collect()
}

/// The view that allows most; of several, the first.
fn loosest<'v, 'a>(views: &'v [View<'a>], all: &[(usize, bool)]) -> Option<&'v View<'a>> {
    let mut best: Option<&View<'a>> = None;
    for (place, _) in all {
        let Some(view) = views.get(*place) else {
            continue;
        };
        if best.is_none_or(|best| room(view.shape) > room(best.shape)) {
            best = Some(view);
        }
    }
    best
}
