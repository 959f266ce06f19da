//! Which of the known forms a sentence has.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Number;

use super::clauses::clauses;
use super::jobs::{Is, Job, jobs};
use super::labels::Label;
use super::pieces::{self, Piece};
use super::ranges::{self, Of, Statement};
use super::row::Reader;
use super::{charsets, defaults, group, pattern, patterns, sentences, separators, units, values};
use crate::sheet::{Kind, LengthUnit, Row};

patterns! {
    MULTIPLE: r"(?i)^(?:the value |it )?(?:must be |should be |is )?(?:an? )?(?:integer )?(?:integral )?multiples? of (\d+)$|^(?:取值)?(?:必须|需|须|应|需要)?(?:为|是)?\s*(\d+)\s*的(?:整数|整)?倍(?:数)?$";
    EVEN: r"(?i)^(?:the value |it )?(?:must be|should be) (?:an )?even(?: number| integer)?$|^(?:取值)?(?:必须|需|须|应)(?:为|是)偶数$";
    ITEMS: r"^(?:[Yy]ou can (?:specify|set|enter|pass|query|add|select|include) |[Ss]pecify |[Ee]nter |[Ss]upports? |The (?:list|array) can contain )?<= (\d+) (?:of (?:them|these)|[A-Za-z_]*[a-z_](?: [A-Za-z_]+)??)(?: (?:can|may) be (?:specified|set|passed|entered|given|queried|added|configured|selected|included|used|created|deleted|returned|provided|contained))?(?:,? (?:at a time|at once|per (?:request|call|query)|in (?:a|one|each|a single) (?:request|call|query)|each time))?(?: (?:is|are) (?:supported|allowed))?$|^(?:一次|每次请求|每次|单次请求|单次|列表|数组|集合)?(?:可|可以|能)?(?:<=|最多)(?:可以?)?(?:查询|传入|传|指定|设置|填写|添加|输入|支持|包含|选择|提交|删除|创建)?\s*(?:<=)?\s*(\d+)\s*(?:个|条|项|种|组)(?:[^,。0-9]{0,8})?$|^(?:数组|列表|元素)?(?:个数|数量|元素数|元素个数|数组长度)\s*<=\s*(\d+)个?$";
    NO_ITEMS: r"\d (?:times|characters|UNIT)\b";
    COUNT: r"(?i)^(?:the |this )?(?:array|list|parameter|value)? ?(?:can |must |should )?(?:contains?|have|has|be|range from|ranges from)?\s*(?:from )?(\d+)\s*(?:-|–|~|to)\s*(\d+) (?:items|elements|members|entries|objects)$|^(?:数组|列表)(?:的)?(?:长度|大小|元素个数|个数)(?:范围)?(?:为|是|:)?\s*(\d+)\s*(?:-|~|至|到)\s*(\d+)$|^(?:数组|列表|参数)?(?:支持|包含|可包含|可以包含|长度|大小|个数|数量|元素个数)?(?:为|是|范围为)?\s*(\d+)\s*(?:-|~|至|到)\s*(\d+)\s*(?:个|条|项)(?:元素|成员|值)?$";
    MOST_WORDS: r"(?i)\b(?:a )?maximum of\b|\bup to\b|\bat most\b|\bno more than\b|不超过|最多支持|支持最多|最多可以?(?:包含|传入|传|设置|指定|添加|填写|输入)?|最多(?:包含|传入)?|不能超过";
    COUNTED: r"(?i)^(?:the )?(?:total )?(?:number|quantity|count) of [a-z][a-z _]*?(?: in (?:the|a|an|this) [a-z]+)? ((?:is|must|can|cannot|ranges?|should|may|does|<|>).+)$|^(?:the )?(?:array|list) (?:length|size) ((?:is|must|can|cannot|ranges?|should|may|does|<|>).+)$|^[^0-9,。()]{0,8}?(?:数组|列表|集合)(?:的)?(?:长度|大小|个数|数量)((?:不|范围|为|是|必须|最|在|<|>|限制|支持).+)$|^[^0-9,。()]{0,8}?(?:个数|数量|总数)((?:不|范围|为|是|必须|最|在|<|>|限制|支持).+)$";
    STEP: r"(?i)\b(?:an? )?(?:even (?:numbers?|integers?)|(?:integral |integer )?multiples? of (\d+))\b|的?偶数|(?:的)?(?:且)?(?:必须)?(?:为|是)?(\d+)的(?:整数|整)?倍数?";
    WHOLE: r"(?i)^(?:(?:it|the value|this parameter|the parameter) )?(?:(?:is|must be|should be) )?(?:an? )?(positive|non-?negative) integer$|^(?:(?:it|the value|this parameter|the parameter) )?(?:must not|cannot|can not|should not) be (negative)$|^(?:取值)?(?:不能|不可|不得|不可以)(?:为|是)(负)(?:数|值)$|^(?:取值)?(?:必须|需|须|应)?(?:为|是)?(正|非负)整数$";
    SUBJECT: r"(?i)^the ((?:[a-z]+ )?(?:name|id|title|description|password|address|path|key|token|text|code|number)) ((?:must|can|should|is|may|contains?|consists?|has|ranges?|cannot)\b.+)$";
    BRACKET: r"^[^()0-9]*\(([^()]+)\)$";
    MANDATORY: r"(?i)^(?:this parameter is )?(mandatory|required|必填|必选)$|^(?:this parameter is )?(?:optional|选填|可选)$";
    EACH: r"(?i)^(?:each|every)(?: of them| one| [a-z_]+(?: [a-z]+)?)??\s+((?:up to|at most|no more|no longer|not|can|cannot|must|should|may|is|has|have|contains?|consists?|within|with|a maximum|between|from|ranges?|<|>|\d).+)$|^(?:每个|单个|每一?条|每项)[^0-9,]{0,8}?((?:长度|最大|最多|最长|不超过|不能|为|包含|可|支持|字符).+)$";
}

