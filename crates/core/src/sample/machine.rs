//! Texts that patterns accept, found by walking their automata.

use std::collections::BTreeMap;

use super::dice::Dice;
use crate::automaton::Automaton;

/// How many states of all automata together are looked at; patterns beyond that get no text from here.
const MOST_STATES: usize = 4096;

/// How much longer than the least length a text may become.
const MOST_EXTRA: usize = 512;

/// The characters of samples, in the order in which they read well. What a pattern asks beyond ASCII is tried last.
const READABLE: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./:@#+,=~ !$%&'()*;?[]^`{|}<>\"\\";
const BEYOND: &str = "中文字éäñабвあ한😀";

/// A text of `min` to `max` code points that all of the automata accept and that holds no character of `without`.
/// `None` where there is none in reach.
pub(super) fn accepted(
    automata: &[Automaton<'_>],
    min: usize,
    max: usize,
    without: &str,
    dice: &mut Dice,
) -> Option<String> {
    let usable = |characters: &str| -> Vec<char> {
        characters
            .chars()
            .filter(|c| !without.contains(*c))
            .collect()
    };
    let ascii = usable(READABLE);
    let all: Vec<char> = ascii.iter().copied().chain(usable(BEYOND)).collect();
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
    fn new(automata: &[Automaton<'_>], characters: Vec<char>) -> Option<Self> {
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
        let length = *lengths.get(dice.index(lengths.len()))?;

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
            let at = *round.get(dice.index(round.len()))?;
            text.push(*self.characters.get(at)?);
            state = row.get(at).copied().flatten()?;
            cursor = at.saturating_add(1);
        }
        Some(text)
    }
}

/// The states after a character; `None` where one of the automata cannot match any more.
fn after(automata: &[Automaton<'_>], state: &[u16], character: char) -> Option<Vec<u16>> {
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
