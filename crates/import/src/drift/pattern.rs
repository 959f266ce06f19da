//! Two patterns beside each other: which texts one of them matches and the other one does not.

use std::collections::{BTreeSet, VecDeque};

use mediaspec_core::automaton::Automaton;
use mediaspec_spec::patterns;

use super::finding::Change;

/// How many pairs of states are looked at.
const MAX_PAIRS: usize = 20_000;

/// Characters that stand for those like them: letters and digits of several scripts, marks, space, line ends.
const USUAL: &str =
    "abzAZ059 _-.,:;/\\|@#+*?!'\"()[]{}<>=&%$~^`\t\r\n\u{e9}\u{4e2d}\u{a0}\u{3000}\u{1f600}";

/// Returns what a change from one pattern to another does, as far as texts of usual characters and of those in the patterns
/// show it. Patterns that cannot be compared count as a change both ways.
pub(super) fn change(before: &str, after: &str) -> Change {
    let (Ok(was), Ok(is)) = (patterns::compile(before), patterns::compile(after)) else {
        return Change::Other;
    };
    let letters = letters(before, after);
    Change::of(
        only_first(&was, &is, &letters).is_some(),
        only_first(&is, &was, &letters).is_some(),
    )
}

/// Returns the shortest text that one pattern matches and the other one does not.
pub(super) fn told_apart(matching: &str, not: &str) -> Option<String> {
    let (first, second) = (patterns::compile(matching), patterns::compile(not));
    only_first(&first.ok()?, &second.ok()?, &letters(matching, not))
}

/// Returns whether a pattern matches a text of `least` to `most` characters; no `most` stands for any number. A pattern that
/// cannot be looked at may match one.
pub(super) fn matches_between(pattern: &str, least: u64, most: Option<u64>) -> bool {
    let Ok(automaton) = patterns::compile(pattern) else {
        return true;
    };
    let letters = letters(pattern, "");
    let states = automaton.accepting.len() as u64;
    // A text that is longer goes through a state twice, and can be made shorter.
    let most = most.unwrap_or(least.saturating_add(states));
    let mut reached = BTreeSet::from([0_u16]);
    for length in 0..=most {
        let accepts = |state: &u16| match *state {
            Automaton::MATCHED => true,
            state => automaton.accepts_at(state),
        };
        if length >= least && reached.iter().any(accepts) {
            return true;
        }
        if length >= MAX_PAIRS as u64 || reached.is_empty() {
            break;
        }
        let next = |state: u16| letters.iter().map(move |c| (state, *c));
        let steps = reached.iter().copied().flat_map(next);
        let after = steps.map(|(state, c)| step(&automaton, state, c));
        reached = after.filter(|state| *state != Automaton::DEAD).collect();
    }
    !reached.is_empty() && most >= MAX_PAIRS as u64
}

/// Returns the state behind a character.
fn step(automaton: &Automaton, state: u16, c: char) -> u16 {
    let mut buffer = [0; 4];
    let bytes = c.encode_utf8(&mut buffer).bytes();
    bytes.fold(state, |state, byte| match state {
        Automaton::DEAD | Automaton::MATCHED => state,
        state => automaton.step(state, byte),
    })
}

fn letters(one: &str, other: &str) -> BTreeSet<char> {
    let mut letters: BTreeSet<char> = USUAL.chars().collect();
    for c in one.chars().chain(other.chars()) {
        // The ends of a range, and what lies beside them.
        let near = [u32::from(c).checked_sub(1), u32::from(c).checked_add(1)];
        letters.extend(near.into_iter().flatten().filter_map(char::from_u32));
        letters.insert(c);
    }
    letters
}

fn only_first(first: &Automaton, second: &Automaton, letters: &BTreeSet<char>) -> Option<String> {
    let accepts = |automaton: &Automaton, state: u16| match state {
        Automaton::DEAD => false,
        Automaton::MATCHED => true,
        state => automaton.accepts_at(state),
    };
    let mut seen = BTreeSet::from([(0, 0)]);
    let mut pending = VecDeque::from([(0, 0, String::new())]);
    while let Some((a, b, text)) = pending.pop_front() {
        if accepts(first, a) && !accepts(second, b) {
            return Some(text);
        }
        if a == Automaton::DEAD || b == Automaton::MATCHED {
            continue;
        }
        for &c in letters {
            let next = (step(first, a, c), step(second, b, c));
            if seen.len() < MAX_PAIRS && seen.insert(next) {
                let mut text = text.clone();
                text.push(c);
                pending.push_back((next.0, next.1, text));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_that_lets_more_texts_pass_is_wider() {
        assert_eq!(change("^[a-f]{1,4}$", "^[a-f]{1,8}$"), Change::Wider);
        assert_eq!(change("^[a-z0-9]+$", "^[a-z]+$"), Change::Narrower);
        assert_eq!(change("^[a-m]+$", "^[b-z]+$"), Change::Other);
        assert_eq!(change("^(ab|cd)$", "^(cd|ab)$"), Change::None);
        assert!(matches_between("^#[0-9a-f]{6}$", 1, Some(7)) && matches_between("a", 900, None));
        assert!(!matches_between("^#[0-9a-f]{6}$", 8, None) && !matches_between("^$", 1, Some(64)));
        assert_eq!(told_apart("^[a-z0-9]+$", "^[a-z]+$").as_deref(), Some("0"));
    }
}
