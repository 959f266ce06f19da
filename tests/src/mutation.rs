//! Contracts that differ from a given one in one constraint each.
//!
//! One walk over the catalog both lists the changes and carries one of them out: it counts the places where something can
//! be changed, and changes the one that it was asked for. What is built lies in an arena of its own, and is checked by the
//! engine that checks everything else.

mod outcomes;

use std::collections::{BTreeSet, HashMap};

use bumpalo::Bump;
use mediaspec_core::contract::{
    AuthGroup, Bound, Callback, Catalog, Condition, Content, Context, Direction, Enum, EnumValue,
    Field, Int, Json, List, Literal, Number, Operation, Pattern, RequestBody, Required, Response,
    Rule, RuleKind, Service, Severity, Shape, Shortcut, Shortcuts, Text, TypeDef, Unique, Watched,
};
use mediaspec_oracle::boundary::{LONGEST, MOST_ITEMS};
use mediaspec_spec::patterns::compile;

pub use outcomes::{Outcome, Prepared, outcomes, prepare};

/// A change of one constraint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Where: `service Type.field`, `service Type rule-id`, or `service/Operation`.
    pub at: String,
    /// The constraint, as `spec/` calls it.
    pub constraint: &'static str,
    /// What becomes of it.
    pub what: String,
    /// Why no payload of the corpus can notice, where none can.
    pub excuse: Option<&'static str>,
}

/// Why a change of a rule for other services makes no difference.
const ELSEWHERE: &str = "no message of that service has the type";

/// Why a rule asks the same without its service.
const EVERYWHERE: &str = "every message with the type belongs to that service";

/// Why a rule that runs unless a service is concerned never runs.
const EXCEPTED: &str = "no message of another service than the excepted one has the type";

/// Why a range cannot become wider.
const NOTHING_BEYOND: &str = "values beyond are refused all the same";

/// Why a bound far out is not tried.
const TOO_LARGE: &str = "such a value is too large for a corpus";

/// Why nobody sees what else may be in an empty part of a message.
const NO_MEMBERS: &str = "a part without members has neither a schema nor cases";

/// A catalog with one change.
#[derive(Debug)]
pub struct Mutant<'m> {
    /// The catalog.
    pub catalog: Catalog<'m>,
    /// Where its changed types lie, and those that lead to them.
    changed: BTreeSet<usize>,
    /// The operations that were changed themselves, not by their types: `service/Operation`.
    operations: BTreeSet<String>,
}

impl Mutant<'_> {
    /// Whether a message of that operation, of that type, may be checked in another way than before.
    #[must_use]
    pub fn touches(&self, operation: &str, ty: Option<&TypeDef<'_>>) -> bool {
        ty.is_some_and(|ty| self.changed.contains(&address(ty)))
            || self.operations.contains(operation)
    }
}

/// Every change that can be made.
#[must_use]
pub fn changes(catalog: Catalog<'_>) -> Vec<Change> {
    let arena = Bump::new();
    let mut walk = Walk::new(&arena, catalog, None);
    let _ = walk.catalog(catalog);
    walk.listed
}

/// The catalog with the change of that number in the order of [`changes`].
#[must_use]
pub fn mutant<'m>(catalog: Catalog<'m>, number: usize, arena: &'m Bump) -> Mutant<'m> {
    let mut walk = Walk::new(arena, catalog, Some(number));
    let catalog = walk.catalog(catalog);
    Mutant {
        catalog,
        changed: walk.changed,
        operations: walk.operations,
    }
}

/// The directions that the messages with a type go, and their services.
#[derive(Debug, Clone, Default)]
struct Ways {
    request: bool,
    response: bool,
    contexts: BTreeSet<Option<Context>>,
}

/// What a type is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Body,
    /// Path or query parameters.
    Parameters,
    Headers,
}

struct Walk<'m> {
    arena: &'m Bump,
    ways: HashMap<usize, Ways>,
    wanted: Option<usize>,
    next: usize,
    listed: Vec<Change>,
    place: String,
    /// Why no payload can notice the changes that are looked at.
    excuse: Option<&'static str>,
    /// Parameters that several operations have, before and after.
    parameters: Vec<(&'m str, Field<'m>, Field<'m>)>,
    /// Whether the change has been made.
    made: bool,
    types: HashMap<usize, &'m TypeDef<'m>>,
    changed: BTreeSet<usize>,
    operations: BTreeSet<String>,
}

fn address(ty: &TypeDef<'_>) -> usize {
    std::ptr::from_ref(ty).addr()
}

impl<'m> Walk<'m> {
    fn new(arena: &'m Bump, catalog: Catalog<'m>, wanted: Option<usize>) -> Self {
        Self {
            arena,
            ways: ways(catalog),
            wanted,
            next: 0,
            listed: Vec::new(),
            place: String::new(),
            excuse: None,
            parameters: Vec::new(),
            made: false,
            types: HashMap::new(),
            changed: BTreeSet::new(),
            operations: BTreeSet::new(),
        }
    }

    /// What becomes of a constraint: itself, or one of the others, if this is the place.
    fn change<T: Copy>(
        &mut self,
        constraint: &'static str,
        old: T,
        others: impl IntoIterator<Item = (String, T)>,
    ) -> T {
        let others = others
            .into_iter()
            .map(|(what, other)| (what, move || other));
        self.choose(constraint, old, others)
    }

