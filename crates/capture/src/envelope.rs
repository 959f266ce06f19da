//! What stands around a message that was delivered: the envelopes of Alibaba Cloud's message service (MNS), and wrappers
//! that programs put around a body.

use std::ops::Range;

use mediaspec_core::json_text;

use crate::place::{Map, Run, Text};
use crate::unpack;

/// Members of which an envelope has one beside its message.
const BESIDE: [&str; 6] = [
    "TopicName",
    "TopicOwner",
    "MessageMD5",
    "MessageId",
    "Subscriber",
    "PublishTime",
];

/// The message in an envelope, and what the envelope is; `None` where there is none around the text.
#[must_use]
pub fn open(text: &Text) -> Option<(Text, &'static str)> {
    let bytes = text.bytes();
    let start = json_text::skip_space(bytes, 0);
    match bytes.get(start)? {
        b'{' => {
            let has = |name| json_text::member(bytes, start, name).ok().flatten();
            BESIDE.iter().find_map(|name| has(name))?;
            let message = has("Message").or_else(|| has("MessageBody"))?;
            match bytes.get(message.start)? {
                b'"' => {
                    let said = text.string_part(message);
                    Some((said_or_base64(said), "an envelope of MNS"))
                }
                b'{' => Some((text.part(message), "an envelope of MNS")),
                _ => None,
            }
        }
        b'<' => {
            let inner = element(bytes, "MessageBody").or_else(|| element(bytes, "Message"))?;
            let said = without_entities(text, inner)?;
            Some((said_or_base64(said), "an envelope of MNS in XML"))
        }
        _ => {
            let whole = bytes.trim_ascii();
            let decoded = (whole.len() >= 16).then(|| unpack::base64(whole))??;
            let is_json = decoded.trim_ascii_start().first() == Some(&b'{');
            is_json.then(|| {
                let decoded = Text::decoded(text.source(), text.span().clone(), decoded);
                (decoded, "base64")
            })
        }
    }
}

/// A message, which publishers often encode.
fn said_or_base64(said: Text) -> Text {
    let looks_like_json = matches!(said.bytes().trim_ascii_start().first(), Some(b'{' | b'['));
    match unpack::base64(said.bytes()).filter(|_| !looks_like_json) {
        Some(decoded) if str::from_utf8(&decoded).is_ok() => {
            Text::decoded(said.source(), said.span().clone(), decoded)
        }
        Some(_) | None => said,
    }
}

/// What stands in the first element of that name.
fn element(text: &[u8], name: &str) -> Option<Range<usize>> {
    let open = format!("<{name}>");
    let start = memchr::memmem::find(text, open.as_bytes())?.checked_add(open.len())?;
    let close = format!("</{name}>");
    let rest = text.get(start..)?;
    let end = start.checked_add(memchr::memmem::find(rest, close.as_bytes())?)?;
    let inner = text.get(start..end)?.trim_ascii();
    // An element of that name may hold others.
    let holds_others = inner.starts_with(b"<") && !inner.starts_with(b"<![CDATA[");
    (!holds_others).then_some(start..end)
}

/// The text of an element.
fn without_entities(text: &Text, at: Range<usize>) -> Option<Text> {
    let raw = text.bytes().get(at.clone())?;
    if let Some(inner) = raw.trim_ascii().strip_prefix(b"<![CDATA[") {
        let inner = inner.strip_suffix(b"]]>")?;
        let before = memchr::memmem::find(raw, b"<![CDATA[")?.checked_add(9)?;
        let start = at.start.checked_add(before)?;
        return Some(text.part(start..start.checked_add(inner.len())?));
    }
    let mut out = Vec::new();
    let mut runs: Vec<(usize, usize, bool)> = vec![(0, at.start, true)];
    let mut here = 0_usize;
    while let Some(byte) = raw.get(here) {
        let rest = raw.get(here..).unwrap_or_default();
        let entity = (*byte == b'&')
            .then(|| memchr::memchr(b';', rest.get(..12).unwrap_or(rest)))
            .flatten();
        let said = entity.and_then(|end| letter(rest.get(1..end)?));
        match (said, entity) {
            (Some(letter), Some(end)) => {
                runs.push((out.len(), at.start.saturating_add(here), false));
                out.extend_from_slice(letter.to_string().as_bytes());
                here = here.saturating_add(end).saturating_add(1);
                runs.push((out.len(), at.start.saturating_add(here), true));
            }
            _ => {
                out.push(*byte);
                here = here.saturating_add(1);
            }
        }
    }
    let runs = runs.into_iter().map(|(said, place, exact)| Run {
        text: said,
        source: text.position_in_source(place),
        exact,
    });
    let span = text.position_in_source(at.start)..text.position_in_source(at.end);
    let map = Map::Runs(runs.collect());
    Some(Text::with(text.source(), span, out, map))
}

