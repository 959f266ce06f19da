//! Ways to members of inner objects.

/// The most steps on the way to a member that a rule may name.
pub const MAX_STEPS: usize = 8;

/// Returns the steps of a way to a member, which is written `Video/Codec`.
pub fn steps(way: &str) -> std::str::Split<'_, char> {
    way.split('/')
}
