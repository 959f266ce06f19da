//! Texts of several pieces.

use mediaspec_core::contract::{Enum, Field, Form, Piece, Separated};

use super::maker::{Maker, is_old};
use super::text::{self, Lengths};
use crate::oracle::wide;

/// The most pieces that one text gets.
const MOST_PIECES: usize = 4096;

impl<'t> Maker<'_, 't> {
    /// Makes a text of several pieces.
    pub(super) fn separated(
        &mut self,
        field: &Field,
        form: &Form,
        separated: &'t Separated,
    ) -> String {
        let Separated {
            separator,
            min_items,
            max_items,
            piece: _,
        } = separated;
        let least = least(*min_items);
        let bound = max_items.map_or(MOST_PIECES, wide).min(MOST_PIECES);
        let most = if self.dice.is_plain() {
            if self.full { 2 } else { 1 }
        } else {
            self.dice.below(3).saturating_add(1)
        };
        let most = most.max(least);
        let Lengths { min, max } = Lengths::of(form);
        let mut out = String::new();
        let mut length = 0_usize;
        // Where the text must be long, there are as many pieces as it takes.
        for ordinal in 0..bound {
            let enough = ordinal >= most && length >= min;
            if enough && (ordinal >= most.saturating_add(8) || text::fits(form, &out)) {
                break;
            }
            let next = self.piece(field, separated, ordinal);
            let more = if ordinal == 0 {
                next
            } else {
                format!("{separator}{next}")
            };
            let longer = length.saturating_add(more.chars().count());
            if ordinal >= least && longer > max {
                break;
            }
            out.push_str(&more);
            length = longer;
        }
        if !text::fits(form, &out)
            && let Some(short) = self.short(form, separated, least)
        {
            return short;
        }
        out
    }

    /// Makes one piece.
    pub(crate) fn piece(
        &mut self,
        field: &Field,
        separated: &'t Separated,
        ordinal: usize,
    ) -> String {
        let Separated {
            separator,
            min_items: _,
            max_items: _,
            piece,
        } = separated;
        match piece {
            Piece::Text(form) => self.text(field, form, ordinal, separator),
            Piece::Enum(choice) => self.choice_before(separator, choice, ordinal),
        }
    }

    /// Returns a value of an enum that is one piece in front of a separator.
    fn choice_before(&mut self, separator: &str, choice: &'t Enum, ordinal: usize) -> String {
        let mut wires = self.wires(choice);
        let one_piece = |wire: &str| text::is_one_piece(wire, separator);
        let good = |wire: &str| !choice.values.iter().any(|v| is_old(v) && *v.wire == *wire);
        let suits: [&dyn Fn(&str) -> bool; 2] = [&one_piece, &good];
        for suits in suits {
            if wires.iter().any(|wire| suits(wire)) {
                wires.retain(|wire| suits(wire));
            }
        }
        let wire = wires.get(ordinal.checked_rem(wires.len()).unwrap_or(0));
        wire.copied().unwrap_or_default().to_owned()
    }

    /// Makes a text of so many short pieces that has the form of the whole and of its pieces.
    fn short(&mut self, form: &Form, separated: &'t Separated, count: usize) -> Option<String> {
        let Separated {
            separator,
            min_items: _,
            max_items: _,
            piece,
        } = separated;
        let fits = |text: &str| text::fits(form, text);
        let is_piece = |text: &str| text::is_one_piece(text, separator);
        let repeated = |text: &str| vec![text; count].join(separator);
        match piece {
            Piece::Text(own) if count == 1 => text::walked(
                &[form, own],
                separator,
                Lengths::of(form).and(Lengths::of(own)),
                self.dice,
            )
            .filter(|text| fits(text) && is_piece(text) && text::fits(own, text)),
            Piece::Text(own) => {
                let lengths = Lengths::of(own);
                // The shortest, where what else is asked leaves it room.
                let shortest = Lengths {
                    max: lengths.min.max(1),
                    ..lengths
                };
                [shortest, lengths].into_iter().find_map(|lengths| {
                    text::walked(&[own], separator, lengths, self.dice)
                        .filter(|text| is_piece(text) && text::fits(own, text))
                        .map(|text| repeated(&text))
                        .filter(|text| fits(text))
                })
            }
            Piece::Enum(choice) => {
                let wires = self.wires(choice).into_iter();
                let texts = wires.filter(|wire| is_piece(wire)).map(repeated);
                texts.into_iter().find(|text| fits(text))
            }
        }
    }
}

/// How many pieces a text has at least.
fn least(min_items: Option<u32>) -> usize {
    min_items.map_or(1, wide).clamp(1, MOST_PIECES)
}
