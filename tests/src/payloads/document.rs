//! JSON whose members keep their order and whose scalars know how they can be wrong.

/// A piece of a document.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Scalar(Scalar),
    List(Vec<Node>),
    Object(Vec<(&'static str, Node)>),
}

/// A scalar: its JSON text, and what the contract asks of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scalar {
    pub(super) json: String,
    pub(super) asked: Asked,
}

/// What the contract asks of a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Nothing that a mistake is made of.
    Nothing,
    /// What an avatar says, filled in last.
    Speech,
    /// A number within bounds.
    Number(i64, i64),
    /// At most so many characters.
    Text(usize),
    /// `#` and six hexadecimal digits.
    Colour,
    /// One of a list of values.
    Choice,
    /// A truth value.
    Flag,
    /// No more than its kind, as far as all sources agree.
    Kind,
}

fn scalar(json: String, asked: Asked) -> Node {
    Node::Scalar(Scalar { json, asked })
}

pub(super) fn null() -> Node {
    scalar("null".to_owned(), Asked::Nothing)
}

pub(super) fn speech() -> Node {
    scalar("\"\"".to_owned(), Asked::Speech)
}

pub(super) fn number(value: i64, low: i64, high: i64) -> Node {
    scalar(value.to_string(), Asked::Number(low, high))
}

/// A number with two digits after the point; `hundredths` / 100.
pub(super) fn fraction(hundredths: i64, low: i64, high: i64) -> Node {
    let json = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    scalar(json, Asked::Number(low, high))
}

pub(super) fn text(value: &str, most: usize) -> Node {
    scalar(quoted(value), Asked::Text(most))
}

pub(super) fn colour(value: &str) -> Node {
    scalar(quoted(value), Asked::Colour)
}

pub(super) fn choice(value: &str) -> Node {
    scalar(quoted(value), Asked::Choice)
}

pub(super) fn flag(value: bool) -> Node {
    scalar(value.to_string(), Asked::Flag)
}

/// The same value where a breach of its constraints is no error: sources disagree about them, or one alone states them.
pub(super) fn disputed(node: Node) -> Node {
    match node {
        Node::Scalar(Scalar { json, asked: _ }) => scalar(json, Asked::Kind),
        node @ (Node::List(_) | Node::Object(_)) => node,
    }
}

pub(super) fn quoted(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

impl Node {
    /// Its scalars in document order.
    pub(super) fn scalars_mut<'n>(&'n mut self, found: &mut Vec<&'n mut Scalar>) {
        match self {
            Self::Scalar(scalar) => found.push(scalar),
            Self::List(items) => {
                for item in items {
                    item.scalars_mut(found);
                }
            }
            Self::Object(members) => {
                for (_, member) in members {
                    member.scalars_mut(found);
                }
            }
        }
    }

    /// How many bytes its text has.
    pub(super) fn len(&self, pretty: bool) -> usize {
        self.to_text(pretty).len()
    }

    /// Its JSON text; pretty text is indented by two spaces a level.
    pub(super) fn to_text(&self, pretty: bool) -> String {
        let mut out = String::new();
        self.write(&mut out, pretty.then_some(0));
        out
    }

    fn write(&self, out: &mut String, level: Option<usize>) {
        let inside = level.map(|level| level.saturating_add(1));
        match self {
            Self::Scalar(scalar) => out.push_str(&scalar.json),
            Self::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    separate(out, index, inside);
                    item.write(out, inside);
                }
                if !items.is_empty() {
                    break_line(out, level);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (name, member)) in members.iter().enumerate() {
                    separate(out, index, inside);
                    out.push('"');
                    out.push_str(name);
                    out.push_str(if level.is_some() { "\": " } else { "\":" });
                    member.write(out, inside);
                }
                if !members.is_empty() {
                    break_line(out, level);
                }
                out.push('}');
            }
        }
    }
}

fn separate(out: &mut String, index: usize, level: Option<usize>) {
    if index > 0 {
        out.push(',');
    }
    break_line(out, level);
}

fn break_line(out: &mut String, level: Option<usize>) {
    if let Some(level) = level {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", level));
    }
}
