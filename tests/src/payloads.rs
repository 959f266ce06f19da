//! Payloads of a known size with a known number of mistakes, made from a seed: responses of
//! metastudio/Show2DDigitalHumanVideo, whose members vary and stand in another order than the documented one.
//!
//! The same kind, number and seed give the same bytes on every machine.

mod document;
mod mistakes;
mod video;
mod words;

use document::Node;

use crate::random::Random;

/// The operation whose response 200 the payloads are.
pub const OPERATION: &str = "metastudio/Show2DDigitalHumanVideo";

/// How many scenes a response may have. Payloads beyond it come from [`scale`] alone.
const MOST_SCENES: usize = 100;

/// What a payload is full of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mix {
    /// Layers with signed addresses, and speech; one scene in four speaks Chinese.
    Usual,
    /// Long speeches, every other one in Chinese.
    Text,
    /// As many layers as are allowed, each as small as it can be.
    Structure,
}

/// A kind of payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// What it is called: `1k`, `1m-text`.
    pub name: &'static str,
    /// How many bytes it has, within 5 %.
    pub bytes: usize,
    mix: Mix,
    pretty: bool,
    scenes: usize,
    /// Layers of a scene.
    layers: usize,
    /// Characters of the signature of an address.
    signature: usize,
}

impl Kind {
    const fn new(name: &'static str, bytes: usize, scenes: usize, layers: usize) -> Self {
        Self {
            name,
            bytes,
            mix: Mix::Usual,
            pretty: false,
            scenes,
            layers,
            signature: 28,
        }
    }
}

/// Every kind, small ones first.
pub const KINDS: [Kind; 8] = [
    Kind::new("1k", 1 << 10, 1, 1),
    Kind::new("10k", 10 << 10, 3, 3),
    Kind::new("100k", 100 << 10, 20, 6),
    Kind::new("1m", 1 << 20, MOST_SCENES, 15),
    Kind {
        pretty: true,
        ..Kind::new("1m-pretty", 1 << 20, MOST_SCENES, 10)
    },
    Kind {
        mix: Mix::Text,
        ..Kind::new("1m-text", 1 << 20, MOST_SCENES, 1)
    },
    Kind {
        mix: Mix::Structure,
        ..Kind::new("1m-structure", 1 << 20, MOST_SCENES, 100)
    },
    // Lists have a documented length: what is missing is made up by addresses with a session's token in them.
    Kind {
        signature: 650,
        ..Kind::new("10m", 10 << 20, MOST_SCENES, 100)
    },
];

/// The kind of that name.
#[must_use]
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

impl Kind {
    /// The payload's text with exactly so many violations; `None` where it has fewer values to get wrong.
    #[must_use]
    pub fn payload(&self, violations: usize, seed: u64) -> Option<String> {
        let mut document = self.document(seed);
        mistakes::make(&mut document, violations, Random::new(seed, "mistakes"))
            .then(|| document.to_text(self.pretty))
    }

    /// What a payload of that many violations is called: `1k`, `1k+20`.
    #[must_use]
    pub fn name_with(&self, violations: usize) -> String {
        match violations {
            0 => self.name.to_owned(),
            _ => format!("{}+{violations}", self.name),
        }
    }

    /// Whether only what no video goes without has room.
    const fn is_small(&self) -> bool {
        self.bytes <= 1 << 10
    }

    fn document(&self, seed: u64) -> Node {
        let mut document = video::response(self, seed);
        // Speeches are empty so far: they take up what is left.
        let missing = self.bytes.saturating_sub(document.len(self.pretty));
        video::speak(&mut document, self, missing, seed);
        document
    }
}

/// A payload of that many MiB, and how many violations it has: many MiB need more scenes than a response may have, which
/// is one violation, whatever the number.
#[must_use]
pub fn scale(mebibytes: usize, seed: u64) -> (String, usize) {
    let kind = Kind::new(
        "scale",
        mebibytes << 20,
        mebibytes.saturating_mul(MOST_SCENES),
        15,
    );
    let text = kind.document(seed).to_text(false);
    (text, usize::from(kind.scenes > MOST_SCENES))
}