    /// Looks at changes that no payload can notice for that reason, if there is one.
    fn excused<T>(&mut self, excuse: Option<&'static str>, look: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.excuse;
        self.excuse = before.or(excuse);
        let out = look(self);
        self.excuse = before;
        out
    }

    /// The same, where making one of the others takes long.
    fn choose<T: Copy, F: FnOnce() -> T>(
        &mut self,
        constraint: &'static str,
        old: T,
        others: impl IntoIterator<Item = (String, F)>,
    ) -> T {
        let mut chosen = old;
        for (what, other) in others {
            match self.wanted {
                None => self.listed.push(Change {
                    at: self.place.clone(),
                    constraint,
                    what,
                    excuse: self.excuse,
                }),
                Some(wanted) if wanted == self.next => {
                    chosen = other();
                    self.made = true;
                }
                Some(_) => {}
            }
            self.next += 1;
        }
        chosen
    }

    /// A bound of whole numbers: without it, and one further on either side.
    fn bound<T: Copy + ToString>(
        &mut self,
        constraint: &'static str,
        old: Option<T>,
        near: impl Fn(T) -> Vec<T>,
    ) -> Option<T> {
        let others = old.into_iter().flat_map(|value| {
            let from = value.to_string();
            let dropped = (format!("{from} dropped"), None);
            near(value)
                .into_iter()
                .map(move |other| (format!("{from} to {}", other.to_string()), Some(other)))
                .chain([dropped])
        });
        self.change(constraint, old, others.collect::<Vec<_>>())
    }

    /// A length or a count; one that nobody can go below is no bound.
    fn length(&mut self, constraint: &'static str, old: Option<u32>) -> Option<u32> {
        let lower = constraint.starts_with("min");
        if lower && old == Some(0) {
            return self.change(constraint, old, [("0 to 1".to_owned(), Some(1))]);
        }
        let most = if constraint.ends_with("items") {
            MOST_ITEMS
        } else {
            LONGEST
        };
        let excuse = old.filter(|&value| value >= most).map(|_| TOO_LARGE);
        self.excused(excuse, |walk| walk.length_near(constraint, old, lower))
    }

    fn length_near(
        &mut self,
        constraint: &'static str,
        old: Option<u32>,
        lower: bool,
    ) -> Option<u32> {
        self.bound(constraint, old, |value| {
            let far = if lower {
                value / 2
            } else {
                value.saturating_mul(2)
            };
            [value.checked_sub(1), value.checked_add(1), Some(far)]
                .into_iter()
                .flatten()
                .filter(|&other| other != value)
                .collect::<BTreeSet<u32>>()
                .into_iter()
                .collect()
        })
    }

