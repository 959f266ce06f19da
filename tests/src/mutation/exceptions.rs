//! Changes that no payload of the corpus can notice, with the reason of each.

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Context, Direction, Message, MessageKind, Part, Required, Service, TypeDef,
};
use mediaspec_payloads::boundary::{LONGEST, MOST_ITEMS};
use serde_json::Value;

use super::votes;
use super::walk::names;

/// A sort of change that no payload of the corpus can notice. One that excuses no change fails.
pub struct Exception {
    /// Why none can.
    pub because: &'static str,
    pub(super) holds: fn(&Site<'_>) -> bool,
}

/// A change, and where it is made.
pub(super) struct Site<'m> {
    /// JSON Pointer to what is changed.
    pub(super) path: &'m str,
    pub(super) service: &'m Service,
    /// The name of the type or the operation.
    pub(super) owner: &'m str,
    /// The line before, and after: null where it is dropped.
    pub(super) before: &'m Value,
    pub(super) after: Value,
    /// The messages in which the type is found.
    pub(super) scopes: Vec<&'m Scope>,
}

/// All exceptions.
pub const EXCEPTIONS: &[Exception] = &[
    Exception {
        because: "messages of services with another context do not have the type, or all have it",
        holds: |site| site.is_of("rule") && site.same(|line, scope| runs(&line["rule"], scope)),
    },
    Exception {
        because: "responses and headers may have more members than the documented ones",
        holds: |site| {
            let more = |s: &Scope| s.direction == Direction::Response || s.part == Part::Header;
            site.path == "/type/open" && site.scopes.iter().all(|scope| more(scope))
        },
    },
    Exception {
        because: "messages with the type go one way, in which the member is required as before",
        holds: |site| {
            site.path == "/field/required"
                && site.same(|line, scope| required(line).holds(scope.direction))
        },
    },
    Exception {
        because: "of a member that a response may lack, null means that it is absent; any value may be null",
        holds: |site| {
            let responses = site
                .scopes
                .iter()
                .all(|s| s.direction == Direction::Response);
            let optional = responses && required(site.before) != Required::Always;
            site.path == "/field/nullable" && (optional || site.before["field"]["shape"] == "any")
        },
    },
    Exception {
        because: "where sources do not agree, what each of them says counts, and not what the field says by itself",
        holds: |site| {
            let votes = site.before["field"]["votes"].as_array();
            site.path.starts_with("/field/shape") && votes.is_some_and(|votes| !votes.is_empty())
        },
    },
    Exception {
        because: "what people should know of a disagreement decides nothing",
        holds: |site| site.path.starts_with("/field/votes/") && site.is("because"),
    },
    Exception {
        because: "the day on which a source dropped a member decides nothing",
        holds: |site| site.path == "/field/dropped/since",
    },
    Exception {
        because: "of the values of items that an open list lists the corpus shows one",
        holds: |site| {
            let choice = site.path.split("/values/").next().unwrap_or_default();
            let open = site.before.pointer(&format!("{choice}/open"));
            let is_item = choice.ends_with("/list/item/enum");
            let is_value = site.is("wire") || site.is("values");
            is_value && is_item && open.is_some_and(|open| *open == true)
        },
    },
    Exception {
        because: "in answers the field itself says what the source says, and nobody says otherwise",
        holds: votes::are_said_by_the_field,
    },
    Exception {
        because: "another source's list is open, so that none of them refuses a value",
        holds: |site| {
            let votes = site.before["field"]["votes"].as_array();
            let is_open = |vote: &Value| vote["shape"]["enum"]["open"] == true;
            let one = site
                .path
                .strip_suffix("/shape/enum/open")
                .unwrap_or_default();
            one.starts_with("/field/votes/") && votes.into_iter().flatten().any(is_open)
        },
    },
    Exception {
        because: "texts and lists so long that the bound lets one more pass are not made",
        holds: |site| {
            let bound = site.before.pointer(site.path).and_then(Value::as_u64);
            let longest = [
                "min_chars",
                "max_chars",
                "max_bytes",
                "max_chars_without_markup",
            ];
            let is = |keys: &[&str]| keys.iter().any(|key| site.is(key));
            let of_text = is(&longest) && bound >= Some(LONGEST.into());
            of_text || is(&["min_items", "max_items"]) && bound >= Some(MOST_ITEMS.into())
        },
    },
    Exception {
        because: "an answer without a body is no file",
        holds: |site| {
            let answer = site.path.strip_suffix("/file").unwrap_or_default();
            let answer = site.before.pointer(answer);
            answer.is_some_and(|answer| !answer["status"].is_null() && answer["body"].is_null())
        },
    },
    Exception {
        because: "a source whose list is open refuses no spelling, and no value",
        holds: |site| {
            let list = site.path.split_once("/shape/enum/");
            let open = list.and_then(|(vote, _)| {
                let open = format!("{vote}/shape/enum/open");
                site.before.pointer(&open)
            });
            let is_of_list = site.is("any_case") || site.is("values") || site.is("wire");
            is_of_list
                && site.path.starts_with("/field/votes/")
                && open.is_some_and(|open| *open == true)
        },
    },
    Exception {
        because: "what stands for a whole message is always there",
        holds: |site| {
            let ty = site.service.ty(site.owner);
            let is_whole = ty.is_some_and(|ty| ty.transparent);
            is_whole && site.path.starts_with("/field/votes/") && site.is("required")
        },
    },
    Exception {
        because: "messages with the type go one way, in which the source's word counts as before",
        holds: |site| {
            let counts = |line: &Value, scope: &Scope| {
                let only = line.pointer(site.path).and_then(Value::as_str);
                only.is_none_or(|only| only == scope.direction.to_string())
            };
            site.path.starts_with("/field/votes/") && site.is("direction") && site.same(counts)
        },
    },
    Exception {
        because: "the source is plainly mistaken, and counts in no message with the type",
        holds: votes::counts_nowhere,
    },
    Exception {
        because: "the absence of the member counts in every message as much as before",
        holds: votes::misses_the_same,
    },
    Exception {
        because: "in answers a source above this one allows what this one allows",
        holds: votes::has_no_say_in_answers,
    },
    Exception {
        because: "another source says as well of what kind it is, and this one says no more",
        holds: votes::says_what_others_say,
    },
    Exception {
        because: "other sources ask as little and as much of the number",
        holds: votes::has_the_same_ends,
    },
    Exception {
        because: "rules do not run where the member is absent, or run as before",
        holds: |site| {
            let default = |line: &Value| site.by_default(&line["field"]["default"]);
            site.path.starts_with("/field/default") && default(site.before) == default(&site.after)
        },
    },
    Exception {
        because: "nothing names a value that no object holds",
        holds: |site| {
            let ty = site.service.ty(site.owner);
            site.path == "/field/name" && ty.is_some_and(|ty| ty.transparent)
        },
    },
    Exception {
        because: "no rule asks for the context of the operation",
        holds: |site| {
            let runs = |line: &Value| site.running(&line["operation"]["context"]);
            site.path == "/operation/context" && runs(site.before) == runs(&site.after)
        },
    },
    Exception {
        because: "the corpus shows in one message what headers refuse that several responses have",
        holds: |site| {
            let name = site.before.pointer(site.path).and_then(Value::as_str);
            let with = |m: &Message<'_>| m.kind != MessageKind::Request && Some(&**m.ty) == name;
            let messages = site.service.messages().filter(with);
            let of_answer = site.path.starts_with("/operation/responses/");
            of_answer && site.is("headers") && messages.count() > 1
        },
    },
    Exception {
        because: "the corpus has messages part by part, and none that lacks a part",
        holds: |site| site.path == "/operation/request/required",
    },
    Exception {
        because: "the corpus has messages part by part, and the state is told of whole requests and of pages",
        holds: |site| site.path.starts_with("/operation/state"),
    },
    Exception {
        because: "the corpus has the values of bodies, and not what they are sent as",
        holds: |site| site.is_of("operation") && names(site.path).contains(&"media_types"),
    },
    Exception {
        because: "the corpus has no files",
        holds: |site| {
            let answer = site.path.strip_prefix("/operation/responses/");
            let answer = answer.and_then(|answer| answer.split('/').next());
            let answer = answer.and_then(|at| at.parse::<usize>().ok());
            let answer = answer.map(|at| &site.before["operation"]["responses"][at]);
            let whole = site
                .path
                .rsplit('/')
                .next()
                .is_some_and(|last| last.parse::<usize>().is_ok());
            answer.is_some_and(|answer| answer["file"] == true) && (whole || site.is("status"))
        },
    },
    Exception {
        because: "the name of a file is a text",
        holds: |site| {
            let is_name = |line: &Value| {
                let content = line.pointer(site.path).and_then(Value::as_str);
                content.is_none_or(|content| ["plain", "file"].contains(&content))
            };
            let may_be_file = site.service.forms_in_parts().contains(site.owner);
            let is_of_vote = site.path.starts_with("/field/votes/");
            let is_text = is_name(site.before) && is_name(&site.after);
            (may_be_file || is_of_vote) && site.is("content") && is_text
        },
    },
    Exception {
        because: "the list carries the rule out, in every message and as an error",
        holds: |site| site.kind("unique").is_some() && names(site.path).len() == 2,
    },
    Exception {
        because: "a rule that selects a type tells nothing itself",
        holds: |site| {
            let selects = site.kind("selects_type").is_some();
            selects && (site.is("severity") || site.is("direction"))
        },
    },
    Exception {
        because: "values beyond what is accepted are refused all the same",
        holds: |site| {
            let shape = site.holder("accepted");
            let number = |value: &Value| value.as_f64().or_else(|| value["value"].as_f64());
            let least = number(&shape["min"]).or_else(|| number(&shape["lower"]));
            let most = number(&shape["max"]).or_else(|| number(&shape["upper"]));
            let after = site.after.pointer(site.path).and_then(Value::as_f64);
            after.is_some_and(|after| {
                least.is_some_and(|least| after < least) || most.is_some_and(|most| after > most)
            })
        },
    },
    Exception {
        because: "nothing has fewer than none",
        holds: |site| {
            let least = site.is("min_chars") || site.is("min_items");
            let (before, after) = (
                site.before.pointer(site.path),
                site.after.pointer(site.path),
            );
            least && after.is_none() && before.is_some_and(|before| *before == 0)
        },
    },
];

