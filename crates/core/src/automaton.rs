//! Compiled patterns: a table-driven automaton over UTF-8 bytes, built when a spec is loaded.
//!
//! Nothing is compiled when a payload is checked, and time is linear in the text.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

/// The most states that the automaton of a pattern may have.
pub const MAX_STATES: usize = 4096;

/// A deterministic automaton that decides whether a text matches a pattern.
///
/// State 0 is the start. [`Automaton::DEAD`] and [`Automaton::MATCHED`] in `next` mean "no way to match any more" and
/// "matches, whatever follows".
///
/// The default one has no state, and matches nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Automaton {
    /// The class of each byte; 256 entries.
    pub classes: Box<[u8]>,
    /// How many classes there are: the width of a row of `next`.
    pub width: u16,
    /// The next state by state and class, rows one after another.
    pub next: Box<[u16]>,
    /// Whether the text may end in a state.
    pub accepting: Box<[bool]>,
}

impl Automaton {
    /// In `next`: the text cannot match any more.
    pub const DEAD: u16 = u16::MAX;
    /// In `next`: the text matches, whatever follows.
    pub const MATCHED: u16 = u16::MAX - 1;

    /// Whether the text matches. A malformed table matches nothing.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        // What `step` does, with what is asked of the tables once asked once.
        let Some(classes) = self.classes.first_chunk::<256>() else {
            return self.matches_bytes(text.bytes());
        };
        let width = usize::from(self.width);
        let mut state = 0_u16;
        for byte in text.bytes() {
            let class = classes.get(usize::from(byte)).copied().unwrap_or(0);
            let row = usize::from(state).wrapping_mul(width);
            match self.next.get(row.wrapping_add(class.into())).copied() {
                None | Some(Self::DEAD) => return false,
                Some(Self::MATCHED) => return true,
                Some(next) => state = next,
            }
        }
        self.accepts_at(state)
    }

    /// The same for the bytes of a text that is not in one piece.
    pub(crate) fn matches_bytes(&self, bytes: impl Iterator<Item = u8>) -> bool {
        let mut state = 0_u16;
        for byte in bytes {
            match self.step(state, byte) {
                Self::DEAD => return false,
                Self::MATCHED => return true,
                next => state = next,
            }
        }
        self.accepts_at(state)
    }

    /// The state after a byte.
    #[must_use]
    pub fn step(&self, state: u16, byte: u8) -> u16 {
        let class = self.classes.get(usize::from(byte)).copied().unwrap_or(0);
        let at = usize::from(state)
            .saturating_mul(usize::from(self.width))
            .saturating_add(usize::from(class));
        self.next.get(at).copied().unwrap_or(Self::DEAD)
    }

    /// Whether the text may end in that state.
    #[must_use]
    pub fn accepts_at(&self, state: u16) -> bool {
        self.accepting
            .get(usize::from(state))
            .copied()
            .unwrap_or(false)
    }

    /// What is wrong with the tables, if anything: every state and every class that they name must be there.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        let states = self.accepting.len();
        let width = usize::from(self.width);
        if self.classes.len() != 256 {
            return Some("an automaton has a class for each of 256 bytes");
        }
        if states == 0 || states > MAX_STATES {
            return Some("an automaton has from 1 to 4096 states");
        }
        if self.next.len() != states.saturating_mul(width) {
            return Some("an automaton has a row of next states for each state");
        }
        if self
            .classes
            .iter()
            .any(|class| usize::from(*class) >= width)
        {
            return Some("an automaton names a class that is out of its table");
        }
        let leads = |next: &u16| *next < Self::MATCHED && usize::from(*next) >= states;
        if self.next.iter().any(leads) {
            return Some("an automaton names a state that is out of its table");
        }
        None
    }
}

/// In contract files: runs of bytes with their class, rows of next states (-1 for dead, -2 for matched), accepting states.
#[derive(serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Tables {
    /// `[from, to, class]`, inclusive; bytes that are in no run have class 0.
    classes: Vec<(u8, u8, u8)>,
    /// For each state a row of next states by class: -1 where the text cannot match any more, -2 where it matches.
    next: Vec<Vec<i32>>,
    /// The states in which the text may end.
    accepting: Vec<u16>,
}