    /// A list without one of its entries.
    fn without<T: Copy>(
        &mut self,
        constraint: &'static str,
        old: &'m [T],
        name: impl Fn(&T) -> String,
    ) -> &'m [T] {
        self.without_excused(constraint, old, name, |_| None)
    }

    /// The same, where no payload can notice that some of the entries are missing.
    fn without_excused<T: Copy>(
        &mut self,
        constraint: &'static str,
        old: &'m [T],
        name: impl Fn(&T) -> String,
        excuse: impl Fn(&T) -> Option<&'static str>,
    ) -> &'m [T] {
        let mut list = old;
        for (at, entry) in old.iter().enumerate() {
            let arena = self.arena;
            let rest = move || {
                let rest: Vec<T> = [&old[..at], &old[at + 1..]].concat();
                &*arena.alloc_slice_copy(&rest)
            };
            let what = format!("{} dropped", name(entry));
            list = self.excused(excuse(entry), |walk| {
                walk.choose(constraint, list, [(what, rest)])
            });
        }
        list
    }

    fn at<T>(&mut self, place: String, look: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.place, place);
        let out = look(self);
        self.place = before;
        out
    }

    // The catalog

    fn catalog(&mut self, old: Catalog<'m>) -> Catalog<'m> {
        let Catalog { services } = old;
        let services: Vec<&'m Service<'m>> = services.iter().map(|s| self.service(s)).collect();
        Catalog {
            services: self.arena.alloc_slice_copy(&services),
        }
    }

    fn service(&mut self, old: &'m Service<'m>) -> &'m Service<'m> {
        let Service {
            name,
            title,
            summary,
            style,
            endpoints,
            sources,
            operations,
            types,
        } = *old;
        let types: Vec<&'m TypeDef<'m>> = types.iter().map(|ty| self.ty(name, ty)).collect();
        let operations: Vec<&'m Operation<'m>> = operations
            .iter()
            .map(|operation| self.operation(name, operation))
            .collect();
        self.arena.alloc(Service {
            name,
            title,
            summary,
            style,
            endpoints,
            sources,
            operations: self.arena.alloc_slice_copy(&operations),
            types: self.arena.alloc_slice_copy(&types),
        })
    }

    fn operation(&mut self, service: &'m str, old: &'m Operation<'m>) -> &'m Operation<'m> {
        let Operation {
            service: _,
            name,
            method: _,
            path: _,
            summary: _,
            tag: _,
            context: _,
            cite: _,
            auth,
            path_parameters,
            query,
            headers,
            request,
            responses,
            callbacks,
            conflicts: _,
            notes: _,
        } = *old;
        let full = format!("{service}/{name}");
        // What the types say is not the operation's.
        let path_parameters = self.type_in(service, path_parameters, Role::Parameters);
        let query = self.type_in(service, query, Role::Parameters);
        let headers = self.type_in(service, headers, Role::Headers);
        let request = request.map(|RequestBody { ty, required }| RequestBody {
            ty: self.ty(service, ty),
            required,
        });
        let responses: Vec<Response<'m>> = responses
            .iter()
            .map(|&response| Response {
                body: response.body.map(|ty| self.ty(service, ty)),
                headers: self.type_in(service, response.headers, Role::Headers),
                ..response
            })
            .collect();
        let callbacks: Vec<Callback<'m>> = callbacks
            .iter()
            .map(|&callback| Callback {
                ty: self.ty(service, callback.ty),
                ..callback
            })
            .collect();
        let made = self.made;
        let (auth, request, responses) = self.at(full.clone(), |walk| {
            let auth: &[AuthGroup<'m>] = walk.auth(auth);
            let request = walk.change(
                "request",
                request,
                request.map(|_| ("dropped".to_owned(), None)),
            );
            let responses = walk.arena.alloc_slice_copy(&responses);
            let responses = walk.without("response", responses, |response| {
                response.status.to_string()
            });
            (auth, request, responses)
        });
        if self.made != made {
            self.operations.insert(full);
        }
        self.arena.alloc(Operation {
            auth,
            path_parameters,
            query,
            headers,
            request,
            responses,
            callbacks: self.arena.alloc_slice_copy(&callbacks),
            ..*old
        })
    }

    fn auth(&mut self, old: &'m [AuthGroup<'m>]) -> &'m [AuthGroup<'m>] {
        let groups: Vec<AuthGroup<'m>> = old
            .iter()
            .map(|&group| AuthGroup {
                headers: self.without("auth", group.headers, |header| {
                    format!("{header} of {}", group.scheme)
                }),
                ..group
            })
            .collect();
        let groups = self.arena.alloc_slice_copy(&groups);
        self.without("auth", groups, |group| group.scheme.to_owned())
    }

    // Types

    /// A type of a body, or of something in one.
    fn ty(&mut self, service: &'m str, old: &'m TypeDef<'m>) -> &'m TypeDef<'m> {
        self.type_in(service, old, Role::Body)
    }

    fn type_in(&mut self, service: &'m str, old: &'m TypeDef<'m>, role: Role) -> &'m TypeDef<'m> {
        if let Some(done) = self.types.get(&address(old)) {
            return done;
        }
        let TypeDef {
            name,
            wire: _,
            summary: _,
            cite: _,
            open,
            fields,
            by_name: _,
            shortcuts: _,
            slots: _,
            rules,
            conflicts: _,
            notes: _,
        } = *old;
        let Some(ways) = self.ways.get(&address(old)).cloned() else {
            // Nobody is checked against it.
            return old;
        };
        // Types within first: what they change, they change for this one too.
        let mut inner: Vec<&'m TypeDef<'m>> = Vec::new();
        for field in fields {
            types_of(&field.shape, &mut inner);
        }
        for rule in rules {
            types_of_rule(rule, &mut inner);
        }
        let mut leads = false;
        for ty in inner {
            let new = self.ty(service, ty);
            leads |= self.changed.contains(&address(new));
        }
        let made = self.made;
        let place = format!("{service} {name}");
        let open = self.at(place.clone(), |walk| {
            // Headers that nobody documents are never refused.
            let matters = ways.request && role != Role::Headers;
            let flipped = matters.then(|| (format!("{open} to {}", !open), !open));
            let excuse = (fields.is_empty() && role == Role::Parameters).then_some(NO_MEMBERS);
            walk.excused(excuse, |walk| walk.change("open", open, flipped))
        });
        let mut shared = false;
        let fields: Vec<Field<'m>> = (0_u16..)
            .zip(fields)
            .map(|(index, field)| {
                // Parameters that several operations have are one thing in the spec.
                if role != Role::Body
                    && let Some(&(_, _, new)) = self
                        .parameters
                        .iter()
                        .find(|(of, known, _)| *of == service && known == field)
                {
                    shared |= new != *field;
                    return new;
                }
                let new = self.at(format!("{place}.{}", field.name), |walk| {
                    walk.field(service, old, index, field, &ways)
                });
                if role != Role::Body {
                    self.parameters.push((service, *field, new));
                }
                new
            })
            .collect();
        let rules: Vec<Rule<'m>> = rules
            .iter()
            .map(|rule| {
                self.at(format!("{place} {}", rule.id), |walk| {
                    walk.rule(service, old, rule, &ways)
                })
            })
            .collect();
        let fields: &'m [Field<'m>] = self.arena.alloc_slice_copy(&fields);
        let rules: &'m [Rule<'m>] = self.arena.alloc_slice_copy(&rules);
        // They follow from the fields and the rules.
        let of_fields: Vec<Shortcut> = (0..)
            .zip(fields)
            .map(|(index, field)| Shortcut::of(field, index, rules))
            .collect();
        let of_rules: Vec<Watched> = rules.iter().map(Watched::of).collect();
        let shortcuts = Shortcuts::new(
            fields,
            self.arena.alloc_slice_copy(&of_fields),
            self.arena.alloc_slice_copy(&of_rules),
        );
        let new: &'m TypeDef<'m> = self.arena.alloc(TypeDef {
            open,
            fields,
            shortcuts,
            rules,
            ..*old
        });
        if leads || shared || self.made != made {
            self.changed.insert(address(new));
        }
        self.types.insert(address(old), new);
        new
    }

    fn field(
        &mut self,
        service: &'m str,
        ty: &TypeDef<'m>,
        index: u16,
        old: &Field<'m>,
        ways: &Ways,
    ) -> Field<'m> {
        let Field {
            name,
            shape,
            required,
            nullable,
            sensitive,
            deprecated,
            no_effect,
            slot,
            selected_by,
            default,
            info,
        } = *old;
        let all = [Required::No, Required::InRequests, Required::Always];
        let effect = |required: Required| {
            (
                ways.request && required.holds(Direction::Request),
                ways.response && required.holds(Direction::Response),
            )
        };
        let mut others: Vec<(String, Required)> = Vec::new();
        for other in all {
            let told = |known: &(String, Required)| effect(known.1) == effect(other);
            if effect(other) != effect(required) && !others.iter().any(told) {
                others.push((format!("{required:?} to {other:?}"), other));
            }
        }
        let required = self.change("required", required, others);
        // Of an optional member in a response, `null` means that it is absent.
        let null_matters = ways.request || required == Required::Always;
        let flipped = (null_matters && !matches!(shape, Shape::Any))
            .then(|| (format!("{nullable} to {}", !nullable), !nullable));
        let nullable = self.change("nullable", nullable, flipped);
        let dropped = |old: Option<&'m str>| old.map(|_| ("dropped".to_owned(), None));
        let deprecated = self.change("deprecated", deprecated, dropped(deprecated));
        let no_effect = self.change("no_effect", no_effect, dropped(no_effect));
        // Where no rule runs for it, a default is for people.
        let read = default.filter(|default| slot.is_some() && runs_by_default(ty, index, default));
        let default = self.change(
            "default",
            default,
            read.map(|_| ("dropped".to_owned(), None)),
        );
        Field {
            name,
            shape: self.shape(service, shape),
            required,
            nullable,
            sensitive,
            deprecated,
            no_effect,
            slot,
            selected_by,
            default,
            info,
        }
    }

    fn shape(&mut self, service: &'m str, old: Shape<'m>) -> Shape<'m> {
        match old {
            Shape::Int(int) => Shape::Int(self.int(int)),
            Shape::Number(number) => Shape::Number(self.number(number)),
            Shape::Text(text) => Shape::Text(self.text(service, text)),
            Shape::Bool => Shape::Bool,
            Shape::Enum(values) => Shape::Enum(self.choices(values)),
            Shape::List(list) => Shape::List(self.list(service, list)),
            Shape::Object(ty) => Shape::Object(self.ty(service, ty)),
            Shape::Any => Shape::Any,
        }
    }

    fn int(&mut self, old: &Int<'m>) -> &'m Int<'m> {
        let Int {
            min,
            max,
            accepted,
            special,
            unix_seconds,
        } = *old;
        let near = |value: i64| -> Vec<i64> {
            [-10, -1, 1, 10]
                .into_iter()
                .filter_map(|step| value.checked_add(step))
                .collect()
        };
        let min = self.bound("min", min, near);
        let max = self.bound("max", max, near);
        let beyond =
            |value: i64| min.is_some_and(|min| value < min) || max.is_some_and(|max| value > max);
        let accepted = self.range("accepted", accepted, |value| [value - 1, value + 1], beyond);
        self.arena.alloc(Int {
            min,
            max,
            accepted,
            special,
            unix_seconds,
        })
    }

    fn number(&mut self, old: &Number<'m>) -> &'m Number<'m> {
        let Number {
            lower,
            upper,
            accepted,
            special,
        } = *old;
        let lower = self.end("lower", lower, &FINE);
        let upper = self.end("upper", upper, &FINE);
        let beyond = |value: f64| {
            lower.is_some_and(|bound| value < bound.value)
                || upper.is_some_and(|bound| value > bound.value)
        };
        let accepted = self.range(
            "accepted",
            accepted,
            |value| [value - 1.0, value + 1.0],
            beyond,
        );
        self.arena.alloc(Number {
            lower,
            upper,
            accepted,
            special,
        })
    }

    /// One end of a range of numbers.
    fn end(
        &mut self,
        constraint: &'static str,
        old: Option<Bound>,
        steps: &[f64],
    ) -> Option<Bound> {
        let mut others = Vec::new();
        if let Some(Bound { value, exclusive }) = old {
            for step in steps {
                let moved = Bound {
                    value: value + step,
                    exclusive,
                };
                others.push((format!("{value} to {}", moved.value), Some(moved)));
            }
            let turned = Bound {
                value,
                exclusive: !exclusive,
            };
            let becomes = if exclusive { "allowed" } else { "refused" };
            others.push((format!("{value} itself {becomes}"), Some(turned)));
            others.push((format!("{value} dropped"), None));
        }
        self.change(constraint, old, others)
    }

    /// A range outside of which a value is accepted and not honoured.
    fn range<T: Copy + ToString>(
        &mut self,
        constraint: &'static str,
        old: Option<(T, T)>,
        near: impl Fn(T) -> [T; 2],
        beyond: impl Fn(T) -> bool,
    ) -> Option<(T, T)> {
        let (from, to) = old?;
        let mut range = old;
        let mut others = Vec::new();
        for other in near(from) {
            let what = format!("from {} to {}", from.to_string(), other.to_string());
            others.push((what, other, Some((other, to))));
        }
        for other in near(to) {
            let what = format!("up to {} to {}", to.to_string(), other.to_string());
            others.push((what, other, Some((from, other))));
        }
        for (what, end, other) in others {
            let excuse = beyond(end).then_some(NOTHING_BEYOND);
            range = self.excused(excuse, |walk| {
                walk.change(constraint, range, [(what, other)])
            });
        }
        self.change(constraint, range, [("dropped".to_owned(), None)])
    }

    fn text(&mut self, service: &'m str, old: &'m Text<'m>) -> &'m Text<'m> {
        let Text {
            min_chars,
            max_chars,
            max_bytes,
            max_chars_without_markup,
            pattern,
            format,
            content,
        } = *old;
        let min_chars = self.length("min_chars", min_chars);
        let max_chars = self.length("max_chars", max_chars);
        let max_bytes = self.length("max_bytes", max_bytes);
        let max_chars_without_markup =
            self.length("max_chars_without_markup", max_chars_without_markup);
        let pattern = self.pattern("pattern", pattern);
        let format = match format {
            None => None,
            Some((name, pattern)) => self
                .pattern("format", Some(pattern))
                .map(|pattern| (name, pattern)),
        };
        let content = match content {
            Content::Plain => Content::Plain,
            Content::Base64 => {
                self.change("base64", content, [("dropped".to_owned(), Content::Plain)])
            }
            Content::Json(ty) => {
                let ty = self.ty(service, ty);
                self.change(
                    "json",
                    Content::Json(ty),
                    [("dropped".to_owned(), Content::Plain)],
                )
            }
            Content::Separated { separator, item } => {
                let item = self.shape(service, *item);
                // Of an open list nothing is refused, however it is taken apart.
                let open = matches!(item, Shape::Enum(values) if values.open);
                let item: &'m Shape<'m> = self.arena.alloc(item);
                let other = Content::Separated {
                    separator: ";",
                    item,
                };
                let others = [
                    ("dropped".to_owned(), Content::Plain),
                    (format!("{separator} to ;"), other),
                ];
                self.change(
                    "separator",
                    Content::Separated { separator, item },
                    others.into_iter().filter(|_| !open),
                )
            }
        };
        self.arena.alloc(Text {
            min_chars,
            max_chars,
            max_bytes,
            max_chars_without_markup,
            pattern,
            format,
            content,
        })
    }

    /// A pattern: without it, open at either end, and each count in it one more and one less.
    fn pattern(
        &mut self,
        constraint: &'static str,
        old: Option<&'m Pattern<'m>>,
    ) -> Option<&'m Pattern<'m>> {
        let pattern = old?;
        let arena = self.arena;
        let others: Vec<_> = variants(pattern.regex)
            .into_iter()
            .map(|regex| (format!("{} to {regex}", pattern.regex), Some(regex)))
            .chain([(format!("{} dropped", pattern.regex), None)])
            .map(|(what, regex)| {
                // Building an automaton takes long: only the one that is asked for is built.
                let build = move || {
                    let regex: &'m str = arena.alloc_str(&regex?);
                    let automaton = compile(regex, arena)
                        .unwrap_or_else(|error| panic!("{regex} is no pattern: {error:?}"));
                    Some(&*arena.alloc(Pattern {
                        regex,
                        automaton,
                        ..*pattern
                    }))
                };
                (what, build)
            })
            .collect();
        self.choose(constraint, old, others)
    }

    fn choices(&mut self, old: &'m Enum<'m>) -> &'m Enum<'m> {
        let Enum { open, values } = *old;
        let open = self.change("open", open, [(format!("{open} to {}", !open), !open)]);
        let values: Vec<EnumValue<'m>> = values
            .iter()
            .map(|&value| {
                let EnumValue {
                    wire,
                    summary,
                    deprecated,
                } = value;
                let dropped = deprecated.map(|_| (format!("{wire} not deprecated"), None));
                EnumValue {
                    wire,
                    summary,
                    deprecated: self.change("deprecated", deprecated, dropped),
                }
            })
            .collect();
        let values: &'m [EnumValue<'m>] = self.arena.alloc_slice_copy(&values);
        // Of an open list nothing is refused.
        let values = if open && old.open {
            values
        } else {
            self.without("values", values, |value| value.wire.to_owned())
        };
        self.arena.alloc(Enum { open, values })
    }

    fn list(&mut self, service: &'m str, old: &'m List<'m>) -> &'m List<'m> {
        let List {
            item,
            min_items,
            max_items,
            unique,
        } = *old;
        let min_items = self.length("min_items", min_items);
        let max_items = self.length("max_items", max_items);
        let others = match unique {
            Unique::No => None,
            Unique::Items | Unique::By(_) => Some(("dropped".to_owned(), Unique::No)),
        };
        let unique = self.change("unique", unique, others);
        self.arena.alloc(List {
            item: self.shape(service, item),
            min_items,
            max_items,
            unique,
        })
    }

    // Rules

    fn rule(
        &mut self,
        service: &'m str,
        ty: &TypeDef<'m>,
        old: &Rule<'m>,
        ways: &Ways,
    ) -> Rule<'m> {
        let Rule {
            id: _,
            summary: _,
            cite: _,
            severity: _,
            direction,
            when,
            kind,
            conflicts: _,
        } = *old;
        let runs = match direction {
            None => true,
            Some(Direction::Request) => ways.request,
            Some(Direction::Response) => ways.response,
        };
        // A rule for messages that do not occur asks nothing of any.
        if !runs {
            return *old;
        }
        // The list's own constraint says what this rule does.
        if matches!(kind, RuleKind::Unique { list: _, by: _ }) {
            return *old;
        }
        let here = |contexts: &[Context]| {
            let held = |context: &Context| ways.contexts.contains(&Some(*context));
            contexts.iter().any(held)
        };
        let contexts: Vec<&[Context]> = when
            .iter()
            .filter_map(|condition| match condition {
                Condition::Context(contexts) => Some(*contexts),
                Condition::Is {
                    field: _,
                    values: _,
                }
                | Condition::Present { field: _ } => None,
            })
            .collect();
        let excuse = if runs_unless(&kind) {
            let excepted = |contexts: &[Context]| {
                ways.contexts
                    .iter()
                    .flatten()
                    .all(|context| contexts.contains(context))
            };
            let always = contexts.len() == when.len() && contexts.iter().all(|c| excepted(c));
            always.then_some(EXCEPTED)
        } else {
            contexts.iter().any(|c| !here(c)).then_some(ELSEWHERE)
        };
        self.excused(excuse, |walk| walk.running_rule(service, ty, old, ways))
    }

    fn running_rule(
        &mut self,
        service: &'m str,
        ty: &TypeDef<'m>,
        old: &Rule<'m>,
        ways: &Ways,
    ) -> Rule<'m> {
        let Rule {
            id: _,
            summary: _,
            cite: _,
            severity,
            direction,
            when,
            kind,
            conflicts: _,
        } = *old;
        let tells = !matches!(
            kind,
            RuleKind::SelectsType {
                tag: _,
                field: _,
                cases: _,
                otherwise: _
            }
        );
        let other = match severity {
            Severity::Error => Severity::Warning,
            Severity::Warning => Severity::Error,
        };
        let turned = tells.then(|| {
            let what = format!("{} to {}", severity.as_str(), other.as_str());
            (what, other)
        });
        let severity = self.change("severity", severity, turned);
        let turned = match (ways.request && tells, ways.response, direction) {
            (true, true, None) => vec![
                ("in requests alone".to_owned(), Some(Direction::Request)),
                ("in responses alone".to_owned(), Some(Direction::Response)),
            ],
            (true, true, Some(_)) => vec![("in both directions".to_owned(), None)],
            (_, _, _) => Vec::new(),
        };
        let direction = self.change("direction", direction, turned);
        let when = self.conditions(ty, when, ways);
        let kind = self.kind(service, ty, kind);
        // A rule without fields asks nothing, and keeps its place for those that name it.
        let nothing = RuleKind::AtMostOne { fields: &[] };
        let kind = self.change("rule", kind, [("dropped".to_owned(), nothing)]);
        Rule {
            severity,
            direction,
            when,
            kind,
            ..*old
        }
    }

    fn conditions(
        &mut self,
        ty: &TypeDef<'m>,
        old: &'m [Condition<'m>],
        ways: &Ways,
    ) -> &'m [Condition<'m>] {
        let conditions: Vec<Condition<'m>> = old
            .iter()
            .map(|&condition| match condition {
                Condition::Is { field, values } => Condition::Is {
                    field,
                    values: self.without("when", values, |value| {
                        format!("{} is {value:?}", name_of(ty, field))
                    }),
                },
                Condition::Present { field } => Condition::Present { field },
                Condition::Context(contexts) => Condition::Context(self.without_excused(
                    "when",
                    contexts,
                    |context| context.as_str().to_owned(),
                    |context| (!ways.contexts.contains(&Some(*context))).then_some(ELSEWHERE),
                )),
            })
            .collect();
        let conditions = self.arena.alloc_slice_copy(&conditions);
        self.without_excused(
            "when",
            conditions,
            |condition| match condition {
                Condition::Is { field, values: _ } => {
                    format!("condition on {}", name_of(ty, *field))
                }
                Condition::Present { field } => format!("presence of {}", name_of(ty, *field)),
                Condition::Context(_) => "service context".to_owned(),
            },
            |condition| match condition {
                Condition::Context(contexts) => ways
                    .contexts
                    .iter()
                    .all(|context| context.is_some_and(|context| contexts.contains(&context)))
                    .then_some(EVERYWHERE),
                Condition::Is {
                    field: _,
                    values: _,
                }
                | Condition::Present { field: _ } => None,
            },
        )
    }

    fn kind(&mut self, service: &'m str, ty: &TypeDef<'m>, old: RuleKind<'m>) -> RuleKind<'m> {
        let name = |field: &u16| name_of(ty, *field);
        match old {
            RuleKind::RequiredIf { fields } => RuleKind::RequiredIf {
                fields: self.without("fields", fields, name),
            },
            RuleKind::RequiredUnless { fields } => RuleKind::RequiredUnless {
                fields: self.without("fields", fields, name),
            },
            RuleKind::NoEffectIf { fields } => RuleKind::NoEffectIf {
                fields: self.without("fields", fields, name),
            },
            RuleKind::NoEffectUnless { fields } => RuleKind::NoEffectUnless {
                fields: self.without("fields", fields, name),
            },
            RuleKind::AtMostOne { fields } => RuleKind::AtMostOne {
                fields: self.without("fields", fields, name),
            },
            RuleKind::WinsOver { winners, losers } => RuleKind::WinsOver {
                winners: self.without("winners", winners, name),
                losers: self.without("losers", losers, name),
            },
            RuleKind::Rows { fields, rows } => {
                let rows: Vec<&'m [Literal<'m>]> = rows.iter().map(|row| self.row(row)).collect();
                let rows = self.arena.alloc_slice_copy(&rows);
                RuleKind::Rows {
                    fields,
                    rows: self.without("rows", rows, |row| format!("{row:?}")),
                }
            }
            RuleKind::Unique { list, by } => RuleKind::Unique { list, by },
            RuleKind::SelectsType {
                tag,
                field,
                cases,
                otherwise,
            } => {
                let cases: Vec<_> = cases
                    .iter()
                    .map(|&(value, ty)| (value, self.ty(service, ty)))
                    .collect();
                let cases = self.arena.alloc_slice_copy(&cases);
                let otherwise = otherwise.map(|ty| self.ty(service, ty));
                RuleKind::SelectsType {
                    tag,
                    field,
                    cases: self.without("cases", cases, |(value, _)| (*value).to_owned()),
                    otherwise: self.change(
                        "otherwise",
                        otherwise,
                        otherwise.map(|_| ("dropped".to_owned(), None)),
                    ),
                }
            }
            RuleKind::SelectsSibling { tag, cases } => RuleKind::SelectsSibling {
                tag,
                cases: self.without("cases", cases, |(value, _)| (*value).to_owned()),
            },
            RuleKind::Range {
                field,
                lower,
                upper,
            } => RuleKind::Range {
                field,
                lower: self.end("lower", lower, steps_of(ty, field)),
                upper: self.end("upper", upper, steps_of(ty, field)),
            },
            RuleKind::Values { field, values } => RuleKind::Values {
                field,
                values: self.without("values", values, |value| format!("{value:?}")),
            },
        }
    }

    /// A row, each of its numbers one further on either side.
    fn row(&mut self, old: &'m [Literal<'m>]) -> &'m [Literal<'m>] {
        let cells: Vec<Literal<'m>> = old
            .iter()
            .map(|&cell| {
                let others = match cell {
                    Literal::Int(int) => vec![
                        (format!("{int} to {}", int - 1), Literal::Int(int - 1)),
                        (format!("{int} to {}", int + 1), Literal::Int(int + 1)),
                    ],
                    Literal::Bool(bool) => {
                        vec![(format!("{bool} to {}", !bool), Literal::Bool(!bool))]
                    }
                    Literal::Text(_) | Literal::Number(_) => Vec::new(),
                };
                self.change("rows", cell, others)
            })
            .collect();
        self.arena.alloc_slice_copy(&cells)
    }
}