/// Reads a description into its row, whose type is known.
pub(in crate::page) fn read(row: &mut Row, description: &str) {
    let all = pieces::pieces(description);
    let jobs = jobs(&all);
    let mut reader = Reader::new(row);
    // What a text is made of tells what the other sentences are about.
    let separator = all.iter().find_map(|piece| {
        let mut clauses = clauses(&piece.body).into_iter();
        separators::sentence(&piece.body).or_else(|| clauses.find_map(separators::sentence))
    });
    if let Some(separator) = separator {
        reader.separated(separator);
    }
    // A cell that is a range and nothing else leaves no doubt.
    if let [only] = &*all
        && only.label.is_none()
        && reader.row.kind.is_some_and(Kind::is_number)
        && ranges::is_range(&only.body)
        && reader.range(&only.body, &only.original)
    {
        return reader.finish();
    }
    // What stands behind labels has the word; prose comes second.
    for states in [true, false] {
        reader.states = states;
        for (at, job) in jobs.iter().enumerate() {
            if job.states == states {
                reader.at = at;
                reader.job(job);
            }
        }
    }
    reader.finish();
}

impl Reader<'_> {
    fn job(&mut self, job: &Job<'_>) {
        match job.is {
            Is::Sentence => {
                let Some(piece) = job.pieces.first() else {
                    return;
                };
                if piece.is_point {
                    if self.in_part(piece) {
                        return;
                    }
                    for piece in pieces::sentences(piece) {
                        let label = piece.label.or(job.label);
                        self.piece(&piece, label, job.is_meaning);
                    }
                } else {
                    self.piece(piece, job.label, job.is_meaning);
                }
            }
            Is::List => {
                let Some((head, list)) = job.pieces.split_first() else {
                    return;
                };
                let list = if head.body.is_empty() || head.body.ends_with(':') {
                    list
                } else {
                    job.pieces
                };
                self.list(job, list, true);
            }
            Is::Bare => self.list(job, job.pieces, false),
            Is::Head => {
                let text = joined(job.pieces);
                let is_example = job.label == Some(Label::Example)
                    || job
                        .pieces
                        .first()
                        .is_some_and(|head| sentences::is_example(&head.body));
                if is_example || self.row.kind == Some(Kind::Boolean) && job.pieces.len() == 1 {
                    return;
                }
                let body = job.pieces.first().map_or("", |head| head.body.as_str());
                let points = job.pieces.get(1..).unwrap_or_default();
                if sentences::is_conditional(body)
                    || points.iter().any(|point| has_range(&point.body))
                {
                    self.when.push((self.at, text));
                } else {
                    self.unread.push((self.at, text));
                }
            }
        }
    }

    /// Reads a list of values, or leaves it as it stands.
    fn list(&mut self, job: &Job<'_>, list: &[Piece], asks: bool) {
        let is_kinds = list.iter().any(|point| {
            sentences::is_conditional(&point.body) && !point.is_point
                || point.is_point && has_range(&point.body)
        });
        let read = match list {
            [only] if values::run(&only.body).is_some() => {
                values::run(&only.body).map(|listed| (listed, Vec::new()))
            }
            _ if is_kinds => None,
            _ => values::points(list, asks),
        };
        if let Some((listed, remarks)) = read
            && self.values(listed)
        {
            for remark in remarks {
                self.piece(remark, remark.label, false);
            }
            return;
        }
        if asks {
            let text = joined(job.pieces);
            if is_kinds {
                self.when.push((self.at, text));
            } else {
                self.unread.push((self.at, text));
            }
            return;
        }
        for point in list {
            let is_own = ranges::statement(&point.body, false).is_some();
            if has_range(&point.body) && !is_own {
                self.when.push((self.at, point.original.clone()));
            } else {
                for piece in pieces::sentences(point) {
                    self.piece(&piece, piece.label, false);
                }
            }
        }
    }

    /// Keeps a point as it stands whose range has words in front of it: they say of what it is.
    fn in_part(&mut self, point: &Piece) -> bool {
        let parts = pieces::sentences(point);
        let is_part = parts
            .iter()
            .zip(parts.iter().skip(1))
            .any(|(before, part)| {
                part.label.is_some_and(Label::states)
                    && !before
                        .original
                        .trim_end()
                        .ends_with(['.', '。', ';', '；', '!'])
            });
        if is_part {
            self.when.push((self.at, point.original.clone()));
        }
        is_part
    }

    fn piece(&mut self, piece: &Piece, label: Option<Label>, is_meaning: bool) {
        let body = piece.body.trim_end_matches([',', ';', ' ']);
        if body.is_empty() || label == Some(Label::Example) {
            return;
        }
        if sentences::is_nothing(body) {
            if label == Some(Label::Default) {
                self.nothing = Some(values::bare(body).to_owned());
            }
            return;
        }
        if sentences::is_deprecation(body) {
            self.row.deprecated = Some(true);
            self.mark("deprecated");
            return;
        }
        if sentences::is_announcement(body) && self.row.announced.is_none() {
            self.row.announced = Some(piece.original.clone());
            self.mark("announced");
            return;
        }
        let is_statement = label.is_some_and(Label::states);
        if !is_statement && self.absent(body) {
            return;
        }
        if self.row.kind == Some(Kind::Boolean)
            && let Some(value) = defaults::marked(body)
            && self.default(value)
        {
            return;
        }
        if sentences::is_conditional(body)
            && let Some((front, value)) = defaults::behind(body)
            && !sentences::is_conditional(front)
            && self.both(label, front, value, &piece.original)
        {
            return;
        }
        if sentences::is_conditional(body) {
            if !sentences::is_plain(body, is_meaning) {
                self.when.push((self.at, piece.original.clone()));
            }
            return;
        }
        let understood = if is_statement {
            self.statement(label, body, &piece.original)
        } else {
            self.prose(body, &piece.original)
        };
        if understood {
            return;
        }
        if is_meaning && let Some(unit) = units::inside(bare_end(body)) {
            self.unit(&unit);
        }
        if is_meaning && let Some(form) = units::form_inside(bare_end(body)) {
            self.form(&form);
        }
        let is_left = sentences::is_mere_example(body) || sentences::is_plain(body, is_meaning);
        if !is_statement && is_left {
            return;
        }
        self.unread.push((self.at, piece.original.clone()));
    }

    /// Reads a statement and what counts when the field is absent; neither where one of them is not understood.
    fn both(&mut self, label: Option<Label>, text: &str, value: &str, original: &str) -> bool {
        if self.is_beside {
            // There is one default.
            return false;
        }
        let before = (self.row.clone(), self.range.clone());
        let told = (self.unread.len(), self.when.len());
        self.is_beside = true;
        let understood = match label {
            Some(label) if label.states() => self.statement(Some(label), text, original),
            _ => self.prose(text, original),
        };
        self.is_beside = false;
        if understood && self.default(value) {
            return true;
        }
        (*self.row, self.range) = before;
        self.unread.truncate(told.0);
        self.when.truncate(told.1);
        false
    }

    /// Reads what counts when the field is absent, out of a sentence that only says that.
    fn absent(&mut self, body: &str) -> bool {
        defaults::sentence(body)
            .map(str::to_owned)
            .is_some_and(|value| self.default(&value))
    }

    /// Reads what stands behind a label.
    fn statement(&mut self, label: Option<Label>, body: &str, original: &str) -> bool {
        let text = bare_end(body);
        if label != Some(Label::Default)
            && let Some((text, value)) = defaults::beside(text)
                .and_then(|(text, default)| Some((text, defaults::sentence(default)?)))
                .or_else(|| defaults::behind(text))
            && self.both(label, text, value, original)
        {
            return true;
        }
        let understood = match label {
            Some(Label::Values) => {
                let text = values::behind_head(text).unwrap_or(text);
                self.range(text, original)
                    || values::run(text).is_some_and(|listed| self.values(listed))
                    || values::numbers(text).is_some_and(|listed| self.values(listed))
                    || values::inline(text, true).is_some_and(|listed| self.values(listed))
                    || values::value(text)
                        .filter(|(_, meaning, _)| meaning.is_some() && !values::goes_on(text))
                        .is_some_and(|one| self.one(one))
            }
            Some(Label::Default) => return self.default_or_note(text, original),
            Some(Label::Unit) => self.unit(text),
            Some(Label::Form) => {
                return units::named_form(text).is_some_and(|form| self.form(&form));
            }
            Some(Label::Least) => self.range(&format!(">= {text}"), original),
            Some(Label::Most) => self.range(&format!("<= {text}"), original),
            Some(Label::Shortest) => self.length_of(&format!("length >= {text}")),
            Some(Label::Longest) => self.length_of(&format!("length <= {text}")),
            Some(Label::Length) => self.length_of(&format!("length {text}")),
            Some(Label::Fewest) => self.items(&format!(">= {text}")),
            Some(Label::MostItems) => self.items(&format!("<= {text}")),
            Some(Label::Items) => self.items(text),
            _ => false,
        };
        understood || self.prose(body, original) || self.clauses(label, body, original)
    }

    /// Takes a default behind its label: a value, or what counts in words.
    fn default_or_note(&mut self, text: &str, original: &str) -> bool {
        let value = defaults::without_meaning(text);
        if self.default(text) || self.default(value) {
            let aside = text.get(value.len()..).unwrap_or_default().trim();
            let aside = aside
                .strip_prefix('(')
                .and_then(|text| text.strip_suffix(')'));
            if let (Some(label), body) = super::labels::split(aside.unwrap_or_default())
                && label.states()
                && label != Label::Default
                && !self.statement(Some(label), body, original)
            {
                self.unread.push((self.at, original.to_owned()));
            }
            return true;
        }
        if self.clauses(Some(Label::Default), text, original) {
            return true;
        }
        let is_free = self.row.default_note.is_none() && self.row.default.is_none();
        if is_free {
            self.row.default_note = Some(text.to_owned());
            self.mark("default_note");
        }
        is_free
    }

    /// Reads a sentence.
    fn prose(&mut self, body: &str, original: &str) -> bool {
        let text = bare_end(body);
        if self.absent(text) {
            return true;
        }
        if let Some(found) = MANDATORY.captures(text)
            && self.row.mandatory == Some(found.get(1).is_some())
        {
            return true;
        }
        if let Some((front, value)) = defaults::beside(text)
            .and_then(|(front, default)| Some((front, defaults::sentence(default)?)))
            .or_else(|| defaults::behind(text))
            && self.both(None, front, value, original)
        {
            return true;
        }
        if let Some(unit) = units::sentence(text) {
            return self.unit(&unit);
        }
        if let Some(form) = units::form(text) {
            return self.form(&form);
        }
        if units::is_base64(text) && matches!(self.row.kind, Some(Kind::String) | None) {
            self.row.encoding = Some("base64".to_owned());
            self.mark("encoding");
            return true;
        }
        if separators::sentence(text).is_some() && self.row.separator.is_some() {
            return true;
        }
        if sentences::is_any_case(text) && self.row.kind == Some(Kind::String) {
            self.row.any_case = Some(true);
            self.mark("any_case");
            return true;
        }
        if charsets::is_charset(text) && self.characters(text) {
            return true;
        }
        if self.row.kind == Some(Kind::Integer)
            && let Some(found) = WHOLE.captures(text)
        {
            let least = if matches!(&*group(&found).to_ascii_lowercase(), "positive" | "正") {
                1
            } else {
                0
            };
            return self.range(&format!(">= {least}"), original);
        }
        if self.row.kind == Some(Kind::Integer)
            && multiple(text).is_none()
            && let Some(step) = STEP.captures(text)
            && let Some(of) = ranges::number(match group(&step) {
                "" => "2",
                number => number,
            })
        {
            let range = STEP.replace(text, "");
            let before = (self.row.clone(), self.range.clone());
            if self.range_of(range.trim(), original, false) {
                self.row.multiple_of = Some(of);
                self.mark("multiple_of");
                return true;
            }
            (*self.row, self.range) = before;
        }
        if self.row.kind == Some(Kind::Integer)
            && let Some(of) = multiple(text)
        {
            self.row.multiple_of = Some(of);
            self.mark("multiple_of");
            return true;
        }
        if let Some(bound) = extreme(text)
            && self.range(&bound, original)
        {
            return true;
        }
        if let Some(length) = extreme_length(text)
            && self.length_of(&length)
        {
            return true;
        }
        if self.row.kind == Some(Kind::Array) {
            return self.of_list(text) || !self.states && self.clauses(None, body, original);
        }
        if self.row.separator.is_some() && self.of_pieces(text) {
            return true;
        }
        if ranges::statement(text, false).is_some() {
            return self.range_of(text, original, false);
        }
        if self.row.kind == Some(Kind::String)
            && let Some(found) = SUBJECT.captures(text)
            && let (Some(subject), Some(said)) = (found.get(1), found.get(2))
            && self.is_named(subject.as_str())
            && self.length_of(said.as_str())
        {
            return true;
        }
        if let Some(listed) = values::sentence(text) {
            return self.values(listed);
        }
        if !self.states
            && let Some(listed) = values::counted(text).or_else(|| values::capitals(text))
            && self.values(listed)
        {
            return true;
        }
        !self.states && self.clauses(None, body, original)
    }

    /// Whether the field has a word of a subject in its name.
    fn is_named(&self, subject: &str) -> bool {
        let name = self.row.name.as_deref().unwrap_or_default();
        let name = name.to_ascii_lowercase();
        let mut words = subject.split(' ').map(str::to_ascii_lowercase);
        words.any(|word| name.contains(&word))
    }

    /// Reads a sentence beside a list: how many items there are, and what an item is.
    fn of_list(&mut self, text: &str) -> bool {
        if self.of_pieces(text) {
            return true;
        }
        if let Some(listed) = values::sentence(text) {
            return self.values(listed);
        }
        match ranges::statement(text, false) {
            // A list has no characters: its items have.
            Some(Statement {
                of: Of::Characters | Of::Bytes,
                ..
            }) => self.of_item(text),
            _ => false,
        }
    }

    /// Reads how many items or pieces there are, and how long each of them is.
    fn of_pieces(&mut self, text: &str) -> bool {
        if let Some(found) = EACH.captures(text) {
            return self.of_item(group(&found));
        }
        if let Some(found) = COUNTED.captures(text)
            && let Some(Statement {
                range,
                of: Of::Value,
                has_more: false,
            }) = ranges::statement(group(&found), true)
            && let Some((least, most)) = range.counts()
        {
            return self.count(least, most);
        }
        let folded = MOST_WORDS.replace(text, "<=");
        if let Some(found) = ITEMS.captures(folded.trim())
            && !NO_ITEMS.is_match(text)
            && let Some(most) = ranges::number(group(&found)).and_then(|most| most.as_u64())
        {
            return self.count(None, Some(most));
        }
        if let Some(found) = BRACKET.captures(text)
            && self.row.kind == Some(Kind::Array)
        {
            let inside = group(&found);
            let most = extreme(inside).unwrap_or_default();
            return match most.strip_prefix("<= ").map(str::parse) {
                Some(Ok(most)) => self.count(None, Some(most)),
                _ => self.of_pieces(inside),
            };
        }
        if let Some(found) = COUNT.captures(text) {
            let mut ends = found.iter().skip(1).flatten();
            let mut next = || ends.next().and_then(|end| end.as_str().parse().ok());
            let (least, most) = (next(), next());
            return self.count(least, most);
        }
        false
    }

    /// Reads the length of an item.
    fn of_item(&mut self, text: &str) -> bool {
        let (
            Some(Statement {
                range,
                of,
                has_more,
            }),
            Some(item),
        ) = (ranges::statement(text, false), self.row.item.as_deref_mut())
        else {
            return false;
        };
        let unit = match of {
            Of::Characters => Some(LengthUnit::Characters),
            Of::Bytes => Some(LengthUnit::Bytes),
            Of::Length => None,
            _ => return false,
        };
        let is_text = item.kind == Some(Kind::String);
        let Some((least, most)) = range.counts().filter(|_| is_text) else {
            return false;
        };
        let mut inner = Reader::new(item);
        inner.states = self.states;
        inner.length(least, most, unit) && !has_more
    }

    /// Reads a statement clause by clause. Where the first is understood and others are not, the whole is listed as well; a clause with
    /// another range takes all meaning from it.
    fn clauses(&mut self, label: Option<Label>, body: &str, original: &str) -> bool {
        let clauses = clauses(body);
        if clauses.len() < 2 || clauses.len() > 9 {
            return false;
        }
        let before = (self.row.clone(), self.range.clone());
        let mut rest = &*clauses;
        loop {
            let Some((first, others)) = rest.split_first() else {
                return false;
            };
            rest = others;
            let is_bare = rest.is_empty()
                && !sentences::is_example(body)
                && self.row.kind.is_some_and(Kind::is_number)
                && ranges::is_range(first);
            let is_read = match label {
                Some(_) => self.statement(label, first, original),
                // Behind what the field means, a range can be of nothing else.
                None if is_bare => self.range(first, original),
                None => self.prose(first, original),
            };
            if is_read {
                break;
            }
            (*self.row, self.range) = before.clone();
            // What the field means may stand in front.
            let is_meaning = label.is_none()
                && sentences::is_plain(first, true)
                && !sentences::is_conditional(first)
                && !first.contains(|c: char| c.is_ascii_digit());
            if !is_meaning {
                return self.length_among(&clauses, original);
            }
            // What stands behind it may be one statement that holds commas.
            let behind = others.first().and_then(|next| {
                let from = body.find(next)?;
                body.get(from..)
            });
            if let Some(behind) = behind.filter(|_| others.len() > 1)
                && let Some(listed) = values::sentence(bare_end(behind))
                && self.values(listed)
            {
                return true;
            }
        }
        let mut all = true;
        for clause in rest {
            let mut upper = (*clause).to_owned();
            if let Some(first) = upper.get_mut(..1) {
                // Within a sentence, a label may be in small letters.
                first.make_ascii_uppercase();
            }
            let (own, words) = super::labels::split(&upper);
            let read = match own {
                Some(own) if own.states() => self.statement(Some(own), words, original),
                _ => self.prose(clause, original),
            };
            if !read && has_range(clause) {
                (*self.row, self.range) = before;
                return false;
            }
            all &= read;
        }
        let lists =
            |row: &Row| row.values.len() + row.item.as_ref().map_or(0, |item| item.values.len());
        if !all && label.is_none() && lists(self.row) != lists(&before.0) {
            // The rest may name more values.
            (*self.row, self.range) = before;
            return false;
        }
        if !all {
            self.unread.push((self.at, original.to_owned()));
        }
        true
    }

    /// Reads the length that one clause of a sentence states by itself, beside what characters there may be.
    fn length_among(&mut self, clauses: &[&str], original: &str) -> bool {
        if self.row.kind != Some(Kind::String) {
            return false;
        }
        let lengths = clauses.iter().filter_map(|clause| {
            let said = ranges::statement(clause, false)?;
            let is_length = matches!(said.of, Of::Characters | Of::Bytes | Of::Length);
            is_length.then_some(said)
        });
        let all: Vec<Statement> = lengths.collect();
        let [only] = &*all else { return false };
        let understood = self.length_in(&only.range, &only.of);
        if understood {
            self.unread.push((self.at, original.to_owned()));
        }
        understood
    }
}

