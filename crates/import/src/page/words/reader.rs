//! What is read of a description becomes the row's.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Number, Value};

use super::labels::Label;
use super::pieces::{self, Piece};
use super::ranges::{self, Of, Range, Statement};
use super::sentences;
use super::values::{self, Listed};
use super::{defaults, pattern, patterns, units};
use crate::page::chinese::is_han;
use crate::sheet::{Cause, Kind, LengthUnit, Row, Unread};

patterns! {
    MULTIPLE: r"(?i)^(?:the value |it )?(?:must be |should be |is )?(?:an? )?(?:integer )?(?:integral )?multiples? of (\d+)$|^(?:取值)?(?:必须|需|须|应|需要)?(?:为|是)?\s*(\d+)\s*的(?:整数|整)?倍(?:数)?$";
    EVEN: r"(?i)^(?:the value |it )?(?:must be|should be) (?:an )?even(?: number| integer)?$|^(?:取值)?(?:必须|需|须|应)(?:为|是)偶数$";
    ITEMS: r"^(?:[Yy]ou can (?:specify|set|enter|pass|query|add|select|include) |[Ss]pecify |[Ee]nter |[Ss]upports? |The (?:list|array) can contain )?<= (\d+) (?:of (?:them|these)|[A-Za-z_]*[a-z_](?: [a-z_]+)?)(?: (?:can|may) be (?:specified|set|passed|entered|given|queried|added|configured|selected|included|used|created|deleted|returned|provided|contained))?(?:,? (?:at a time|at once|in (?:a|one|each|a single) (?:request|call|query)|each time))?(?: (?:is|are) (?:supported|allowed))?$|^(?:一次|每次|单次|单次请求)?(?:可|可以|能)?(?:<=|最多)(?:可以?)?(?:查询|传入|传|指定|设置|填写|添加|输入|支持|包含|选择|提交|删除|创建)?\s*(?:<=)?\s*(\d+)\s*(?:个|条|项|种|组)(?:[^,。0-9]{0,8})?$|^(?:数组|列表|元素)?(?:个数|数量|元素数|元素个数|数组长度)\s*<=\s*(\d+)个?$";
    NO_ITEMS: r"\d (?:times|characters|UNIT)\b";
    COUNT: r"(?i)^(?:the |this )?(?:array|list|parameter|value)? ?(?:can |must |should )?(?:contains?|have|has|be|range from|ranges from)?\s*(?:from )?(\d+)\s*(?:-|–|~|to)\s*(\d+) (?:items|elements|members|entries|objects)$|^(?:数组|列表|参数)?(?:支持|包含|可包含|可以包含|长度|大小|个数|数量|元素个数)?(?:为|是|范围为)?\s*(\d+)\s*(?:-|~|至|到)\s*(\d+)\s*(?:个|条|项)(?:元素|成员|值)?$";
    MOST_WORDS: r"(?i)\b(?:a )?maximum of\b|\bup to\b|\bat most\b|\bno more than\b|不超过|最多支持|支持最多|最多可以?(?:包含|传|传入|设置|指定)?|最多(?:包含|传入)?|不能超过";
    EACH: r"(?i)^(?:each|every) [a-z_]+(?: [a-z]+)?\s+(.+)$|^(?:每个|单个|每一?条|每项)[^0-9,]{0,8}?((?:长度|最大|最多|最长|不超过|不能|为|包含|可|支持|字符).+)$";
    CUT: r"([,;、])\s*(?:and |which |while )?(?:且|并且)?|\s+and\s+((?:the )?(?:maximum|minimum|default)\b|ranges\b|defaults\b|(?:must|can|cannot|should|may|contains?|consists?|is|the (?:length|value))\b)";
    LIST_DEFAULT: r"^\[(.*)\]$";
    UNIT_END: r"^(NUM)\s*UNIT$";
}