/// How far ends of ranges are moved: by one, and by the least that vendors tell apart.
const FINE: [f64; 4] = [-1.0, -0.01, 0.01, 1.0];

/// The same for integers.
const WHOLE: [f64; 2] = [-1.0, 1.0];

fn steps_of(ty: &TypeDef<'_>, field: u16) -> &'static [f64] {
    match ty.at(field).map(|field| field.shape) {
        Some(Shape::Int(_)) => &WHOLE,
        _ => &FINE,
    }
}

fn name_of(ty: &TypeDef<'_>, field: u16) -> String {
    ty.at(field).map_or("?", |field| field.name).to_owned()
}

/// The types that a shape refers to.
fn types_of<'t>(shape: &Shape<'t>, out: &mut Vec<&'t TypeDef<'t>>) {
    match shape {
        Shape::Object(ty) => out.push(ty),
        Shape::List(list) => types_of(&list.item, out),
        Shape::Text(text) => match text.content {
            Content::Json(ty) => out.push(ty),
            Content::Separated { separator: _, item } => types_of(item, out),
            Content::Plain | Content::Base64 => {}
        },
        Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) | Shape::Any => {}
    }
}

/// The types that a rule selects among.
fn types_of_rule<'t>(rule: &Rule<'t>, out: &mut Vec<&'t TypeDef<'t>>) {
    if let RuleKind::SelectsType {
        tag: _,
        field: _,
        cases,
        otherwise,
    } = rule.kind
    {
        out.extend(cases.iter().map(|&(_, ty)| ty).chain(otherwise));
    }
}