/// Where the member of a line must be.
fn required(line: &Value) -> Required {
    serde_json::from_value(line["field"]["required"].clone()).unwrap_or_default()
}

/// Whether a rule runs unless its conditions hold.
fn is_exception(rule: &Value) -> bool {
    let mut kinds = rule["kind"].as_object().into_iter().flatten();
    kinds.any(|(kind, _)| kind.ends_with("_unless"))
}

/// Whether a rule can run in a message, as far as its direction and its contexts say.
fn runs(rule: &Value, scope: &Scope) -> bool {
    if rule.is_null() {
        return false;
    }
    let direction = rule["direction"].as_str();
    let conditions = rule["when"].as_array().map_or(&[][..], Vec::as_slice);
    let contexts = || {
        conditions
            .iter()
            .filter_map(|one| one["context"].as_array())
    };
    let context = scope.context.map(Context::as_str);
    let all = contexts().all(|contexts| contexts.iter().any(|one| one.as_str() == context));
    let in_context = if is_exception(rule) {
        let known = context.is_some() || contexts().next().is_none();
        known && (contexts().count() < conditions.len() || !all)
    } else {
        all
    };
    in_context && direction.is_none_or(|direction| direction == scope.direction.as_str())
}

/// The rules of types, as their lines have them.
fn rules<'c>(types: impl IntoIterator<Item = &'c TypeDef>) -> Vec<Value> {
    let rules = types.into_iter().flat_map(|ty| &ty.rules);
    let value = |rule| serde_json::to_value(rule).expect("a rule is a value");
    rules.map(value).collect()
}