/// Returns what a sentence says that the number is a multiple of.
fn multiple(text: &str) -> Option<Number> {
    if EVEN.is_match(text) {
        return Some(2.into());
    }
    ranges::number(group(&MULTIPLE.captures(text)?))
}

/// Whether a text holds a range of numbers, of whatever.
fn has_range(text: &str) -> bool {
    static RANGE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\branges?\b.*\d|\d\s*(?:-|~|–|to)\s*\d|[(\[]\s*-?\d+(?:\.\d+)?\s*,\s*-?\d|范围.*\d|[<>≥≤]=?\s*\d|\d\s*(?:characters|bytes|个?字符|个?字节)",
        )
    });
    RANGE.is_match(text)
}

/// Returns "the maximum value is 5" and its like as a bound.
fn extreme(text: &str) -> Option<String> {
    static EXTREME: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^(?:the )?(?:minimum|min\.?|smallest|lowest)(?: allowed)?(?: (?:value|interval|duration|width|height|size|rate|bit ?rate|frame rate|time|speed|volume|angle|port|period))?(?: is|:)?\s*((?:NUM).*)$|^最小(?:取值|值)?(?:为|是|支持)?\s*((?:NUM).*)$|^(?:the )?(?:maximum|max\.?|largest|highest)(?: allowed)?(?: (?:value|interval|duration|width|height|size|rate|bit ?rate|frame rate|time|speed|volume|angle|port|period))?(?: is|:)?\s*((?:NUM).*)$|^最大(?:取值|值)?(?:为|是|支持|可以?为|可设置为|不超过)?\s*((?:NUM).*)$|^(?:the )?lower limit(?: is|:)?\s*((?:NUM).*)$|^下限(?:为|是)?\s*((?:NUM).*)$|^(?:the )?upper limit(?: is|:)?\s*((?:NUM).*)$|^上限(?:为|是)?\s*((?:NUM).*)$|^(?:it |the value |numbering |page numbers? )?starts? (?:from|at) (NUM)$|^从\s*(NUM)\s*开始(?:计数|编号)?$",
        )
    });
    let found = EXTREME.captures(text)?;
    let side = |groups: &[usize]| groups.iter().find_map(|at| found.get(*at));
    match side(&[1, 2, 5, 6, 9, 10]) {
        Some(least) => Some(format!(">= {}", least.as_str())),
        None => Some(format!("<= {}", side(&[3, 4, 7, 8])?.as_str())),
    }
}

/// Returns "the maximum length is 5" and its like as a length.
fn extreme_length(text: &str) -> Option<String> {
    static EXTREME: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^(?:the |its )?(?:minimum|min\.?|shortest) length(?: is|:)?\s*((?:NUM).*)$|^最(?:小|短)长度(?:为|是|支持)?\s*((?:NUM).*)$|^(?:the |its )?(?:maximum|max\.?|longest) length(?: is|:)?\s*((?:NUM).*)$|^最(?:大|长)长度(?:为|是|支持)?\s*((?:NUM).*)$",
        )
    });
    let found = EXTREME.captures(text)?;
    match found.get(1).or(found.get(2)) {
        Some(least) => Some(format!("length >= {}", least.as_str())),
        None => Some(format!(
            "length <= {}",
            found.get(3).or(found.get(4))?.as_str()
        )),
    }
}

fn bare_end(text: &str) -> &str {
    text.trim()
        .trim_end_matches(['.', '。', ';', ',', '|', ' '])
}

/// The pieces as they stand on the page.
fn joined(pieces: &[Piece]) -> String {
    let words: Vec<&str> = pieces.iter().map(|piece| piece.original.as_str()).collect();
    words.join("\n")
}
