//! Texts that patterns accept, found by walking their automata.

use std::collections::BTreeMap;

use mediaspec_core::automaton::Automaton;

use crate::dice::Dice;

/// How many states of all automata together are looked at; patterns beyond that get no text from here.
const MOST_STATES: usize = 4096;

/// How much longer than the least length a text may become.
const MOST_EXTRA: usize = 512;

/// The longest separator that texts are looked for without.
const LONGEST_SEPARATOR: usize = 64;

/// The characters of samples, in the order in which they read well. What a pattern asks beyond ASCII is tried last.
const READABLE: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./:@#+,=~ !$%&'()*;?[]^`{|}<>\"\\";
const BEYOND: &str = "中文字éäñабвあ한😀";

/// Returns a text of `min` to `max` code points that all of the automata accept; `None` where there is none in reach.
pub(crate) fn accepted(
    automata: &[&Automaton],
    min: usize,
    max: usize,
    dice: &mut Dice,
) -> Option<String> {
    let ascii: Vec<char> = READABLE.chars().collect();
    let all = READABLE.chars().chain(BEYOND.chars()).collect();
    [ascii, all]
        .into_iter()
        .find_map(|characters| Machine::new(automata, characters)?.walk(min, max, dice))
}

/// The automata side by side, over a choice of characters.
struct Machine {
    characters: Vec<char>,
    /// By state: the next state for each character; `None` where the text cannot match any more.
    next: Vec<Vec<Option<usize>>>,
    /// By state: whether the text may end there.
    accepting: Vec<bool>,
}

impl Machine {
    fn new(automata: &[&Automaton], characters: Vec<char>) -> Option<Self> {
        let start: Vec<u16> = vec![0; automata.len()];
        let mut numbers = BTreeMap::from([(start.clone(), 0_usize)]);
        let mut waiting = vec![start];
        let mut machine = Self {
            characters,
            next: Vec::new(),
            accepting: Vec::new(),
        };
        // States are numbered as they are found, and looked at in that order.
        while let Some(state) = waiting.get(machine.next.len()).cloned() {
            let mut row = Vec::with_capacity(machine.characters.len());
            for &character in &machine.characters {
                let target = after(automata, &state, character).map(|target| {
                    *numbers.entry(target).or_insert_with_key(|target| {
                        waiting.push(target.clone());
                        waiting.len().saturating_sub(1)
                    })
                });
                row.push(target);
            }
            if waiting.len() > MOST_STATES {
                return None;
            }
            machine.next.push(row);
            machine.accepting.push(
                automata
                    .iter()
                    .zip(&state)
                    .all(|(a, &s)| s == Automaton::MATCHED || a.accepts_at(s)),
            );
        }
        Some(machine)
    }

    fn walk(&self, min: usize, max: usize, dice: &mut Dice) -> Option<String> {
        // `ends[k]`: the states from which exactly `k` more characters can end the text.
        let mut ends = vec![self.accepting.clone()];
        let mut lengths = Vec::new();
        let longest = max.min(min.saturating_add(MOST_EXTRA));
        let spread = if dice.is_plain() { 0 } else { 12 };
        let mut enough = longest;
        for length in 0..=longest {
            let now = ends.get(length)?;
            if length >= min && now.first() == Some(&true) {
                // An empty text says little: look on, and take it only where there is no other.
                if length > 0 && lengths.iter().all(|&l| l == 0) {
                    lengths.clear();
                    enough = longest.min(length.saturating_add(spread));
                }
                lengths.push(length);
            }
            if length >= enough {
                break;
            }
            let before: Vec<bool> = self
                .next
                .iter()
                .map(|row| {
                    row.iter()
                        .flatten()
                        .any(|&target| now.get(target) == Some(&true))
                })
                .collect();
            if !before.contains(&true) {
                // Nothing that long ends anywhere, and nothing longer.
                break;
            }
            ends.push(before);
        }
        let length = *lengths.get(dice.below(lengths.len()))?;

        let mut text = String::new();
        let mut state = 0;
        let mut cursor = 0;
        for left in (0..length).rev() {
            let row = self.next.get(state)?;
            let fits = |&at: &usize| {
                row.get(at)
                    .copied()
                    .flatten()
                    .is_some_and(|target| ends.get(left).and_then(|e| e.get(target)) == Some(&true))
            };
            // Going round the alphabet from where the last character stands gives `abcdef`, not `aaaaaa`.
            let round: Vec<usize> = (cursor..self.characters.len())
                .chain(0..cursor)
                .filter(fits)
                .collect();
            let at = *round.get(dice.below(round.len()))?;
            text.push(*self.characters.get(at)?);
            state = row.get(at).copied().flatten()?;
            cursor = at.saturating_add(1);
        }
        Some(text)
    }
}

/// Returns the states after a character; `None` where one of the automata cannot match any more.
fn after(automata: &[&Automaton], state: &[u16], character: char) -> Option<Vec<u16>> {
    let mut buffer = [0; 4];
    let bytes = character.encode_utf8(&mut buffer).as_bytes();
    automata
        .iter()
        .zip(state)
        .map(|(automaton, &from)| {
            let mut at = from;
            for &byte in bytes {
                if at == Automaton::MATCHED {
                    break;
                }
                at = automaton.step(at, byte);
                if at == Automaton::DEAD {
                    return None;
                }
            }
            Some(at)
        })
        .collect()
}

