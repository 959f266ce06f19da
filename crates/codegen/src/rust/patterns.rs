//! Patterns and their automata: each once, whichever services use it.

use std::collections::BTreeMap;

use mediaspec_core::automaton::Automaton;
use mediaspec_core::contract::Pattern;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::Place;
use super::docs::{Docs, Line};
use super::file::{RustFile, ident, int};
use crate::OutputSet;

/// How many classes stand in a row of the generated file.
const CLASSES_A_ROW: usize = 32;

/// The patterns that tables refer to.
#[derive(Default)]
pub(super) struct Patterns {
    /// By source text and words.
    patterns: BTreeMap<(String, String), Ident>,
    /// By source text: an automaton is made of nothing else.
    automata: BTreeMap<String, TokenStream>,
}

impl Patterns {
    /// The name of the `static` of a pattern.
    ///
    /// It is made of the pattern's content, so that a new pattern changes no other one's name.
    pub(super) fn name(&mut self, pattern: &Pattern<'_>) -> Ident {
        let Pattern {
            regex,
            words,
            automaton,
        } = pattern;
        self.automata
            .entry((*regex).to_owned())
            .or_insert_with(|| print(regex, automaton));
        let key = ((*regex).to_owned(), (*words).to_owned());
        self.patterns
            .entry(key)
            .or_insert_with(|| ident(&format!("PATTERN_{:016X}", hash(&[regex, words]))))
            .clone()
    }

    /// Adds the file with all of them.
    pub(super) fn render(self, place: Place, out: &mut OutputSet) {
        let mut file = RustFile::new(
            &format!("{}/", place.spec),
            "Patterns and their compiled forms.",
        );
        if !self.patterns.is_empty() {
            file.push(quote! {
                use ::mediaspec_core::automaton::{Automaton, accepting, classes, next};
                use ::mediaspec_core::contract::Pattern;
            });
        }
        for ((regex, words), name) in self.patterns {
            let mut docs = Docs::default();
            docs.paragraph(Line::default().code(&regex));
            let docs = docs.into_tokens();
            let automaton = automaton_name(&regex);
            file.push(quote! {
                #docs
                pub static #name: Pattern<'static> = Pattern { regex: #regex, words: #words, automaton: #automaton };
            });
        }
        for (_, automaton) in self.automata {
            file.push(automaton);
        }
        file.finish(format!("{}/patterns.rs", place.code), out);
    }
}

fn automaton_name(regex: &str) -> Ident {
    ident(&format!("AUTOMATON_{:016X}", hash(&[regex])))
}

/// The tables of an automaton.
///
/// A row is one literal: an array of numbers would take a line for each of them. Rows of `next` have two bytes an entry.
fn print(regex: &str, automaton: &Automaton<'_>) -> TokenStream {
    let Automaton {
        classes,
        width,
        next,
        accepting,
    } = automaton;
    let named = |prefix: &str| ident(&format!("{prefix}_{:016X}", hash(&[regex])));
    let (classes_name, next_name, accepting_name) =
        (named("CLASSES"), named("NEXT"), named("ACCEPTING"));
    let name = automaton_name(regex);
    let row = usize::from(*width).max(1);
    let entries = |row: &[u16]| {
        row.iter()
            .flat_map(|entry| entry.to_be_bytes())
            .collect::<Vec<u8>>()
    };
    let class_rows = classes.chunks(CLASSES_A_ROW).map(Literal::byte_string);
    let next_rows = next
        .chunks(row)
        .map(|row| Literal::byte_string(&entries(row)));
    let states = accepting
        .iter()
        .enumerate()
        .filter(|(_, accepts)| **accepts);
    let states = states.map(|(state, _)| Literal::usize_unsuffixed(state));
    let [class_count, next_count, state_count] =
        [classes.len(), next.len(), accepting.len()].map(Literal::usize_unsuffixed);
    let width = int(i64::from(*width));
    quote! {
        static #name: Automaton<'static> = Automaton {
            classes: &#classes_name,
            width: #width,
            next: &#next_name,
            accepting: &#accepting_name,
        };
        static #classes_name: [u8; #class_count] = classes([#(#class_rows),*]);
        static #next_name: [u16; #next_count] = next([#(#next_rows),*]);
        static #accepting_name: [bool; #state_count] = accepting([#(#states),*]);
    }
}

/// FNV-1a: stable across releases and machines. The parts are told apart by a byte that UTF-8 does not have.
fn hash(parts: &[&str]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let separated = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    for byte in separated {
        hash ^= u64::from(byte);
        hash = hash.wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash
}
