//! Patterns of numbers and truth values that are written as text.

use mediaspec_core::code::Code;
use mediaspec_core::contract::{Int, Number, Written};
use mediaspec_core::words;

/// The pattern of a text that holds a number or a truth value: with the bounds of an integer, and without those of a number.
pub(crate) fn pattern(written: &Written) -> String {
    match written {
        Written::Int(int) => {
            let Int {
                min,
                max,
                // These never make a value invalid.
                accepted: _,
                special: _,
                unix_seconds: _,
                // No pattern says it.
                multiple_of: _,
            } = int;
            match (min, max) {
                (None, None) => words::grammar(written).to_owned(),
                (min, max) => between(*min, *max),
            }
        }
        Written::Number(_) | Written::Bool => words::grammar(written).to_owned(),
    }
}

/// Whether the pattern refuses every text that breaks the constraint that a code speaks of. Where an integer has no bound,
/// that of `i64` is not in its pattern.
pub(crate) fn is_visible(written: &Written, code: Code) -> bool {
    match (written, code) {
        (Written::Int(int), Code::Minimum) => int.min.is_some(),
        (Written::Int(int), Code::Maximum) => int.max.is_some(),
        (Written::Int(_), Code::MultipleOf) => false,
        (Written::Number(_), _) => code == Code::Format,
        (Written::Int(_) | Written::Bool, _) => true,
    }
}

/// Whether the pattern says all that the contract says.
pub(crate) fn is_exact(written: &Written) -> bool {
    match written {
        Written::Int(int) => int.min.is_some() && int.max.is_some() && int.multiple_of.is_none(),
        Written::Number(number) => {
            let Number {
                lower,
                upper,
                accepted: _,
                special: _,
            } = number;
            lower.is_none() && upper.is_none()
        }
        Written::Bool => true,
    }
}

/// The pattern of the integers from one to another, zeros before them or not.
fn between(min: Option<i64>, max: Option<i64>) -> String {
    let mut forms = Vec::new();
    if min.is_none_or(|min| min < 0) {
        // By their size, the greatest of them is the smallest.
        let least = max.filter(|max| *max < 0).map_or(1, i64::unsigned_abs);
        let most = min.map(i64::unsigned_abs);
        forms.push(format!("-0*{}", group(sizes(least, most))));
    }
    if min.is_none_or(|min| min <= 0) && max.is_none_or(|max| max >= 0) {
        forms.push("-?0+".to_owned());
    }
    if max.is_none_or(|max| max > 0) {
        let least = min.filter(|min| *min > 0).map_or(1, i64::unsigned_abs);
        let most = max.map(i64::unsigned_abs);
        forms.push(format!("0*{}", group(sizes(least, most))));
    }
    format!("^{}$", group(forms))
}

fn group(forms: Vec<String>) -> String {
    match forms.as_slice() {
        [only] => only.clone(),
        _ => format!("(?:{})", forms.join("|")),
    }
}

/// The patterns of the integers from one above zero to another, or to any, without zeros before them.
fn sizes(least: u64, most: Option<u64>) -> Vec<String> {
    let mut out = Vec::new();
    let mut from = least;
    loop {
        let low = from.to_string();
        let nines = "9".repeat(low.len());
        // What has no more digits; the greatest numbers of 64 bits have less than twenty nines.
        let end = nines.parse().unwrap_or(u64::MAX);
        match most {
            Some(most) if most <= end => {
                out.extend(of_one_length(low.as_bytes(), most.to_string().as_bytes()));
                return out;
            }
            Some(_) | None => out.extend(of_one_length(low.as_bytes(), nines.as_bytes())),
        }
        if most.is_none() {
            out.push(format!("[1-9][0-9]{{{},}}", low.len()));
            return out;
        }
        from = end.saturating_add(1);
    }
}

/// The patterns of the numbers from one to another of as many digits.
fn of_one_length(from: &[u8], to: &[u8]) -> Vec<String> {
    let (Some((&low, low_rest)), Some((&high, high_rest))) = (from.split_first(), to.split_first())
    else {
        return vec![String::new()];
    };
    let behind = |digit: u8, rest: Vec<String>| {
        let digit = char::from(digit);
        rest.into_iter().map(move |rest| format!("{digit}{rest}"))
    };
    if low == high {
        return behind(low, of_one_length(low_rest, high_rest)).collect();
    }
    let mut out = Vec::new();
    let (mut first, mut last) = (low, high);
    if low_rest.iter().any(|digit| *digit != b'0') {
        out.extend(behind(
            low,
            of_one_length(low_rest, &vec![b'9'; low_rest.len()]),
        ));
        first = first.saturating_add(1);
    }
    let mut end = Vec::new();
    if high_rest.iter().any(|digit| *digit != b'9') {
        end.extend(behind(
            high,
            of_one_length(&vec![b'0'; high_rest.len()], high_rest),
        ));
        last = last.saturating_sub(1);
    }
    if first <= last {
        let digit = match first == last {
            true => char::from(first).to_string(),
            false => format!("[{}-{}]", char::from(first), char::from(last)),
        };
        out.push(match low_rest.len() {
            0 => digit,
            1 => format!("{digit}[0-9]"),
            more => format!("{digit}[0-9]{{{more}}}"),
        });
    }
    out.extend(end);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_said_digit_by_digit() {
        for (min, max, pattern) in [
            (Some(50), Some(200), "^0*(?:[5-9][0-9]|1[0-9]{2}|200)$"),
            (Some(0), Some(9), "^(?:-?0+|0*[1-9])$"),
            (Some(-5), Some(5), "^(?:-0*[1-5]|-?0+|0*[1-5])$"),
            (Some(7), Some(7), "^0*7$"),
            (Some(-12), Some(-3), "^-0*(?:[3-9]|1[0-2])$"),
            (
                Some(128),
                None,
                "^0*(?:12[8-9]|1[3-9][0-9]|[2-9][0-9]{2}|[1-9][0-9]{3,})$",
            ),
            (None, Some(0), "^(?:-0*(?:[1-9]|[1-9][0-9]{1,})|-?0+)$"),
        ] {
            assert_eq!(between(min, max), pattern, "{min:?} to {max:?}");
        }
    }

    #[test]
    fn a_range_holds_its_integers_and_no_others() {
        let ends = [
            i64::MIN,
            -1001,
            -1000,
            -999,
            -100,
            -99,
            -10,
            -9,
            -1,
            0,
            1,
            5,
            9,
            10,
            11,
            99,
            100,
            4096,
            i64::MAX,
        ];
        for min in ends {
            for max in ends.into_iter().filter(|max| *max >= min) {
                let said = between(Some(min), Some(max));
                let schema = serde_json::json!({"pattern": said});
                let schema = jsonschema::validator_for(&schema).expect("a schema");
                for end in ends.into_iter().chain([min, max]) {
                    for near in [end.saturating_sub(1), end, end.saturating_add(1)] {
                        let within = (min..=max).contains(&near);
                        assert_eq!(
                            schema.is_valid(&near.to_string().into()),
                            within,
                            "{said}: {near}"
                        );
                    }
                }
            }
        }
    }
}
