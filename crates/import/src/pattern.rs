//! Patterns of a source in the subset that the spec has.

use mediaspec_spec::patterns;

/// Returns a pattern in the portable subset: as it is, or with its characters in place of their numbers.
pub(crate) fn portable(pattern: &str) -> Option<String> {
    if patterns::compile(pattern).is_ok() {
        return Some(pattern.to_owned());
    }
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let digits = match after.as_bytes().first() {
            Some(b'u') => 4,
            Some(b'x') => 2,
            _ => 0,
        };
        let number = after.get(1..=digits).filter(|_| digits > 0);
        let number = number.and_then(|number| u32::from_str_radix(number, 16).ok());
        // Others could be read as syntax.
        let character = number
            .and_then(char::from_u32)
            .filter(|c| c.is_alphanumeric());
        rest = match (character, after.chars().next()) {
            (Some(character), _) => {
                out.push(character);
                after.get(1 + digits..)?
            }
            (None, Some(escaped)) => {
                out.extend(['\\', escaped]);
                after.get(escaped.len_utf8()..)?
            }
            (None, None) => return None,
        };
    }
    out.push_str(rest);
    patterns::compile(&out).is_ok().then_some(out)
}
