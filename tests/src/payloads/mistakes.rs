//! Values got wrong on purpose.

use super::document::{Asked, Node, Scalar, quoted};
use crate::random::Random;

/// Texts are made too long only where the limit is at most this, so that a payload keeps its size.
const SHORT: usize = 64;

/// Gets exactly so many scalars wrong, each in one way; false where the document has too few of them.
pub(super) fn make(document: &mut Node, count: usize, mut random: Random) -> bool {
    let mut scalars = Vec::new();
    document.scalars_mut(&mut scalars);
    scalars.retain(|scalar| !matches!(scalar.asked, Asked::Nothing | Asked::Speech));
    if scalars.len() < count {
        return false;
    }
    for beyond in (1..).take(count) {
        let scalar = scalars.swap_remove(random.below(scalars.len()));
        spoil(scalar, beyond, &mut random);
    }
    true
}

/// Numbers are so far `beyond` their bounds, each another way: two equal numbers of scenes would be a mistake more.
fn spoil(scalar: &mut Scalar, beyond: i64, random: &mut Random) {
    scalar.json = match scalar.asked {
        Asked::Nothing | Asked::Speech => return,
        Asked::Number(low, high) => match random.below(3) {
            0 => high.saturating_add(beyond).to_string(),
            1 => low.saturating_sub(beyond).to_string(),
            _ => quoted(&scalar.json),
        },
        Asked::Text(most) if most <= SHORT && random.once_in(2) => {
            quoted(&"x".repeat(most.saturating_add(1)))
        }
        Asked::Text(_) => random.within(0, 9999).to_string(),
        Asked::Colour => quoted("#12345G"),
        Asked::Choice if random.once_in(3) => "false".to_owned(),
        Asked::Choice => quoted("NO_SUCH_VALUE"),
        Asked::Flag => quoted("yes"),
        Asked::Kind if scalar.json.starts_with('"') => random.within(0, 9999).to_string(),
        Asked::Kind => quoted(&scalar.json),
    };
}