/// Whether some rule of the type runs for the default of a field, and would not without one.
fn runs_by_default(ty: &TypeDef<'_>, index: u16, default: &Json<'_>) -> bool {
    let is = |values: &[Literal<'_>]| match default {
        Json::Scalar(literal) => values.contains(literal),
        Json::List(_) | Json::Object(_) => false,
    };
    ty.rules.iter().any(|rule| {
        let selects = match rule.kind {
            RuleKind::SelectsType {
                tag,
                field: _,
                cases: _,
                otherwise: _,
            }
            | RuleKind::SelectsSibling { tag, cases: _ } => tag == index,
            RuleKind::RequiredIf { fields: _ }
            | RuleKind::RequiredUnless { fields: _ }
            | RuleKind::NoEffectIf { fields: _ }
            | RuleKind::NoEffectUnless { fields: _ }
            | RuleKind::AtMostOne { fields: _ }
            | RuleKind::WinsOver {
                winners: _,
                losers: _,
            }
            | RuleKind::Rows { fields: _, rows: _ }
            | RuleKind::Unique { list: _, by: _ }
            | RuleKind::Range {
                field: _,
                lower: _,
                upper: _,
            }
            | RuleKind::Values {
                field: _,
                values: _,
            } => false,
        };
        let unless = runs_unless(&rule.kind);
        selects
            || rule.when.iter().any(|condition| match condition {
                Condition::Is { field, values } => *field == index && is(values) != unless,
                Condition::Present { field: _ } | Condition::Context(_) => false,
            })
    })
}

