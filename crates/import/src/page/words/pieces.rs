//! Pieces of a description: sentences, labels with what follows them, and points of lists.

use std::sync::LazyLock;

use regex::Regex;

use super::labels::{self, Label};
use super::{pattern, patterns};
use crate::page::chinese::{narrow, simplified};

patterns! {
    MARK: r"^[-*•·●▪◦‣]\s+";
    ALONE: r"^[-*•·●▪◦‣]$";
    HANGING: r"[:：。.\s][-*•]$";
    GAP: r"[ \t\x{a0}\x{3000}]{2,}";
    INNER: r"\s([-*•])\s+\S";
    STARTS: r"\s((?:This (?:parameter|field|value)\b|The (?:default|value|maximum|minimum|options|following)\b|If [a-z_]|When [a-z_]|A maximum of|Up to \d|At most \d|Each [a-z]|By default,|Currently,|It (?:is|ranges|can|cannot|must|defaults)\b|\S+ is used by default|(?:true|false) by default|\([Dd]eprecated\)|[（(]废弃[）)]|默认|缺省|当[^前]|若|如果|仅当|(?:该|此|本)(?:参数|字段)|不填|未填|不传|[A-Za-z_][A-Za-z0-9_.]*(?:取值)?为[^\s，。]+时))";
    MARKED: r"^[(（\[【](?:[Dd]eprecated|[Dd]iscarded|[Oo]bsolete|(?:已经?|待|即将)?(?:废弃|弃用|作废|下线))[)）\]】]";
    SHORT: r"(?i)(?:^|[\s(,;])(?:max|min|no|approx|incl|e\.g|i\.e)\.$";
    ENDS: r#"([^.\s]{2}[.!?]|\s\d[.]|[^.\s]\)[.!?])\s+["'“‘`(\[A-Z0-9\x{4e00}-\x{9fff}]"#;
}

/// A piece of a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// The words behind the label, in simplified characters and narrow signs.
    pub(super) body: String,
    /// As it stands on the page, label included.
    pub(super) original: String,
    pub(super) label: Option<Label>,
    pub(super) is_point: bool,
    /// Spaces in front of a point.
    pub(super) indent: usize,
    /// Whether it begins a line.
    pub(super) is_line: bool,
}

/// A stretch of the description between two breaks of a line or two marks of points.
struct Stretch {
    from: usize,
    to: usize,
    indent: usize,
    is_point: bool,
    /// Whether a point has a line of its own.
    is_line: bool,
}

/// Cuts a description into its pieces.
pub(super) fn pieces(description: &str) -> Vec<Piece> {
    // Every character keeps its place.
    let folded = simplified(description);
    let mut out = Vec::new();
    for stretch in stretches(&folded) {
        let text = folded.get(stretch.from..stretch.to).unwrap_or_default();
        let cuts = if stretch.is_point {
            point_cuts(text, stretch.is_line)
        } else {
            cuts(text)
        };
        push(&mut out, description, &folded, &stretch, &cuts);
    }
    out
}

/// Returns the sentences of a point.
pub(super) fn sentences(point: &Piece) -> Vec<Piece> {
    let folded = simplified(&point.original);
    let from = MARK.find(&folded).map_or(0, |mark| mark.end());
    let stretch = Stretch {
        from,
        to: folded.len(),
        indent: point.indent,
        is_point: false,
        is_line: false,
    };
    let cuts = cuts(folded.get(from..).unwrap_or_default());
    let mut out = Vec::new();
    push(&mut out, &point.original, &folded, &stretch, &cuts);
    out
}

/// Adds what lies between the cuts of a stretch.
fn push(out: &mut Vec<Piece>, description: &str, folded: &str, stretch: &Stretch, cuts: &[usize]) {
    for (index, (from, to)) in cuts.iter().zip(cuts.iter().skip(1)).enumerate() {
        let (from, to) = (
            stretch.from.saturating_add(*from),
            stretch.from.saturating_add(*to),
        );
        let (Some(text), Some(original)) = (folded.get(from..to), description.get(from..to)) else {
            continue;
        };
        let text = narrow(text);
        let is_point = stretch.is_point && index == 0;
        let (label, body) = labels::split(text.trim());
        let is_empty = body
            .chars()
            .all(|c| matches!(c, '.' | '。' | ';' | '-' | ',' | '|' | ' ' | '、'));
        if is_empty && label.is_none() {
            continue;
        }
        out.push(Piece {
            body: if is_empty {
                String::new()
            } else {
                body.to_owned()
            },
            original: if is_point {
                format!("- {}", original.trim())
            } else {
                original.trim().to_owned()
            },
            label,
            is_point,
            indent: stretch.indent,
            is_line: index == 0 && stretch.is_line,
        });
    }
}

