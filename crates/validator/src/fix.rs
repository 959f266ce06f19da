//! Mending what can be mended without a guess.

use std::collections::HashMap;

use mediaspec_core::code::Code;
use mediaspec_core::report::{Edit, Report, SharedStr, Violation};

use crate::operation::MessageRef;

/// How many bytes are checked to find out which edits bring no finding, beyond what a check of the payload with all of them costs.
const CHECKED: usize = 1 << 29;

/// How many checks are made for that at most.
const CHECKS: usize = 4096;

/// An edit, and what it mends.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Fix {
    /// What was wrong.
    pub violation: Violation,
    /// The change to the text as it was.
    pub edit: Edit,
}

/// A payload with what could be mended.
///
/// Made by [`MessageRef::fix`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Fixed {
    /// The payload; every byte that no edit took away is as it was.
    pub payload: Vec<u8>,
    /// The edits that were made, in the order of the text.
    pub fixes: Vec<Fix>,
    /// The edits that were left out, since with them there would be a finding that was not there before.
    pub left_out: Vec<Fix>,
    /// The edits that cannot be made where the payload was read from; there are none of [`MessageRef::fix`].
    pub out_of_reach: Vec<Fix>,
    /// What a check finds of the payload as it is now.
    pub report: Report,
}

impl MessageRef {
    /// Mends what can be mended without a guess: a number or a truth value that stands in quotes, or a text that does not; a
    /// value that differs in case alone; a member with a slip in its name; a value in whose place the vendor names another;
    /// `null` for a document in a text.
    ///
    /// Everything else stays byte by byte as it is: a value that is too great is not made smaller, and nothing is made up. Each
    /// edit is judged by itself: one that would bring a finding that was not there before is left out.
    ///
    /// ```
    /// use mediaspec_validator::{Message, Part, Validator};
    ///
    /// let create = Validator::new().operation("metastudio/Create2DDigitalHumanVideo")?;
    /// let request = create.message(Message::Request, Part::Body)?;
    /// let fixed = request.fix(br#"{ "voice_config": {"voice_asset_id": "b81f3a7c", "speed": "100",  "volumn": 300} }"#);
    /// // The volume would be out of range: that is not for a program to decide.
    /// assert_eq!(
    ///     fixed.payload,
    ///     br#"{ "voice_config": {"voice_asset_id": "b81f3a7c", "speed": 100,  "volumn": 300} }"#
    /// );
    /// assert_eq!((fixed.fixes.len(), fixed.left_out.len()), (1, 1));
    /// assert_eq!(fixed.fixes[0].violation.pointer, "/voice_config/speed");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn fix(&self, payload: &[u8]) -> Fixed {
        self.fix_where(payload, |_| true)
    }

    /// Does the same for a payload that was read from something else, where some edits cannot be made: those that can are
    /// judged without the others, which are told in [`Fixed::out_of_reach`].
    #[must_use]
    pub fn fix_where(&self, payload: &[u8], can_be_made: impl Fn(&Edit) -> bool) -> Fixed {
        let report = self.check(payload);
        let mut fixes = possible(&report, payload);
        let out_of_reach = fixes
            .extract_if(.., |fix| !can_be_made(&fix.edit))
            .collect();
        if fixes.is_empty() || report.truncated() {
            return Fixed {
                payload: payload.to_vec(),
                fixes: Vec::new(),
                left_out: fixes,
                out_of_reach,
                report,
            };
        }
        let mut judge = Judge {
            message: self,
            payload,
            before: Findings::of(&report),
            checks: CHECKED
                .checked_div(payload.len().max(1))
                .unwrap_or(CHECKS)
                .clamp(16, CHECKS),
            taken: Vec::new(),
            mended: None,
        };
        judge.judge(&fixes);
        let Judge { taken, mended, .. } = judge;
        let (payload, report) = mended.unwrap_or_else(|| (payload.to_vec(), report));
        let left_out = fixes
            .extract_if(.., |fix| !taken.contains(&fix.edit.offset))
            .collect();
        Fixed {
            payload,
            fixes,
            left_out,
            out_of_reach,
            report,
        }
    }
}

/// The edits that violations ask for, none within another.
fn possible(report: &Report, payload: &[u8]) -> Vec<Fix> {
    let mut fixes: Vec<Fix> = Vec::new();
    if report.malformed.is_some() {
        return fixes;
    }
    for violation in report {
        let Some(suggestion) = violation.suggestion().filter(|meant| meant.certain) else {
            continue;
        };
        if let Some(edit) = violation.edit_of(&suggestion, payload, 0) {
            let violation = violation.clone();
            fixes.push(Fix { violation, edit });
        }
    }
    fixes.sort_by_key(|fix| (fix.edit.offset, fix.edit.length));
    let mut end = 0;
    fixes.retain(|fix| {
        let is_free = fix.edit.offset >= end;
        if is_free {
            end = fix.edit.end();
        }
        is_free
    });
    fixes
}