/// Whether a rule of that kind runs unless its conditions hold.
const fn runs_unless(kind: &RuleKind<'_>) -> bool {
    match kind {
        RuleKind::RequiredUnless { fields: _ } | RuleKind::NoEffectUnless { fields: _ } => true,
        RuleKind::RequiredIf { fields: _ }
        | RuleKind::NoEffectIf { fields: _ }
        | RuleKind::AtMostOne { fields: _ }
        | RuleKind::WinsOver {
            winners: _,
            losers: _,
        }
        | RuleKind::Rows { fields: _, rows: _ }
        | RuleKind::Unique { list: _, by: _ }
        | RuleKind::SelectsType {
            tag: _,
            field: _,
            cases: _,
            otherwise: _,
        }
        | RuleKind::SelectsSibling { tag: _, cases: _ }
        | RuleKind::Range {
            field: _,
            lower: _,
            upper: _,
        }
        | RuleKind::Values {
            field: _,
            values: _,
        } => false,
    }
}

/// The directions that the messages with each type go.
fn ways(catalog: Catalog<'_>) -> HashMap<usize, Ways> {
    let mut out = HashMap::new();
    for service in catalog.services {
        for operation in service.operations {
            let context = operation.context;
            let requests = [
                operation.path_parameters,
                operation.query,
                operation.headers,
            ];
            for ty in requests
                .into_iter()
                .chain(operation.request.map(|body| body.ty))
            {
                lead(ty, Direction::Request, context, &mut out);
            }
            let bodies = operation.responses.iter().filter_map(|r| r.body);
            let headers = operation.responses.iter().map(|r| r.headers);
            let callbacks = operation.callbacks.iter().map(|c| c.ty);
            for ty in bodies.chain(headers).chain(callbacks) {
                lead(ty, Direction::Response, context, &mut out);
            }
        }
    }
    out
}