/// Returns the lines of a text, points that stand in one line apart from each other.
fn stretches(text: &str) -> Vec<Stretch> {
    let mut lines = Vec::new();
    let mut start = 0_usize;
    let mut is_marked = false;
    for line in text.split('\n') {
        let end = start.saturating_add(line.len());
        let indent = line.len().saturating_sub(line.trim_start().len());
        let mut from = start.saturating_add(indent);
        let mut gaps: Vec<(usize, usize)> = GAP
            .find_iter(line)
            .map(|gap| {
                (
                    gap.start().saturating_add(start),
                    gap.end().saturating_add(start),
                )
            })
            .filter(|(gap, _)| *gap > from)
            .collect();
        gaps.push((end, end));
        let mut is_first = true;
        for (to, next) in gaps {
            let chunk = text.get(from..to).unwrap_or_default();
            let trimmed = chunk.trim();
            // The mark of a point, set apart from its words.
            let (trimmed, opens) = match HANGING.find(trimmed) {
                Some(mark) if to < end => (trimmed.get(..mark.start()).unwrap_or_default(), true),
                _ => (trimmed, false),
            };
            let to = if opens {
                from.saturating_add(chunk.trim_end().len())
                    .saturating_sub(1)
            } else {
                to
            };
            if ALONE.is_match(trimmed) {
                is_marked = true;
            } else if !trimmed.is_empty() {
                let mark = MARK.find(trimmed).map_or(0, |mark| mark.end());
                let lead = chunk.len().saturating_sub(chunk.trim_start().len());
                lines.push(Stretch {
                    from: from.saturating_add(lead).saturating_add(mark),
                    to,
                    indent: if is_first { indent } else { 0 },
                    is_point: mark > 0 || is_marked,
                    is_line: true,
                });
                is_marked = opens;
                is_first = false;
            }
            from = next;
        }
        start = end.saturating_add(1);
    }
    let points = lines.iter().filter(|line| line.is_point).count();
    let mut out = Vec::new();
    for line in lines {
        // Where each point has a line, a dash in one is a dash.
        if line.is_point && points > 1 {
            out.push(line);
            continue;
        }
        inner_points(text, &line, &mut out);
    }
    out
}

/// Sets the points that stand in one line apart.
fn inner_points(text: &str, line: &Stretch, out: &mut Vec<Stretch>) {
    let words = text.get(line.from..line.to).unwrap_or_default();
    let mut begins = line.is_point;
    let mut starts = vec![(0, 0)];
    let mut from = 0;
    while let Some(mark) = INNER
        .captures_at(words, from)
        .and_then(|found| found.get(1))
    {
        from = mark.end();
        let before = words.get(..mark.start()).unwrap_or_default().trim_end();
        let opens = before.ends_with([':', '：', '。', '.']) || begins;
        if opens && !is_span(before, words.get(mark.end()..).unwrap_or_default()) {
            begins = true;
            starts.push((mark.start(), mark.end()));
        }
    }
    let ends = starts
        .iter()
        .skip(1)
        .map(|(start, _)| *start)
        .chain([words.len()]);
    for (index, ((_, start), end)) in starts.iter().zip(ends).enumerate() {
        out.push(Stretch {
            from: line.from.saturating_add(*start),
            to: line.from.saturating_add(end),
            indent: line.indent,
            is_point: index > 0 || line.is_point,
            is_line: line.is_line && index == 0 && starts.len() == 1,
        });
    }
}

/// Whether a dash stands between two numbers.
fn is_span(before: &str, after: &str) -> bool {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    is_digit(before.chars().next_back())
        && is_digit(after.trim_start_matches(['-', ' ']).chars().next())
}

/// Returns where the sentences and labels of a text begin, and where it ends.
fn cuts(text: &str) -> Vec<usize> {
    let mut cuts = vec![0, text.len()];
    for sign in ["。", "！", "？"] {
        let ends = text.match_indices(sign);
        cuts.extend(ends.map(|(at, sign)| at.saturating_add(sign.len())));
    }
    for nothing in ["N/A", "不涉及"] {
        let ends = text.match_indices(nothing);
        cuts.extend(ends.map(|(at, words)| at.saturating_add(words.len())));
    }
    cuts.extend(labels::starts(text));
    cuts.extend(sentence_starts(text));
    let begin = text.len().saturating_sub(text.trim_start().len());
    let mark = text.get(begin..).and_then(|text| MARKED.find(text));
    cuts.extend(mark.map(|mark| begin.saturating_add(mark.end())));
    let mut from = 0;
    while let Some(end) = ENDS.captures_at(text, from).and_then(|found| found.get(1)) {
        from = end.end();
        // "Max. 10" is one statement.
        let is_short = text.get(..from).is_some_and(|text| SHORT.is_match(text));
        if !is_short {
            cuts.push(from);
        }
    }
    sorted(cuts)
}

/// Returns where a point begins and ends, and what follows it. A point with a line of its own is that line.
fn point_cuts(text: &str, is_line: bool) -> Vec<usize> {
    let mut cuts = vec![0, text.len()];
    if !is_line {
        let labels = labels::starts(text);
        cuts.extend(labels.into_iter().filter(|at| {
            let (before, after) = text.split_at(*at);
            let before = before.trim_end();
            let states = matches!(labels::split(after).0, Some(Label::Values | Label::Length));
            // A kind with its range is one point.
            let is_kind = states && before.chars().count() <= 40 && !before.contains([':', '：']);
            !before.ends_with([',', '，']) && !is_kind
        }));
        cuts.extend(sentence_starts(text));
    }
    sorted(cuts)
}

/// Returns where words stand that begin a sentence, be there a full stop in front of them or not.
fn sentence_starts(text: &str) -> Vec<usize> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(start) = STARTS
        .captures_at(text, from)
        .and_then(|found| found.get(1))
    {
        let before = text.get(..start.start()).unwrap_or_default().trim_end();
        if !before.ends_with([',', '，', ':', '：', '"', '“', '(']) {
            out.push(start.start());
        }
        // One start may stand right behind another.
        let first = start.as_str().chars().next().map_or(1, char::len_utf8);
        from = start.start().saturating_add(first);
    }
    out
}

fn sorted(mut cuts: Vec<usize>) -> Vec<usize> {
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}