/// How often each finding was made, by its code and its place.
#[derive(Debug, PartialEq, Eq)]
struct Findings(HashMap<(Code, SharedStr, Vec<SharedStr>), u64>);

impl Findings {
    fn of(report: &Report) -> Self {
        let mut all = HashMap::new();
        for violation in report {
            let Violation {
                code,
                pointer,
                embedded,
                ..
            } = violation;
            let key = (*code, pointer.clone(), embedded.clone());
            let count: &mut u64 = all.entry(key).or_default();
            *count = count.saturating_add(1);
        }
        Self(all)
    }

    /// Whether each of these findings is one of others.
    fn are_among(&self, others: &Self) -> bool {
        let mut all = self.0.iter();
        all.all(|(key, count)| others.0.get(key).is_some_and(|other| count <= other))
    }
}

/// Finds out which edits bring no finding.
struct Judge<'a> {
    message: &'a MessageRef,
    payload: &'a [u8],
    before: Findings,
    /// How many more checks may be made.
    checks: usize,
    /// Where the edits are that bring none, in the order of the text.
    taken: Vec<usize>,
    /// The payload with those, and the report on it.
    mended: Option<(Vec<u8>, Report)>,
}

impl Judge<'_> {
    /// Takes as many of some edits as bring no finding together with those that were taken: all at once, or else one half
    /// after the other.
    fn judge(&mut self, fixes: &[Fix]) {
        let Some(checks) = self.checks.checked_sub(1).filter(|_| !fixes.is_empty()) else {
            return;
        };
        self.checks = checks;
        if self.take(fixes) || fixes.len() == 1 {
            return;
        }
        let (first, second) = fixes.split_at(fixes.len().div_ceil(2));
        self.judge(first);
        self.judge(second);
    }

    /// Takes all of some edits, unless that brings a finding or leaves one that it should mend. Those that were taken stand
    /// before them in the text.
    fn take(&mut self, fixes: &[Fix]) -> bool {
        let (base, report) = match &self.mended {
            Some((base, report)) => (&**base, Some(report)),
            None => (self.payload, None),
        };
        // What stands behind the edits that were taken has moved, and nothing else about it has changed.
        let moved = base.len().wrapping_sub(self.payload.len());
        let edits = fixes.iter().map(|fix| {
            let mut edit = fix.edit.clone();
            edit.offset = edit.offset.wrapping_add(moved);
            edit
        });
        let edits: Vec<Edit> = edits.collect();
        let Some(text) = Edit::make_all(&edits, base) else {
            return false;
        };
        let after = self.message.check(&text);
        let total = report.map_or_else(|| self.before.0.values().sum(), Report::total);
        let mended = u64::try_from(fixes.len()).unwrap_or(u64::MAX);
        let is_better = after.malformed.is_none()
            && !after.truncated()
            && after.total().saturating_add(mended) <= total
            && Findings::of(&after).are_among(&self.before);
        if is_better {
            self.taken.extend(fixes.iter().map(|fix| fix.edit.offset));
            self.mended = Some((text, after));
        }
        is_better
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test may panic")]
mod tests {
    use crate::{Code, Fixed, Message, MessageRef, Part, Validator};

    fn message(operation: &str, message: Message, part: Part) -> MessageRef {
        let operation = Validator::new().operation(operation);
        let operation = operation.expect("it is shipped");
        operation.message(message, part).expect("it has it")
    }

    fn create() -> MessageRef {
        message(
            "metastudio/Create2DDigitalHumanVideo",
            Message::Request,
            Part::Body,
        )
    }

    fn fixed(payload: &str) -> (String, Fixed) {
        let fixed = create().fix(payload.as_bytes());
        let text = String::from_utf8(fixed.payload.clone()).expect("UTF-8");
        (text, fixed)
    }

    #[test]
    fn every_other_byte_stays() {
        let (text, fixed) = fixed(
            "{\r\n\t\"video_config\" :{\"codec\":\"h264\" , \"bitrate\": \"4000\",\n\n\"width\":1920}\t}\n ",
        );
        assert_eq!(
            text,
            "{\r\n\t\"video_config\" :{\"codec\":\"H264\" , \"bitrate\": 4000,\n\n\"width\":1920}\t}\n "
        );
        assert_eq!(fixed.fixes.len(), 2);
        assert_eq!(fixed.left_out, []);
        let again = create().fix(&fixed.payload);
        assert_eq!((again.fixes.len(), again.payload), (0, fixed.payload));
    }

    #[test]
    fn nothing_is_made_smaller_and_nothing_made_up() {
        let payload = r#"{"voice_config": {"speed": 300}, "whatever": 1}"#;
        let (text, fixed) = fixed(payload);
        assert_eq!((text.as_str(), fixed.fixes.len()), (payload, 0));
        assert!(!fixed.report.is_valid());
    }

    #[test]
    fn an_edit_that_brings_a_finding_is_left_out_and_the_others_are_made() {
        let (text, fixed) = fixed(
            r#"{"voice_config": {"voice_asset_id": "a", "speed": "300", "volume": "100", "pitch": "100"}}"#,
        );
        assert_eq!(
            text,
            r#"{"voice_config": {"voice_asset_id": "a", "speed": "300", "volume": 100, "pitch": 100}}"#
        );
        assert_eq!((fixed.fixes.len(), fixed.left_out.len()), (2, 1));
        assert_eq!(fixed.left_out[0].violation.pointer, "/voice_config/speed");
        assert_eq!(fixed.left_out[0].violation.code, Code::Type);
    }

    #[test]
    fn a_name_is_mended_unless_the_member_is_there() {
        let (text, _) =
            fixed(r#"{"voice_config": {"voice_asset_id": "a", "volumn": 100, "Speed": 100}}"#);
        assert_eq!(
            text,
            r#"{"voice_config": {"voice_asset_id": "a", "volume": 100, "speed": 100}}"#
        );
        let twice = r#"{"voice_config": {"voice_asset_id": "a", "volumn": 100, "volume": 110}}"#;
        assert_eq!(fixed(twice).0, twice);
        let both = r#"{"voice_config": {"voice_asset_id": "a", "volumn": 100, "volum": 110}}"#;
        let (text, of_both) = fixed(both);
        assert_eq!(
            of_both.fixes.len(),
            1,
            "one of them can have the name: {text}"
        );
    }

    #[test]
    fn what_took_the_place_of_a_value_is_written() {
        let list = message("metastudio/ListHotWords", Message::Request, Part::Query);
        let fixed = list.fix(br#"{"language": "zh_CN"}"#);
        assert_eq!(
            String::from_utf8_lossy(&fixed.payload),
            r#"{"language": "CN"}"#
        );
        assert_eq!(fixed.fixes.len(), 1);
        assert_eq!(fixed.fixes[0].violation.code, Code::Deprecated);
    }

    #[test]
    fn documents_in_texts_are_mended_with_their_escapes() {
        let submit = message("mts/SubmitJobs", Message::Request, Part::Query);
        let payload = r#"{"Input": "{\u0022bucket\": \"b\", \"Location\":\"l\",\n\t\"Object\": \"\ud83d\ude00\"}", "Outputs": "[{\"OutputObject\":\"o\",\"TemplateId\":\"t\"}]", "OutputBucket": "b", "PipelineId": "p"}"#;
        let fixed = submit.fix(payload.as_bytes());
        assert_eq!(
            String::from_utf8_lossy(&fixed.payload),
            payload.replace("\\u0022bucket\\\"", "\\\"Bucket\\\"")
        );
        assert_eq!(fixed.fixes.len(), 1);
        // Of two members of one name nobody can say which is meant.
        let twice = payload.replace(r#"\"Location\""#, r#"\"bucket\":\"b\",\"Location\""#);
        let fixed = submit.fix(twice.as_bytes());
        assert_eq!((fixed.fixes.len(), fixed.payload), (0, twice.into_bytes()));
    }

    #[test]
    fn edits_that_cannot_be_made_are_told_and_the_others_made() {
        let payload =
            r#"{"voice_config": {"voice_asset_id": "a", "speed": "100", "volume": "100"}}"#;
        let fixed = create().fix_where(payload.as_bytes(), |edit| edit.offset > 60);
        assert_eq!(
            String::from_utf8_lossy(&fixed.payload),
            payload.replace(r#""volume": "100""#, r#""volume": 100"#)
        );
        assert_eq!((fixed.fixes.len(), fixed.left_out.len()), (1, 0));
        let told: Vec<&str> = fixed
            .out_of_reach
            .iter()
            .map(|fix| &*fix.violation.pointer)
            .collect();
        assert_eq!(told, ["/voice_config/speed"]);
    }

    #[test]
    fn malformed_and_valid_payloads_are_returned_as_they_are() {
        for payload in ["{", "", "{}", "[1,2", r#"{"script_id": "a"}"#] {
            let (text, fixed) = fixed(payload);
            assert_eq!((text.as_str(), fixed.fixes.len()), (payload, 0));
        }
    }

    #[test]
    fn many_edits_take_few_checks() {
        let layer = r#"{"layer_type": "human", "position": {"dx": "1"}},"#.repeat(200);
        let layers = layer.trim_end_matches(',');
        let (text, fixed) = fixed(&format!(
            r#"{{"shoot_scripts": [{{"shoot_script": {{"layer_config": [{layers}]}}}}]}}"#
        ));
        assert_eq!(fixed.fixes.len(), 400, "{}", fixed.left_out.len());
        assert!(text.contains(r#"{"layer_type": "HUMAN", "position": {"dx": 1}}"#));
    }
}