fn lead(
    ty: &TypeDef<'_>,
    direction: Direction,
    context: Option<Context>,
    out: &mut HashMap<usize, Ways>,
) {
    let ways = out.entry(address(ty)).or_default();
    let way = match direction {
        Direction::Request => &mut ways.request,
        Direction::Response => &mut ways.response,
    };
    let known = std::mem::replace(way, true);
    if !ways.contexts.insert(context) && known {
        return;
    }
    let mut inner = Vec::new();
    for field in ty.fields {
        types_of(&field.shape, &mut inner);
    }
    for rule in ty.rules {
        types_of_rule(rule, &mut inner);
    }
    for ty in inner {
        lead(ty, direction, context, out);
    }
}

/// Patterns that differ from one in an anchor or in a count.
fn variants(regex: &str) -> Vec<String> {
    let mut out = Vec::new();
    out.extend(regex.strip_prefix('^').map(str::to_owned));
    out.extend(regex.strip_suffix('$').map(str::to_owned));
    let mut from = 0;
    while let Some(open) = regex[from..].find('{').map(|at| from + at) {
        let Some(close) = regex[open..].find('}').map(|at| open + at) else {
            break;
        };
        from = close;
        let counts: Vec<Option<u32>> = regex[open + 1..close]
            .split(',')
            .map(|count| count.parse().ok())
            .collect();
        let mut write = |counts: &str| {
            out.push(format!("{}{counts}{}", &regex[..=open], &regex[close..]));
        };
        match *counts.as_slice() {
            [Some(count)] => {
                write(&(count + 1).to_string());
                write(&count.saturating_sub(1).to_string());
            }
            [Some(least), most] => {
                let end = most.map_or_else(String::new, |most| most.to_string());
                if most.is_none_or(|most| least < most) {
                    write(&format!("{},{end}", least + 1));
                }
                if least > 0 {
                    write(&format!("{},{end}", least - 1));
                }
                if let Some(most) = most {
                    write(&format!("{least},{}", most + 1));
                    if least < most {
                        write(&format!("{least},{}", most - 1));
                    }
                }
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_vary_in_anchors_and_counts() {
        assert_eq!(
            variants("^[a-z]{1,3}$"),
            [
                "[a-z]{1,3}$",
                "^[a-z]{1,3}",
                "^[a-z]{2,3}$",
                "^[a-z]{0,3}$",
                "^[a-z]{1,4}$",
                "^[a-z]{1,2}$"
            ]
        );
    }

    #[test]
    fn a_mutant_differs_from_its_catalog_in_one_place() {
        let catalog = crate::load_folder(&crate::root().join("tests/specs/kinds"));
        let all = changes(catalog);
        assert!(all.len() > 300, "{}", all.len());
        for (number, change) in all.iter().enumerate() {
            let arena = Bump::new();
            let mutant = mutant(catalog, number, &arena);
            assert_ne!(mutant.catalog, catalog, "{change:?}");
        }
        let arena = Bump::new();
        assert_eq!(mutant(catalog, all.len(), &arena).catalog, catalog);
    }
}
