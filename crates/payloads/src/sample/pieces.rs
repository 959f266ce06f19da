//! Texts of several pieces.

use mediaspec_core::contract::{Enum, Field, Form, Piece, Separated};

use super::maker::{Maker, is_old};
use super::text::{self, Lengths};

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
        let separator = &separated.separator;
        let most = if self.dice.is_plain() {
            if self.full { 2 } else { 1 }
        } else {
            self.dice.below(3).saturating_add(1)
        };
        let Lengths { min, max } = Lengths::of(form);
        let mut out = String::new();
        let mut length = 0_usize;
        // Where the text must be long, there are as many pieces as it takes.
        for ordinal in 0..MOST_PIECES {
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
            if ordinal > 0 && longer > max {
                break;
            }
            out.push_str(&more);
            length = longer;
        }
        if !text::fits(form, &out)
            && let Some(single) = self.single(form, separated)
        {
            return single;
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
        let Separated { separator, piece } = separated;
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

    /// Makes a text of one piece that has the form of the whole and of the piece.
    fn single(&mut self, form: &Form, separated: &'t Separated) -> Option<String> {
        let Separated { separator, piece } = separated;
        let fits = |text: &str| text::fits(form, text) && text::is_one_piece(text, separator);
        match piece {
            Piece::Text(own) => text::walked(
                &[form, own],
                separator,
                Lengths::of(form).and(Lengths::of(own)),
                self.dice,
            )
            .filter(|text| fits(text) && text::fits(own, text)),
            Piece::Enum(choice) => {
                let mut wires = self.wires(choice).into_iter();
                wires.find(|wire| fits(wire)).map(str::to_owned)
            }
        }
    }
}