impl Site<'_> {
    /// Whether the line is of that kind.
    fn is_of(&self, kind: &str) -> bool {
        self.before.get(kind).is_some()
    }

    /// Whether it is a member of that name that is changed, or an entry of it.
    pub(super) fn is(&self, name: &str) -> bool {
        names(self.path).last() == Some(&name)
    }

    /// What a rule of that kind asks.
    fn kind(&self, kind: &str) -> Option<&Value> {
        self.before["rule"]["kind"].get(kind)
    }

    /// Whether something is the same before and after in every message.
    pub(super) fn same<T: PartialEq>(&self, told: impl Fn(&Value, &Scope) -> T) -> bool {
        let mut scopes = self.scopes.iter();
        scopes.all(|scope| told(self.before, scope) == told(&self.after, scope))
    }

    /// The object whose member of that name is changed, or something in it.
    fn holder(&self, name: &str) -> &Value {
        let at = format!("{}/", self.path).rfind(&format!("/{name}/"));
        let holder = at.and_then(|at| self.before.pointer(&self.path[..at]));
        holder.unwrap_or(&Value::Null)
    }

    /// What each rule of the type makes of a default of the field: whether it runs, or what it selects by.
    fn by_default(&self, default: &Value) -> Vec<Value> {
        let field = &self.before["field"]["name"];
        let decides = |rule: Value| {
            let mut kinds = rule["kind"].as_object().into_iter().flatten();
            if kinds.any(|(_, kind)| kind["tag"] == *field) {
                return default.clone();
            }
            let when = rule["when"].as_array().into_iter().flatten();
            let mut when = when.filter(|condition| condition["is"]["field"] == *field);
            let is = |values: &Value| values.as_array().is_some_and(|all| all.contains(default));
            let runs = when.any(|one| is(&one["is"]["values"]) != is_exception(&rule));
            (!default.is_null() && runs).into()
        };
        rules(self.service.ty(self.owner))
            .into_iter()
            .map(decides)
            .collect()
    }

    /// Whether each rule of the operation's types can run in each of its messages, with a context.
    fn running(&self, context: &Value) -> Vec<bool> {
        let context = serde_json::from_value(context.clone()).expect("a context or null");
        let operation = self.service.operation(self.owner).into_iter();
        let messages = operation.flat_map(|operation| self.service.messages_of(operation));
        let running = messages.flat_map(|message| {
            let scope = message.scope().in_context(context);
            let rules = rules(self.service.reachable(message.type_def()));
            rules.into_iter().map(move |rule| runs(&rule, &scope))
        });
        running.collect()
    }
}