/// Reads a description into its row, whose type is known.
pub(in crate::page) fn read(row: &mut Row, description: &str) {
    let all = pieces::pieces(description);
    let jobs = jobs(&all);
    let mut reader = Reader {
        row,
        states: false,
        at: 0,
        range: None,
        nothing: None,
        unread: Vec::new(),
        when: Vec::new(),
    };
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

/// Something to be read: a sentence, or a list with its head.
struct Job<'p> {
    /// Whether it is a statement of the page, or prose.
    states: bool,
    label: Option<Label>,
    is_meaning: bool,
    pieces: &'p [Piece],
    is: Is,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    Sentence,
    /// A head that asks for values, and what follows it.
    List,
    /// Points without a head.
    Bare,
    /// A head of which nothing is known, and what follows it.
    Head,
}

/// Returns what there is to be read.
fn jobs(all: &[Piece]) -> Vec<Job<'_>> {
    let mut out: Vec<Job<'_>> = Vec::new();
    let mut context: Option<Label> = None;
    let mut awaits: Option<Label> = None;
    let mut at = 0;
    // Where points end that say one thing each, and are no list.
    let mut single = 0;
    while let Some(piece) = all.get(at) {
        let follows = |is: fn(&Piece) -> bool| {
            let next = all.iter().skip(at.saturating_add(1));
            next.take_while(|piece| is(piece)).count()
        };
        let taken = awaits
            .take()
            .filter(|_| piece.label.is_none() && !stands_alone(piece));
        // A label at a point is that point's alone.
        match piece.label {
            Some(label) if !piece.is_point => context = Some(label),
            None if context.is_some_and(Label::states) && !piece.is_point => context = None,
            Some(_) | None => {}
        }
        let label = taken.or(piece.label).or(context);
        let asks = piece.label == Some(Label::Values) && piece.body.is_empty()
            || values::is_head(&piece.body);
        let is_prose = matches!(context, Some(Label::Limits | Label::Note | Label::Example));
        if piece.is_point && at >= single {
            let count = follows(|piece| piece.is_point).saturating_add(1);
            let group = all.iter().skip(at).take(count);
            let mut labels = group.filter_map(|piece| piece.label);
            if labels.any(|label| label.states() && label != Label::Default) {
                single = at.saturating_add(count);
            }
        }
        let is_meaning = label == Some(Label::Meaning) || at == 0 && label.is_none();
        let is_headed = !is_prose && values::behind_head(&piece.body).is_some();
        let label = if is_headed {
            Some(Label::Values)
        } else {
            label
        };
        let mut add = |count: usize, is: Is, states: bool| {
            let end = at.saturating_add(count);
            out.push(Job {
                states,
                label,
                is_meaning,
                pieces: all.get(at..end).unwrap_or_default(),
                is,
            });
            count
        };
        let points = if piece.is_point {
            0
        } else {
            follows(|piece| piece.is_point)
        };
        at = at.saturating_add(if piece.is_point && (is_prose || at < single) {
            let states = !is_prose && piece.label.is_some_and(Label::states);
            add(1, Is::Sentence, states)
        } else if piece.is_point {
            let count = follows(|piece| piece.is_point).saturating_add(1);
            let before = at.checked_sub(1).and_then(|before| all.get(before));
            let are_parts = before.is_some_and(|before| values::is_object(&before.body));
            add(count, if are_parts { Is::Head } else { Is::Bare }, false)
        } else if points > 0 && asks && !sentences::is_conditional(&piece.body) {
            add(points.saturating_add(1), Is::List, true)
        } else if points > 0
            && (piece.body.ends_with(':') || sentences::is_conditional(&piece.body) && asks)
            || points > 0 && label == Some(Label::Example)
        {
            add(points.saturating_add(1), Is::Head, false)
        } else if asks && points == 0 {
            let lines = follows(|piece| piece.label.is_none() && values::is_explained(&piece.body));
            let words = follows(|piece| {
                piece.label.is_none() && piece.is_line && values::value(&piece.body).is_some()
            });
            let is_run = all
                .get(at.saturating_add(1))
                .is_some_and(|next| next.label.is_none() && values::run(&next.body).is_some());
            match (lines.max(words), is_run) {
                (_, true) => add(2, Is::List, true),
                (count, _) if lines > 0 || words > 1 => {
                    add(count.saturating_add(1), Is::List, true)
                }
                _ => {
                    let next = all.get(at.saturating_add(1));
                    let takes =
                        next.is_some_and(|next| next.label.is_none() && !stands_alone(next));
                    let is_told = next.and_then(|next| next.label).is_some_and(|label| {
                        matches!(
                            label,
                            Label::Length
                                | Label::Shortest
                                | Label::Longest
                                | Label::Least
                                | Label::Most
                                | Label::Items
                        )
                    });
                    if piece.body.is_empty() && is_told {
                        1
                    } else if piece.body.is_empty() && takes {
                        awaits = Some(Label::Values);
                        1
                    } else {
                        // A list that the page lost.
                        add(1, Is::Head, false)
                    }
                }
            }
        } else if is_headed {
            add(1, Is::Sentence, true)
        } else if label == Some(Label::Values)
            && values::is_explained(&piece.body)
            && values::run(&piece.body).is_none()
            && values::inline(&piece.body, true).is_none()
            && values::numbers(&piece.body).is_none()
        {
            let more = follows(|piece| piece.label.is_none() && values::is_explained(&piece.body));
            add(more.saturating_add(1), Is::List, true)
        } else if matches!(label, None | Some(Label::Meaning)) && codes(piece) && follows(codes) > 0
        {
            add(follows(codes).saturating_add(1), Is::Bare, false)
        } else if piece.body.is_empty() {
            awaits = label.filter(|label| label.states() || *label == Label::Example);
            if label == Some(Label::Example) {
                context = None;
            }
            1
        } else {
            add(1, Is::Sentence, label.is_some_and(Label::states))
        });
        let ends = piece
            .label
            .filter(|_| !piece.is_point)
            .is_some_and(|label| label.states() || label == Label::Example);
        if ends && !piece.body.is_empty() || sentences::is_nothing(&piece.body) {
            context = None;
        }
    }
    out
}

