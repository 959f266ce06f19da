//! JSON text of a tree, in one of the many ways to spell it.

use std::fmt::Write as _;

use mediaspec_core::node::Node;

use crate::dice::Dice;

/// Below this, a whole double is exactly the integer that it was written as.
const EXACT: u64 = 1 << 53;

/// The text of a tree, spelled in any way that means the same.
pub(super) fn spell(node: &Node, dice: &mut Dice) -> String {
    let mut speller = Speller {
        spaced: dice.once_in(4),
        escaped: dice.once_in(3),
        numbers: dice.once_in(2),
        dice,
        out: String::new(),
    };
    speller.space();
    speller.value(node);
    speller.space();
    speller.out
}

struct Speller<'a> {
    /// Whether white space stands where it may.
    spaced: bool,
    /// Whether characters are escaped that need not be.
    escaped: bool,
    /// Whether numbers are written in unusual ways.
    numbers: bool,
    dice: &'a mut Dice,
    out: String,
}

impl Speller<'_> {
    fn space(&mut self) {
        /// A generator may yield the same number for ever.
        const MOST: usize = 4;
        for _ in 0..MOST {
            if !self.spaced || self.dice.once_in(2) {
                break;
            }
            self.out
                .push_str(self.dice.pick(&[" ", "\n", "\t", "\r\n"]).unwrap_or(&" "));
        }
    }

    fn value(&mut self, node: &Node) {
        match node {
            Node::Null => self.out.push_str("null"),
            Node::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Node::Int(int) => self.int(*int),
            Node::Number(number) => self.number(*number),
            Node::Text(text) => self.text(text),
            Node::List(items) => {
                self.out.push('[');
                for (at, item) in items.iter().enumerate() {
                    self.next(at);
                    self.value(item);
                    self.space();
                }
                self.out.push(']');
            }
            Node::Object(members) => {
                self.out.push('{');
                for (at, (name, value)) in members.iter().enumerate() {
                    self.next(at);
                    self.text(name);
                    self.space();
                    self.out.push(':');
                    self.space();
                    self.value(value);
                    self.space();
                }
                self.out.push('}');
            }
        }
    }

    fn next(&mut self, at: usize) {
        if at > 0 {
            self.out.push(',');
        }
        self.space();
    }

    fn int(&mut self, int: i64) {
        let plain = int.to_string();
        if !self.numbers || int.unsigned_abs() >= EXACT {
            self.out.push_str(&plain);
            return;
        }
        let written = match self.dice.below(8) {
            0 => format!("{plain}.0"),
            1 => format!("{plain}e0"),
            2 => format!("{plain}.000E+00"),
            3 | 4 if int == 0 => "-0".to_owned(),
            3 => format!("{plain}0e-1"),
            4 => format!("{plain}00.0E-02"),
            5 | 6 => match plain.strip_suffix('0') {
                Some(tens) if !tens.is_empty() && tens != "-" => format!("{tens}e1"),
                _ => format!("{plain}.00"),
            },
            _ => plain,
        };
        self.out.push_str(&written);
    }

    fn number(&mut self, number: f64) {
        let plain = number.to_string();
        let unusual = match self.dice.below(4) {
            _ if !self.numbers => plain.clone(),
            0 => format!("{number:e}"),
            1 => format!("{number:E}"),
            2 if plain.contains('.') => format!("{plain}000"),
            _ => plain.clone(),
        };
        self.out.push_str(&unusual);
    }

    fn text(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            let must = matches!(c, '"' | '\\') || u32::from(c) < 0x20;
            let may = self.escaped && self.dice.once_in(3);
            if !must && !may {
                self.out.push(c);
                continue;
            }
            let short = match c {
                '"' | '\\' | '/' => Some(c),
                '\u{8}' => Some('b'),
                '\u{c}' => Some('f'),
                '\n' => Some('n'),
                '\r' => Some('r'),
                '\t' => Some('t'),
                _ => None,
            };
            match short.filter(|_| !self.escaped || self.dice.once_in(2)) {
                Some(short) => self.out.extend(['\\', short]),
                None => self.units(c),
            }
        }
        self.out.push('"');
    }

    /// `\u` and the code unit, or two of them.
    fn units(&mut self, c: char) {
        let upper = self.dice.once_in(2);
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a `String` cannot fail.
            let _ = if upper {
                write!(self.out, "\\u{unit:04X}")
            } else {
                write!(self.out, "\\u{unit:04x}")
            };
        }
    }
}