fn letter(entity: &[u8]) -> Option<char> {
    Some(match entity {
        b"quot" => '"',
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"apos" => '\'',
        _ => {
            let digits = str::from_utf8(entity.strip_prefix(b"#")?).ok()?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

/// Where the body stands in what looks like a wrapper around one, as a JSON Pointer: `/body` of `{"path":…,"body":…}`.
#[must_use]
pub fn wrapped(text: &[u8]) -> Option<&'static str> {
    const AROUND: [&str; 9] = [
        "path",
        "method",
        "url",
        "headers",
        "uri",
        "project_id",
        "statusCode",
        "status_code",
        "query",
    ];
    let start = json_text::skip_space(text, 0);
    let has = |from: usize, name: &str| json_text::member(text, from, name).ok().flatten();
    let holds = |from: usize| {
        let body = has(from, "body").or_else(|| has(from, "Body"))?;
        matches!(text.get(body.start)?, b'{' | b'"').then_some(body)
    };
    for (name, pointer) in [("request", "/request/body"), ("response", "/response/body")] {
        if let Some(inner) = has(start, name).filter(|inner| text.get(inner.start) == Some(&b'{'))
            && holds(inner.start).is_some()
        {
            return Some(pointer);
        }
    }
    holds(start)?;
    let lower = has(start, "body").is_some();
    let beside = AROUND.iter().any(|name| has(start, name).is_some());
    (beside || !lower).then_some(if lower { "/body" } else { "/Body" })
}

#[cfg(test)]
mod tests {
    use super::{open, wrapped};
    use crate::place::{Source, Text};

    fn opened(text: &str) -> Option<(String, u64)> {
        let source = Source::new(text.as_bytes().to_vec());
        let (message, _) = open(&Text::plain(&source, 0..text.len()))?;
        let at = message.lossy().find("\"Type\"")?;
        Some((
            message.lossy().into_owned(),
            message.position(at..at.saturating_add(6)).column,
        ))
    }

    #[test]
    fn envelopes_are_opened() {
        let json = r#"{"TopicName":"t","Message":"{\"Type\":1}"}"#;
        assert_eq!(opened(json), Some((r#"{"Type":1}"#.into(), 30)));
        let encoded = r#"{"MessageId":"t","Message":"eyJUeXBlIjoxfQ=="}"#;
        assert_eq!(opened(encoded), Some((r#"{"Type":1}"#.into(), 29)));
        let xml = "<Notification><Message>{&quot;Type&quot;:1}</Message></Notification>";
        assert_eq!(opened(xml), Some((r#"{"Type":1}"#.into(), 25)));
        let cdata = "<Message><MessageBody><![CDATA[{\"Type\":1}]]></MessageBody></Message>";
        assert_eq!(opened(cdata), Some((r#"{"Type":1}"#.into(), 33)));
        let encoded = "<Message><MessageId>x</MessageId><MessageBody>eyJUeXBlIjoxfQ==</MessageBody></Message>";
        assert_eq!(
            opened(encoded).map(|found| found.0),
            Some(r#"{"Type":1}"#.into())
        );
        assert_eq!(
            opened("eyJUeXBlIjoxfQ==\n"),
            Some((r#"{"Type":1}"#.into(), 1))
        );
    }

    #[test]
    fn what_is_no_envelope_stays_closed() {
        for text in [
            r#"{"Message":"{}"}"#,
            r#"{"Type":1}"#,
            "<a/>",
            "abc",
            "",
            "[]",
        ] {
            assert_eq!(opened(text), None, "{text}");
        }
    }

    #[test]
    fn wrappers_are_told() {
        for (text, pointer) in [
            (r#"{"path":"/v1","body":{}}"#, Some("/body")),
            (
                r#"{"request":{"method":"POST","body":"{}"}}"#,
                Some("/request/body"),
            ),
            (r#"{"Body":{"a":1}}"#, Some("/Body")),
            (r#"{"body":{"a":1}}"#, None),
            (r#"{"body":1,"path":""}"#, None),
            (r#"[]"#, None),
            ("", None),
        ] {
            assert_eq!(wrapped(text.as_bytes()), pointer, "{text}");
        }
    }
}