/// Whether a line without a label is a value that looks like code, with what it means.
fn codes(piece: &Piece) -> bool {
    let is_line = piece.is_line && !piece.is_point && piece.label.is_none();
    is_line && values::is_explained_code(&piece.body)
}

/// Whether a sentence says by itself what counts when the field is absent, or under a condition.
fn stands_alone(piece: &Piece) -> bool {
    piece.is_point
        || defaults::sentence(&piece.body).is_some()
        || sentences::is_conditional(&piece.body)
        || sentences::is_deprecation(&piece.body)
}

struct Reader<'r> {
    row: &'r mut Row,
    /// Whether what is read is a statement of the page, or prose.
    states: bool,
    /// The place of the job among the others.
    at: usize,
    /// A range that may be of numbers or of lengths, as the rest of the description tells; whether it is a statement; and where it stands.
    range: Option<(Range, bool, usize, String)>,
    /// A default that says that there is none, unless it is a value.
    nothing: Option<String>,
    unread: Vec<(usize, String)>,
    when: Vec<(usize, String)>,
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
        let is_statement = label.is_some_and(Label::states);
        if !is_statement && self.absent(body) {
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
            && let Some((text, default)) = defaults::beside(text)
        {
            let before = (self.row.clone(), self.range.clone());
            if self.statement(label, text, original) && self.absent(default) {
                return true;
            }
            (*self.row, self.range) = before;
        }
        let understood = match label {
            Some(Label::Values) => {
                let text = values::behind_head(text).unwrap_or(text);
                self.range(text, original)
                    || values::run(text).is_some_and(|listed| self.values(listed))
                    || values::numbers(text).is_some_and(|listed| self.values(listed))
                    || values::inline(text, true).is_some_and(|listed| self.values(listed))
                    || values::value(text)
                        .filter(|(_, meaning, _)| meaning.is_some())
                        .is_some_and(|one| self.one(one))
            }
            Some(Label::Default) => return self.default_or_note(text, original),
            Some(Label::Unit) => return self.unit(text),
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

    /// Reads a sentence.
    fn prose(&mut self, body: &str, original: &str) -> bool {
        let text = bare_end(body);
        if self.absent(text) {
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
        if ranges::statement(text, false).is_some() {
            return self.range_of(text, original, false);
        }
        if let Some(listed) = values::sentence(text) {
            return self.values(listed);
        }
        !self.states && self.clauses(None, body, original)
    }

    /// Reads a sentence beside a list: how many items there are, and what an item is.
    fn of_list(&mut self, text: &str) -> bool {
        if let Some(found) = EACH.captures(text) {
            return self.of_item(group(&found));
        }
        let folded = MOST_WORDS.replace(text, "<=");
        if let Some(found) = ITEMS.captures(folded.trim())
            && !NO_ITEMS.is_match(text)
            && let Some(most) = ranges::number(group(&found)).and_then(|most| most.as_u64())
        {
            return self.count(None, Some(most));
        }
        if let Some(found) = COUNT.captures(text) {
            let mut ends = found.iter().skip(1).flatten();
            let mut next = || ends.next().and_then(|end| end.as_str().parse().ok());
            let (least, most) = (next(), next());
            return self.count(least, most);
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
        let mut inner = Reader {
            row: item,
            states: self.states,
            at: self.at,
            range: None,
            nothing: None,
            unread: Vec::new(),
            when: Vec::new(),
        };
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
            let is_read = match label {
                Some(_) => self.statement(label, first, original),
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
        }
        let mut all = true;
        for clause in rest {
            let (own, words) = super::labels::split(clause);
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

    fn mark(&mut self, key: &str) {
        mark(self.row, key, self.states);
    }

    /// Takes a default that is one value of the row's type.
    fn default(&mut self, text: &str) -> bool {
        if let Some(found) = LIST_DEFAULT.captures(text)
            && let (Some(Kind::Array), Some(item)) = (self.row.kind, &self.row.item)
        {
            let words = group(&found).split([',', '、']).map(values::bare);
            let all: Option<Vec<Value>> = words.map(|word| literal(kind_of(item), word)).collect();
            return all.is_some_and(|all| self.set_default(all.into()));
        }
        let kind = match (self.row.kind, &self.row.item) {
            (Some(Kind::Array), Some(item)) => kind_of(item),
            (Some(Kind::Array), None) => Some(Kind::Any),
            _ => kind_of(self.row),
        };
        let text = values::bare(text);
        let is_number = kind.is_some_and(Kind::is_number);
        let number = UNIT_END.captures(text).filter(|_| is_number);
        let word = number.as_ref().map_or(text, |found| group(found));
        // Words that are not code say what counts; they are no value.
        if word.is_empty() || word.contains(|c: char| c.is_whitespace() || is_han(c)) {
            return false;
        }
        literal(kind, word).is_some_and(|value| self.set_default(value))
    }

    fn set_default(&mut self, value: Value) -> bool {
        let known = self.row.default.as_ref();
        if known.is_some_and(|known| *known != value) {
            return false;
        }
        if known.is_none() {
            self.row.default = Some(value);
            self.mark("default");
        }
        true
    }

    /// Takes a default behind its label: a value, or what counts in words.
    fn default_or_note(&mut self, text: &str, original: &str) -> bool {
        if self.default(text) || self.default(defaults::without_meaning(text)) {
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

    fn unit(&mut self, text: &str) -> bool {
        let known = self.row.unit.as_deref();
        if known.is_some_and(|known| known != text) || text.is_empty() || text.chars().count() > 32
        {
            return false;
        }
        if known.is_none() {
            self.row.unit = Some(text.to_owned());
            self.mark("unit");
        }
        true
    }

    /// Takes the form of a text; that of a number says nothing.
    fn form(&mut self, text: &str) -> bool {
        let is_text = matches!(self.row.kind, Some(Kind::String) | None);
        let fits = is_text && self.row.format.as_deref().is_none_or(|known| known == text);
        if fits && self.row.format.is_none() {
            self.row.format = Some(text.to_owned());
            self.mark("format");
        }
        fits
    }

    /// Takes a range behind a label that asks for one.
    fn range(&mut self, text: &str, original: &str) -> bool {
        self.range_of(text, original, true)
    }

    fn range_of(&mut self, text: &str, original: &str, is_labelled: bool) -> bool {
        let Some(Statement {
            range,
            of,
            has_more,
        }) = ranges::statement(text, is_labelled)
        else {
            return false;
        };
        if has_more {
            // The numbers between are not all allowed, or not all characters are: a row cannot say either.
            self.unread.push((self.at, original.to_owned()));
        }
        let is_number = self.row.kind.is_some_and(Kind::is_number);
        match of {
            Of::Value => self.keep(range, original),
            Of::Unit(unit) => {
                let fits = is_number || self.row.kind == Some(Kind::String);
                fits && self.row.unit.as_deref().is_none_or(|known| known == unit)
                    && self.keep(range, original)
                    && self.unit(&unit)
            }
            // Of a number, bytes are what it counts.
            Of::Bytes if is_number => self.keep(range, original) && self.unit("byte"),
            Of::Characters | Of::Bytes | Of::Length => self.length_in(&range, &of),
            Of::WithoutMarkup => {
                let most = range.counts().and_then(|(_, most)| most);
                let fits = self.row.kind == Some(Kind::String) && most.is_some();
                if fits {
                    self.row.max_length_without_markup = most;
                    self.mark("max_length_without_markup");
                }
                fits
            }
        }
    }

    fn length_of(&mut self, text: &str) -> bool {
        match ranges::statement(text, true) {
            Some(Statement {
                range,
                of,
                has_more,
            }) => self.length_in(&range, &of) && !has_more,
            None => false,
        }
    }

    fn length_in(&mut self, range: &Range, of: &Of) -> bool {
        let unit = match of {
            Of::Characters => Some(LengthUnit::Characters),
            Of::Bytes => Some(LengthUnit::Bytes),
            Of::Length => None,
            Of::Value | Of::Unit(_) | Of::WithoutMarkup => return false,
        };
        let Some((least, most)) = range.counts() else {
            return false;
        };
        match self.row.kind {
            Some(Kind::String) | None => self.length(least, most, unit),
            Some(Kind::Array) if unit.is_none() => self.count(least, most),
            _ => false,
        }
    }

    fn length(&mut self, least: Option<u64>, most: Option<u64>, unit: Option<LengthUnit>) -> bool {
        let differs =
            |known: Option<u64>, now: Option<u64>| known.is_some() && now.is_some() && known != now;
        let row = &*self.row;
        let other = row.length_unit.is_some() && unit.is_some() && row.length_unit != unit;
        let (shortest, longest) = (least.or(row.min_length), most.or(row.max_length));
        if differs(row.min_length, least)
            || differs(row.max_length, most)
            || other
            || shortest > longest.or(Some(u64::MAX))
        {
            return false;
        }
        for (key, now) in [("min_length", least), ("max_length", most)] {
            let at = if key == "min_length" {
                &mut self.row.min_length
            } else {
                &mut self.row.max_length
            };
            if now.is_some() && at.is_none() {
                *at = now;
                self.mark(key);
            }
        }
        self.row.length_unit = self.row.length_unit.or(unit);
        true
    }

    /// Takes how many items a list has, behind a label.
    fn items(&mut self, text: &str) -> bool {
        let text = text.trim_end_matches(['个', '项', '条']);
        let counts = ranges::statement(text, true)
            .filter(|said| said.of == Of::Value && !said.has_more)
            .and_then(|said| said.range.counts());
        counts.is_some_and(|(least, most)| self.count(least, most))
    }

    fn count(&mut self, least: Option<u64>, most: Option<u64>) -> bool {
        let differs =
            |known: Option<u64>, now: Option<u64>| known.is_some() && now.is_some() && known != now;
        if self.row.kind != Some(Kind::Array)
            || differs(self.row.min_items, least)
            || differs(self.row.max_items, most)
            || least > most.or(Some(u64::MAX))
        {
            return false;
        }
        if least.is_some() && self.row.min_items.is_none() {
            self.row.min_items = least;
            self.mark("min_items");
        }
        if most.is_some() && self.row.max_items.is_none() {
            self.row.max_items = most;
            self.mark("max_items");
        }
        true
    }

    /// Keeps a range until the whole description is read. A second one has to say the same, or the other side.
    fn keep(&mut self, range: Range, original: &str) -> bool {
        let Some((known, ..)) = &mut self.range else {
            self.range = Some((range, self.states, self.at, original.to_owned()));
            return true;
        };
        let differs = |known: &Option<(Number, bool)>, now: &Option<(Number, bool)>| {
            known.is_some() && now.is_some() && known != now
        };
        if differs(&known.from, &range.from) || differs(&known.to, &range.to) {
            return false;
        }
        known.from = known.from.take().or(range.from);
        known.to = known.to.take().or(range.to);
        true
    }

    /// Puts what the whole description tells where it belongs, and lists what is left.
    fn finish(mut self) {
        if let Some((range, states, at, original)) = self.range.take() {
            (self.states, self.at) = (states, at);
            if !self.put(range) {
                self.unread.push((at, original));
            }
        }
        self.defaults();
        let of = inner(self.row);
        let is_bounded = of.min_length.is_some() || of.max_length.is_some();
        if of.kind == Some(Kind::String) && !of.values.is_empty() && is_bounded {
            // Free text is allowed beside the list.
            of.open = Some(true);
        }
        self.when.sort_by_key(|(at, _)| *at);
        self.unread.sort_by_key(|(at, _)| *at);
        self.when.dedup();
        self.unread.dedup();
        let mut seen = BTreeSet::new();
        for (_, when) in self.when {
            if seen.insert(when.clone()) {
                self.row.when.push(when);
            }
        }
        let at = self.row.at.clone();
        self.row
            .unread
            .extend(self.unread.into_iter().map(|(_, found)| Unread {
                at: at.clone(),
                cause: Cause::Words,
                found: found.into(),
            }));
    }

    /// A default in words may be a listed value.
    fn defaults(&mut self) {
        let listed = |row: &Row, word: &str| {
            let of = match &row.item {
                Some(item) if row.kind == Some(Kind::Array) => item,
                _ => row,
            };
            of.values
                .iter()
                .find(|value| value.as_str() == Some(word))
                .cloned()
        };
        let note = self.row.default_note.clone().or(self.nothing.take());
        if let Some(value) = note.and_then(|note| listed(self.row, values::bare(&note)))
            && self.row.default.is_none()
        {
            self.row.default = Some(value);
            self.row.default_note = None;
            self.row.guesses.retain(|guess| guess != "default_note");
        }
    }

    /// Puts a range where it belongs: numbers, lengths of a text, or numbers that are written as text.
    fn put(&mut self, range: Range) -> bool {
        let is_held = self.row.unit.is_some() || range.is_no_length();
        match self.row.kind {
            Some(Kind::Integer | Kind::Number) => {
                self.beside(&range);
                self.bounds(range);
                true
            }
            // A length is neither broken nor below zero, nor has it a unit.
            Some(Kind::String) if is_held && !(self.row.unit.is_none() && half_open(&range)) => {
                self.row.holds = Some(if range.is_whole() {
                    Kind::Integer
                } else {
                    Kind::Number
                });
                self.mark("holds");
                self.bounds(range);
                true
            }
            Some(Kind::String) => {
                let counts = range.counts();
                counts.is_some_and(|(least, most)| self.length(least, most, None))
            }
            Some(Kind::Array) => {
                let is_text = self
                    .row
                    .item
                    .as_ref()
                    .is_some_and(|item| item.kind == Some(Kind::String));
                let Some((Some(least), Some(most))) = range.counts().filter(|_| is_text) else {
                    return false;
                };
                self.row.items_or_length = Some([least, most]);
                self.mark("items_or_length");
                true
            }
            _ => false,
        }
    }

    /// A list beside a range of numbers names the special ones, and is no list of all.
    fn beside(&mut self, range: &Range) {
        let within = |value: &Value| {
            let value = value.as_f64();
            let end =
                |bound: &Option<(Number, bool)>| bound.as_ref().and_then(|(end, _)| end.as_f64());
            end(&range.from).is_none_or(|from| value >= Some(from))
                && end(&range.to).is_none_or(|to| value <= Some(to))
        };
        if self.row.values.is_empty() || !self.row.values.iter().all(within) {
            return;
        }
        let labels = std::mem::take(&mut self.row.labels);
        let words = std::mem::take(&mut self.row.values)
            .into_iter()
            .map(|value| {
                let value = value.to_string();
                match labels.get(&value) {
                    Some(label) => format!("{value}: {label}"),
                    None => value,
                }
            });
        self.unread
            .push((self.at, words.collect::<Vec<_>>().join("\n")));
        self.row.guesses.retain(|guess| guess != "enum");
    }

    fn bounds(&mut self, range: Range) {
        match range.from {
            Some((least, true)) => {
                self.row.minimum = Some(least);
                self.mark("minimum");
            }
            Some((below, false)) => {
                self.row.exclusive_minimum = Some(below);
                self.mark("exclusive_minimum");
            }
            None => {}
        }
        match range.to {
            Some((most, true)) => {
                self.row.maximum = Some(most);
                self.mark("maximum");
            }
            Some((above, false)) => {
                self.row.exclusive_maximum = Some(above);
                self.mark("exclusive_maximum");
            }
            None => {}
        }
    }

    fn one(&mut self, (value, meaning, is_default): (String, Option<String>, bool)) -> bool {
        self.values(Listed {
            default: is_default.then(|| value.clone()),
            values: vec![(value, meaning)],
            is_open: false,
        })
    }

    /// Takes listed values; those of a list are values of its items. True and false are what a truth value is, and no list.
    fn values(&mut self, listed: Listed) -> bool {
        let states = self.states;
        if self.row.kind == Some(Kind::Array) && self.row.item.is_none() {
            // Of a list whose items have no type, the values are of the items as well.
            let at = self.row.at.clone();
            self.row.item = Some(Box::new(Row {
                at,
                ..Row::default()
            }));
        }
        let of = inner(self.row);
        let kind = kind_of(of);
        let mut values: Vec<Value> = Vec::new();
        let mut seen = BTreeSet::new();
        for (word, _) in &listed.values {
            let Some(value) = literal(kind, word) else {
                return false;
            };
            if seen.insert(value.to_string()) {
                values.push(value);
            }
        }
        if of.kind != Some(Kind::Boolean) {
            if values.is_empty() || !of.values.is_empty() && of.values != values {
                return false;
            }
            of.values = values;
            mark(of, "enum", states);
            if listed.is_open {
                of.open = Some(true);
            }
            for (value, meaning) in listed.values {
                if let Some(meaning) = meaning {
                    of.labels.insert(value, meaning);
                }
            }
        }
        listed.default.is_none_or(|default| self.default(&default))
    }
}

/// Marks a key as a guess, where it is none of the page's statements.
fn mark(row: &mut Row, key: &str, states: bool) {
    if !states && !row.guesses.iter().any(|guess| guess == key) {
        row.guesses.push(key.to_owned());
    }
}

/// The row that listed values belong to.
fn inner(row: &mut Row) -> &mut Row {
    match row {
        Row {
            kind: Some(Kind::Array),
            item: Some(item),
            ..
        } => item,
        row => row,
    }
}

/// The type of a row; that of a row without one may be any scalar's.
fn kind_of(row: &Row) -> Option<Kind> {
    match (row.kind, &row.type_name) {
        (None, None) => Some(Kind::Any),
        (kind, _) => kind,
    }
}

fn half_open(range: &Range) -> bool {
    [&range.from, &range.to]
        .into_iter()
        .flatten()
        .any(|(_, is_own)| !is_own)
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
            r"(?i)^(?:the )?(?:minimum|min\.?|smallest|lowest)(?: allowed)?(?: value)?(?: is|:)?\s*((?:NUM).*)$|^最小(?:取值|值)?(?:为|是|支持)?\s*((?:NUM).*)$|^(?:the )?(?:maximum|max\.?|largest|highest)(?: allowed)?(?: value)?(?: is|:)?\s*((?:NUM).*)$|^最大(?:取值|值)?(?:为|是|支持|可以?为|可设置为|不超过)?\s*((?:NUM).*)$",
        )
    });
    let found = EXTREME.captures(text)?;
    let least = found.get(1).or(found.get(2));
    match least {
        Some(least) => Some(format!(">= {}", least.as_str())),
        None => Some(format!("<= {}", found.get(3).or(found.get(4))?.as_str())),
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

/// Splits a sentence at the signs between its clauses, outside of brackets.
fn clauses(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut from, mut seen, mut depth) = (0, 0, 0_usize);
    for found in CUT.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        for c in text.get(seen..whole.start()).unwrap_or_default().chars() {
            match c {
                '(' | '[' => depth = depth.saturating_add(1),
                ')' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        seen = whole.start();
        let follows_number = |at: Option<char>| at.is_some_and(|c| c.is_ascii_digit());
        // A comma between digits is one of thousands.
        let is_thousands = whole.as_str() == ","
            && follows_number(text.get(whole.end()..).and_then(|rest| rest.chars().next()));
        if depth == 0 && !is_thousands {
            out.push(text.get(from..whole.start()).unwrap_or_default().trim());
            from = found.get(2).map_or(whole.end(), |next| next.start());
        }
    }
    out.push(text.get(from..).unwrap_or_default().trim());
    out.retain(|clause| !clause.is_empty());
    out
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

/// Returns the first group that took part.
fn group<'t>(found: &regex::Captures<'t>) -> &'t str {
    found
        .iter()
        .skip(1)
        .flatten()
        .next()
        .map_or("", |group| group.as_str())
}

/// Returns a word as a value of a type.
fn literal(kind: Option<Kind>, word: &str) -> Option<Value> {
    match kind {
        Some(Kind::Integer) => ranges::number(word)
            .filter(|number| !number.is_f64())
            .map(Value::from),
        Some(Kind::Number) => ranges::number(word).map(Value::from),
        Some(Kind::Boolean) => word
            .to_ascii_lowercase()
            .parse::<bool>()
            .ok()
            .map(Value::from),
        Some(Kind::String | Kind::Time) => Some(word.into()),
        // The words alone tell.
        Some(Kind::Any) => Some(match (ranges::number(word), word) {
            (Some(number), _) => number.into(),
            (None, "true") => true.into(),
            (None, "false") => false.into(),
            (None, word) => word.into(),
        }),
        _ => None,
    }
}