impl Serialize for Automaton {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut classes: Vec<(u8, u8, u8)> = Vec::new();
        for (byte, class) in (0..=u8::MAX).zip(&self.classes) {
            match classes.last_mut() {
                Some((_, to, last)) if last == class && to.checked_add(1) == Some(byte) => {
                    *to = byte;
                }
                _ if *class == 0 => {}
                _ => classes.push((byte, byte, *class)),
            }
        }
        let row = |row: &[u16]| -> Vec<i32> {
            let number = |next: &u16| match *next {
                Self::DEAD => -1,
                Self::MATCHED => -2,
                next => i32::from(next),
            };
            row.iter().map(number).collect()
        };
        Tables {
            classes,
            next: self
                .next
                .chunks(usize::from(self.width).max(1))
                .map(row)
                .collect(),
            accepting: (0..)
                .zip(&self.accepting)
                .filter_map(|(state, accepts)| accepts.then_some(state))
                .collect(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Automaton {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tables = Tables::deserialize(deserializer)?;
        let mut classes = vec![0_u8; 256];
        for (from, to, class) in tables.classes {
            let run = classes.get_mut(usize::from(from)..=usize::from(to));
            run.ok_or_else(|| D::Error::custom("a run of bytes ends before it begins"))?
                .fill(class);
        }
        let width = tables.next.first().map_or(0, Vec::len);
        let mut next = Vec::with_capacity(tables.next.len().saturating_mul(width));
        for row in &tables.next {
            if row.len() != width {
                return Err(D::Error::custom("rows of next states differ in length"));
            }
            for state in row {
                next.push(match state {
                    -1 => Self::DEAD,
                    -2 => Self::MATCHED,
                    state => u16::try_from(*state)
                        .ok()
                        .filter(|state| *state < Self::MATCHED)
                        .ok_or_else(|| {
                            D::Error::custom("an automaton names a state that is out of its table")
                        })?,
                });
            }
        }
        let mut accepting = vec![false; tables.next.len()];
        for state in tables.accepting {
            *accepting.get_mut(usize::from(state)).ok_or_else(|| {
                D::Error::custom("an automaton accepts in a state that is out of its table")
            })? = true;
        }
        Ok(Self {
            classes: classes.into(),
            width: u16::try_from(width)
                .map_err(|_| D::Error::custom("an automaton has too many classes"))?,
            next: next.into(),
            accepting: accepting.into(),
        })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Automaton {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Automaton".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Tables::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `^a+$`
    fn letters() -> Automaton {
        let mut classes = vec![0; 256];
        if let Some(class) = classes.get_mut(usize::from(b'a')) {
            *class = 1;
        }
        Automaton {
            classes: classes.into(),
            width: 2,
            next: [Automaton::DEAD, 1, Automaton::DEAD, 1].into(),
            accepting: [false, true].into(),
        }
    }

    #[test]
    fn tables_are_read_as_they_were_written() {
        let written = serde_json::to_string(&letters()).expect("it can be written");
        assert_eq!(
            written,
            r#"{"classes":[[97,97,1]],"next":[[-1,1],[-1,1]],"accepting":[1]}"#
        );
        let read: Automaton = serde_json::from_str(&written).expect("it can be read");
        assert_eq!(read, letters());
        assert_eq!(read.problem(), None);
        assert!(read.matches("aa") && !read.matches("") && !read.matches("ab"));
    }

    #[test]
    fn tables_that_point_out_of_themselves_are_refused() {
        for (text, found) in [
            (
                r#"{"classes":[[9,1,1]],"next":[[0,0]],"accepting":[]}"#,
                "ends before it begins",
            ),
            (
                r#"{"classes":[],"next":[[0],[0,1]],"accepting":[]}"#,
                "differ in length",
            ),
            (
                r#"{"classes":[],"next":[[70000]],"accepting":[]}"#,
                "out of its table",
            ),
            (
                r#"{"classes":[],"next":[[65534]],"accepting":[]}"#,
                "out of its table",
            ),
            (
                r#"{"classes":[],"next":[[0]],"accepting":[1]}"#,
                "out of its table",
            ),
        ] {
            let refused = serde_json::from_str::<Automaton>(text).expect_err(text);
            assert!(refused.to_string().contains(found), "{text}: {refused}");
        }
        for text in [
            r#"{"classes":[],"next":[],"accepting":[]}"#,
            r#"{"classes":[],"next":[[1]],"accepting":[]}"#,
            r#"{"classes":[[0,9,1]],"next":[[0]],"accepting":[]}"#,
        ] {
            let read: Automaton = serde_json::from_str(text).expect(text);
            assert!(read.problem().is_some(), "{text}");
        }
    }
}