/// Returns an automaton that accepts what is base64 of RFC 4648 section 4, padded.
pub(crate) fn base64() -> Automaton {
    const DEAD: u16 = Automaton::DEAD;
    let class = |byte: u8| match byte {
        b'=' => 2,
        b'+' | b'/' => 1,
        _ if byte.is_ascii_alphanumeric() => 1,
        _ => 0,
    };
    // By the characters of the last group, then what lacks a second `=`, and what is complete with its padding.
    let next = [
        [DEAD, 1, DEAD],
        [DEAD, 2, DEAD],
        [DEAD, 3, 4],
        [DEAD, 0, 5],
        [DEAD, DEAD, 5],
        [DEAD, DEAD, DEAD],
    ];
    Automaton {
        classes: (0..=u8::MAX).map(class).collect(),
        width: 3,
        next: next.concat().into(),
        accepting: [true, false, false, false, false, true].into(),
    }
}

/// Returns an automaton that accepts the texts that can stand before a separator as one piece: those in which it does not
/// occur, nor begins so that what follows completes it. `None` for an empty separator, and for one that is too long.
pub(crate) fn without(separator: &str) -> Option<Automaton> {
    let bytes = separator.as_bytes();
    if bytes.is_empty() || bytes.len() > LONGEST_SEPARATOR {
        return None;
    }
    // How much of the separator a text has at its end, after one more byte.
    let after = |length: usize, byte: u8| {
        let mut end = bytes.get(..length).unwrap_or_default().to_vec();
        end.push(byte);
        (0..=end.len()).rev().find(|&n| {
            let begin = bytes.get(..n);
            begin.is_some_and(|begin| end.ends_with(begin))
        })
    };
    let state = |length: usize| match u16::try_from(length) {
        Ok(state) if length < bytes.len() => state,
        _ => Automaton::DEAD,
    };
    let mut own = bytes.to_vec();
    own.sort_unstable();
    own.dedup();
    let class = |byte: u8| {
        own.binary_search(&byte)
            .map_or(0, |at| at.saturating_add(1))
    };
    let mut next = Vec::new();
    let mut accepting = Vec::new();
    for length in 0..bytes.len() {
        next.push(0);
        let steps = own.iter().map(|&byte| after(length, byte).unwrap_or(0));
        next.extend(steps.map(state));
        // Where the separator comes now, it must end where it ends, and not before.
        let mut reached = length;
        accepting.push(bytes.iter().enumerate().all(|(at, &byte)| {
            reached = after(reached, byte).unwrap_or(0);
            reached < bytes.len() || at.saturating_add(1) == bytes.len()
        }));
    }
    let classes: Result<_, _> = (0..=u8::MAX)
        .map(|byte| u8::try_from(class(byte)))
        .collect();
    Some(Automaton {
        classes: classes.ok()?,
        width: u16::try_from(own.len().saturating_add(1)).ok()?,
        next: next.into(),
        accepting: accepting.into(),
    })
}

#[cfg(test)]
mod tests {
    use mediaspec_core::contract::{Form, Pattern};

    use super::*;
    use crate::fixtures::{service_of, text};

    /// Holds that a contract may have the automaton: its tables lead nowhere else.
    fn relied_on(automaton: &Automaton) {
        let pattern = Pattern {
            regex: "".into(),
            words: "".into(),
            automaton: automaton.clone(),
        };
        let _ = service_of(text(Form {
            pattern: Some(Box::new(pattern)),
            ..Form::default()
        }));
    }

    #[test]
    fn base64_is_known_by_its_groups() {
        let automaton = base64();
        relied_on(&automaton);
        for good in ["", "QUJD", "QUI=", "QQ==", "QUJDQQ=="] {
            assert!(automaton.matches(good), "{good}");
        }
        for bad in ["Q", "QQ", "QUI", "Q===", "QU=J", "QUJD\n", "QU-_", "===="] {
            assert!(!automaton.matches(bad), "{bad}");
        }
    }

    #[test]
    fn a_piece_neither_holds_its_separator_nor_begins_it_at_its_end() {
        for separator in [",", "::", "aab", "abab", "é-"] {
            let automaton = without(separator).expect("a separator");
            relied_on(&automaton);
            for text in [
                "", "a", "b", ":", ",", "::", "a:", ":a", "a::", "ab", "aba", "abab", "xaba", "aa",
                "aab", "aaab", "é", "-é", "é-", "aé",
            ] {
                let joined = format!("{text}{separator}rest");
                let pieces: Vec<_> = joined.split(separator).collect();
                let expected = pieces.first() == Some(&text);
                assert_eq!(automaton.matches(text), expected, "{text} {separator}");
            }
        }
        assert_eq!(without(""), None);
        assert_eq!(without(&"-".repeat(1000)), None);
    }
}
