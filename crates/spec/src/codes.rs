//! The stable codes of problems, each with an explanation: what `cargo xtask explain` shows.
//!
//! `MS1…` are problems of reading, `MS20…` of fields, `MS21…` of types, `MS22…` of rules, `MS23…` of sources and
//! conflicts, `MS24…` of operations. A code keeps its meaning; a code that is given up is not used again.

/// A kind of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LintCode {
    /// The stable code, such as `MS2003`.
    pub code: &'static str,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// What to do about it, in a sentence; a problem may give better advice of its own.
    pub help: &'static str,
    /// Why it is refused, with a wrong and a right example, in Markdown.
    pub explanation: &'static str,
}

/// What a code means; the code is accepted in lower case too.
///
/// ```
/// use mediaspec_spec::codes::explain;
///
/// assert_eq!(explain("ms2003").map(|code| code.title), Some("a range that holds no value"));
/// assert!(explain("MS9999").is_none());
/// ```
#[must_use]
pub fn explain(code: &str) -> Option<&'static LintCode> {
    ALL.iter()
        .copied()
        .find(|known| known.code.eq_ignore_ascii_case(code))
}

/// The explanation of each code is put together from four parts, so that none can lack one.
macro_rules! codes {
    ($($name:ident = $code:literal, $title:literal, $help:literal, $why:literal, wrong $wrong:literal, right $right:literal;)*) => {
        $(
            #[doc = concat!("`", $code, "`: ", $title, ".")]
            pub static $name: LintCode = LintCode {
                code: $code,
                title: $title,
                help: $help,
                explanation: concat!(
                    $why,
                    "\n\nWrong:\n\n```toml\n", $wrong,
                    "\n```\n\nRight:\n\n```toml\n", $right, "\n```\n"
                ),
            };
        )*

        /// Every code, in order.
        pub static ALL: &[&LintCode] = &[$(&$name),*];
    };
}

codes! {
    FOLDER = "MS1001", "the folder cannot be read",
        "Name an existing folder that holds one folder for each service.",
        "A spec is a folder with one folder for each vendor service. The name that was given is no folder, or the operating system refuses to list it. A service's own folder is not a spec folder: name the one above it.",
        wrong "# --spec spec/metastudio", right "# --spec spec";
    UNREADABLE = "MS1002", "a file cannot be read",
        "Check that it is a regular file and that its permissions allow reading.",
        "The operating system refuses to read the file, or it is no regular file (a device, a pipe, a folder that is called `….toml`).",
        wrong "# types/video_config.toml is a folder", right "# types/video_config.toml is a file";
    TOO_LARGE = "MS1003", "a file or a folder is too large",
        "Split it: one type or operation a file.",
        "Reading is bounded: a file may have 1 MiB and 20,000 bytes a line, a spec folder 20,000 files. A file that describes one type stays far below that.",
        wrong "values = [ … 100,000 entries … ]", right "kind = \"text\"\nnotes = [\"The values are on a page of their own.\"]";
    NOT_UTF8 = "MS1004", "a file is not UTF-8",
        "Save the file as UTF-8 without a byte order mark.",
        "TOML is UTF-8. Text in another encoding would be read as other letters than were meant.",
        wrong "summary = \"…\" # saved as GBK", right "summary = \"…\" # saved as UTF-8";
    EMPTY_FOLDER = "MS1005", "a folder without services",
        "Add a folder with a vendor.toml, or name another folder.",
        "Nothing would be generated from a folder without services, and everything that was generated before would be lost. That is a slip far more often than a wish.",
        wrong "# spec/README.md alone", right "# spec/metastudio/vendor.toml";
    NO_VENDOR = "MS1006", "a service without vendor.toml",
        "Add a vendor.toml with [vendor] and [[source]] to the folder.",
        "vendor.toml names the service and the sources that every constraint of it refers to. Without it no constraint has a source.",
        wrong "# spec/mts/types/caption_params.toml alone", right "# spec/mts/vendor.toml\n# spec/mts/types/caption_params.toml";
    UNEXPECTED_FILE = "MS1007", "a TOML file where none belongs",
        "Move it to types/ or operations/ of its service, or remove it.",
        "Only vendor.toml, types/*.toml and operations/*.toml of a service are read. A TOML file anywhere else looks as if it counted, and does not.",
        wrong "# spec/mts/caption_params.toml", right "# spec/mts/types/caption_params.toml";
    FILE_NAME = "MS1008", "a file that is named otherwise than its content",
        "Rename the file, or change the name in it.",
        "A file is named after its type or operation in snake_case, a service's folder after the service, so that everyone finds the file of a name without a search.",
        wrong "# types/config.toml\n[type]\nname = \"VideoConfig\"", right "# types/video_config.toml\n[type]\nname = \"VideoConfig\"";
    SCHEMA_LINE = "MS1009", "the line that names the schema is missing",
        "Make it the first line of the file.",
        "The first line of each file names the JSON Schema that editors use for completion and hints.",
        wrong "[type]\nname = \"VideoConfig\"", right "#:schema ../../meta/type.schema.json\n\n[type]\nname = \"VideoConfig\"";
    SYNTAX = "MS1010", "not TOML",
        "Correct the syntax; see https://toml.io.",
        "The file cannot be parsed. Nothing else can be said of it until it can; other files are checked nevertheless.",
        wrong "name = VideoConfig", right "name = \"VideoConfig\"";
    UNKNOWN_KEY = "MS1011", "an unknown key",
        "spec/README.md lists the keys.",
        "The spec language has no such key here. It would be read by nobody, and the constraint that it was meant to state would be lost.",
        wrong "max_char = 64", right "max_chars = 64";
    WRONG_TYPE = "MS1012", "a value of the wrong type",
        "Write a value of the type that the key takes.",
        "Each key takes a value of a certain type. Nothing is converted: a number in quotes is text.",
        wrong "max_chars = \"64\"", right "max_chars = 64";
    MISSING_KEY = "MS1013", "a missing key",
        "Add the key.",
        "Some keys must be present: a field needs its name, its kind and a summary, a type its name and a summary.",
        wrong "[[field]]\nname = \"width\"\nkind = \"int\"", right "[[field]]\nname = \"width\"\nkind = \"int\"\nsummary = \"Output width.\"";
    UNKNOWN_WORD = "MS1014", "a word that the key does not take",
        "Use one of the listed words.",
        "The key takes one of a few words, and this is none of them.",
        wrong "kind = \"integer\"", right "kind = \"int\"";
    REFUSED = "MS1015", "a contract that the engine refuses",
        "Mend what the message names; it is in the file that stands before it.",
        "The last step builds the contract with the code that loads contract files, which checks once more everything that the engine relies on and that people are shown. Most of it has a code of its own here, with its place in the file. What is left is rare, such as a name of a parameter with a character in it that acts on a terminal in place of being seen.",
        wrong "[rpc]\naction = \"Action\\u202e\"", right "[rpc]\naction = \"Action\"";

    FOREIGN_KEY = "MS2001", "a key that does not fit the kind",
        "Remove the key, or change the kind.",
        "Each constraint belongs to certain kinds of fields: a length to texts, a bound to numbers. Elsewhere it would constrain nothing.",
        wrong "kind = \"int\"\nmax_chars = 3", right "kind = \"int\"\nmax = 999";
    KIND_NEEDS = "MS2002", "a key that the kind needs is missing",
        "Add the key.",
        "An enum needs its values, a list or a map its item; a text with a separator needs its item too, and one with a number of items its separator.",
        wrong "kind = \"list\"", right "kind = \"list\"\nitem = { kind = \"text\" }";
    EMPTY_RANGE = "MS2003", "a range that holds no value",
        "Exchange the bounds, or correct one.",
        "The lower bound is above the upper one (or meets it where one of them is refused), so no value at all would be allowed.",
        wrong "min = 200\nmax = 50", right "min = 50\nmax = 200";
    ACCEPTED_RANGE = "MS2004", "an accepted range that reaches beyond the bounds",
        "Keep `accepted` inside `min` and `max`.",
        "`accepted` is the narrower range that the vendor honours. What the bounds refuse can't be honoured, and a range as wide as the bounds says nothing.",
        wrong "min = 0\nmax = 120\naccepted = [4, 200]", right "min = 0\nmax = 120\naccepted = [4, 120]";
    NO_VALUES = "MS2005", "an empty list of values",
        "List the values, or make it kind = \"text\".",
        "An enum without values refuses everything. Where the values are not known it is a text.",
        wrong "kind = \"enum\"\nvalues = []", right "kind = \"text\"";
    DUPLICATE_VALUE = "MS2006", "a value that is listed twice",
        "Remove one of the two.",
        "The same value or combination stands twice in one list. Mostly one of the two was meant to be another.",
        wrong "values = [{ wire = \"H264\" }, { wire = \"H264\" }]", right "values = [{ wire = \"H264\" }, { wire = \"VP8\" }]";
    DEFAULT_REFUSED = "MS2007", "a default that its own constraints refuse",
        "Correct the default or the constraint; put what is no literal value into default_note.",
        "The engine that checks payloads was asked, and it refuses the default. One of the two is wrong, or the vendor contradicts itself: then it is a conflict.",
        wrong "kind = \"int\"\nmin = 50\ndefault = 0", right "kind = \"int\"\nmin = 0\ndefault = 0";
    EXAMPLE_REFUSED = "MS2008", "an example that its own constraints refuse",
        "Correct the example or the constraint; a vendor's example that is refused belongs into a conflict.",
        "Examples are our own and go into documents and samples. The engine that checks payloads was asked, and it refuses this one.",
        wrong "kind = \"text\"\nmax_chars = 3\nexample = \"asset\"", right "kind = \"text\"\nmax_chars = 64\nexample = \"asset\"";
    SPECIAL_REFUSED = "MS2009", "a special value that its own constraints refuse",
        "Widen the bounds, or remove the special value.",
        "A special value has a meaning of its own (-1 for endless), but must be allowed. The engine that checks payloads refuses it.",
        wrong "min = 0\nspecial = [{ value = -1, summary = \"Endless.\" }]", right "min = -1\nspecial = [{ value = -1, summary = \"Endless.\" }]";
    BAD_LITERAL = "MS2010", "a literal that does not fit",
        "Write a whole number for an int, and no date, nan or inf anywhere.",
        "Literals stand for JSON values and for bounds. JSON knows neither dates nor nan and inf, and an int has whole bounds.",
        wrong "kind = \"int\"\nmin = 0.5", right "kind = \"number\"\nmin = 0.5";
    KEYS_EXCLUDE = "MS2011", "keys that exclude each other",
        "Keep one of the keys.",
        "Two keys say different things about the same: an inclusive and an exclusive lower bound, a literal default and a note in its place, two encodings of one text, a named value and constraints beside it.",
        wrong "default = 25\ndefault_note = \"As the source.\"", right "default = 25";
    SENSITIVE = "MS2012", "a name like a secret's without `sensitive`",
        "Add `sensitive = true`, or `sensitive = false` where it holds no secret.",
        "Values of sensitive fields are never shown in reports. A name with a part such as secret, token, password, signature, credential or authorization, that ends in key, or that is a URL for download, upload or callback, very likely holds one. `sensitive = false` says that somebody has looked.",
        wrong "name = \"auth_token\"\nkind = \"text\"", right "name = \"auth_token\"\nkind = \"text\"\nsensitive = true";
    SUMMARY = "MS2013", "a summary that is not one short sentence",
        "Say it in one sentence of at most 160 characters on one line.",
        "Summaries stand in tables, in generated documentation and in messages. Longer remarks belong into `notes`.",
        wrong "summary = \"\"\"First line.\nSecond line.\"\"\"", right "summary = \"Output width.\"\nnotes = [\"Even numbers look best.\"]";
    DUPLICATE_FIELD = "MS2014", "a field that occurs twice",
        "Remove one of the two, or correct a name.",
        "A type has one member of a name, and an operation one parameter of a name, be it shared or not. With two definitions, which one counts would be anybody's guess.",
        wrong "[[field]]\nname = \"width\"\n\n[[field]]\nname = \"width\"", right "[[field]]\nname = \"width\"\n\n[[field]]\nname = \"height\"";
    TOO_MANY_FIELDS = "MS2015", "too many fields",
        "A type has at most 128 fields; split it as the vendor does, or ask for a wider limit in the engine.",
        "The engine marks the members that it has seen in 128 bits, so that checking needs no memory of its own.",
        wrong "# 129 × [[field]]", right "# at most 128 × [[field]]";
    TOO_MANY_WATCHED = "MS2016", "too many fields that rules read",
        "At most 64 fields of a type can take part in rules; merge rules or drop some.",
        "The engine keeps what rules read of an object in 64 slots, so that checking needs no memory of its own.",
        wrong "# rules over 65 fields of one type", right "# rules over at most 64 fields of one type";
    BAD_NAME = "MS2017", "a name that cannot be a member's name",
        "Use the vendor's spelling, at most 300 characters on one line.",
        "Names of fields, values and groups are the vendor's and may be almost anything, but not empty and not longer than 300 characters. Control characters are refused, and in names invisible ones too: people are shown names.",
        wrong "name = \"\"", right "name = \"width\"";
    PATTERN_SYNTAX = "MS2018", "a pattern that is no regular expression",
        "Correct the pattern; a TOML string in single quotes needs no doubled backslashes.",
        "The pattern cannot be parsed as a regular expression.",
        wrong "pattern = '^[0-9$'", right "pattern = '^[0-9]$'";
    PATTERN_NOT_PORTABLE = "MS2019", "a pattern outside the portable subset",
        "Use literals, […] classes, ( ), (?: ), |, * + ? {m,n}, ^ and $ alone.",
        "The same pattern is read by the engine, by JSON Schema validators (ECMA-262 with the u flag) and by whatever else reads the schemas. `\\d`, `\\w`, `\\s`, `\\b`, `.` and `\\p{…}` mean different things there, flags, lazy quantifiers and look-around are not known everywhere, and a backslash may stand before ^ $ \\ . * + ? ( ) [ ] { } | / alone (and before - in a class).",
        wrong "pattern = '^\\d{6}$'", right "pattern = '^[0-9]{6}$'";
    PATTERN_TOO_LARGE = "MS2020", "a pattern that is too large to compile",
        "Use max_chars for lengths, and smaller counts in the pattern.",
        "Patterns are compiled to tables when code is generated, so that checking is fast and takes linear time. Large counts multiply the tables.",
        wrong "pattern = '^[^<>]{1,20000}$'", right "pattern = '^[^<>]+$'\nmax_chars = 20000";
    BAD_ITEM = "MS2021", "an item that the list or text cannot have",
        "Pieces of a separated text are texts or enums, without `json`, `separator`, `item` and a number of items; unique_items asks for scalars.",
        "The pieces of a separated text are pieces of text, with lengths, a pattern, a format and an encoding, or one of a list of values. They hold neither documents nor pieces of their own. Equality of items is decided for scalars; objects are told apart by a member, with a `unique` rule.",
        wrong "kind = \"text\"\nseparator = \",\"\nitem = { kind = \"int\" }", right "kind = \"text\"\nseparator = \",\"\nitem = { kind = \"text\", pattern = '^[0-9]+$' }";
    EMPTY_TEXT = "MS2022", "a text that says nothing",
        "Fill it in, or remove the key.",
        "A title, note, reason, unit or separator that is empty says nothing, and shows as a hole in messages.",
        wrong "deprecated = \"\"", right "deprecated = \"Use CN.\"";
    NO_CASE = "MS2023", "values without a letter in any case",
        "Remove `any_case`.",
        "Values in any case may have their letters of ASCII in either case. Where none has such a letter, there is one spelling alone.",
        wrong "any_case = true\nvalues = [{ wire = \"1080\" }]", right "values = [{ wire = \"1080\" }]";
    BAD_ALTERNATIVES = "MS2024", "alternatives that cannot be told apart",
        "Give two alternatives or more, at most one of them an object or a map, one a list, one a text with `json`; none of kind `any` or `alternatives`.",
        "A value is read once: alternatives that hold other values are told apart by the JSON type of the value alone, and a value of kind `any` leaves no other alternative.",
        wrong "kind = \"alternatives\"\nalternatives = [{ kind = \"any\" }, { kind = \"int\" }]", right "kind = \"alternatives\"\nalternatives = [{ kind = \"object\" }, { kind = \"int\" }]";

    BAD_VALUE = "MS2025", "a type that is neither of objects nor a value that can have a name",
        "Give it `kind = \"enum\"` or `kind = \"text\"` and the keys of that kind, or fields.",
        "A type without `kind` is one of objects: it has fields and rules. One with a kind is a value that members of several types have by its name: a list of values, or the form of a text. It has no members, names no other value, and holds neither a document nor pieces.",
        wrong "[type]\nkind = \"list\"\nitem = { kind = \"text\" }", right "[type]\nkind = \"text\"\nmax_chars = 32";
    OTHER_KIND = "MS2026", "a type of another kind than the value that names it",
        "Change the kind, or name another type.",
        "Where `type` stands, `kind` says what the type is: `object` for a type with fields, `enum` or `text` for a type that has that kind itself.",
        wrong "kind = \"object\"\ntype = \"Language\"", right "kind = \"enum\"\ntype = \"Language\"";
    NAME_ALONE = "MS2027", "a summary that says no more than the name",
        "Say what it is for; or write `summary = false` where no source explains it, and leave out what a value means.",
        "A sentence that is made of the words of the name tells nobody anything, and hides that the thing is not explained. Words such as `the` and `of` do not count, nor do the endings of plurals and verbs.",
        wrong "name = \"project_id\"\nsummary = \"Id of the project.\"", right "name = \"project_id\"\nsummary = \"Whom the video belongs to.\"";
    SHARED_SUMMARY = "MS2028", "one summary for members of different names",
        "Say what tells this member from the other; or write `summary = false` where no source explains it.",
        "Two members of a service that have different names hold different things, so that one sentence, word for word, says too little of at least one of them. Members of one name may share theirs.",
        wrong "name = \"width\"\nsummary = \"Size of the video.\"\n\nname = \"height\"\nsummary = \"Size of the video.\"", right "name = \"width\"\nsummary = \"Width of the video.\"\n\nname = \"height\"\nsummary = \"How high the video is.\"";

    UNRESOLVED_TYPE = "MS2101", "a type that does not exist",
        "Correct the name, or add the type's file.",
        "No file under types/ of the service has a type of this name. Names are exact, capitals too.",
        wrong "type = \"Videoconfig\"", right "type = \"VideoConfig\"";
    UNUSED_TYPE = "MS2102", "a type that no operation reaches",
        "Use it in an operation, or remove the file.",
        "Types are here to check messages. One that no operation's message contains is a leftover, or a reference to it is missing.",
        wrong "# types/old_config.toml, named nowhere", right "[request]\ntype = \"OldConfig\"";
    RECURSIVE_TYPE = "MS2103", "a type that requires itself",
        "Make a member of the circle optional or nullable, or let its list be empty.",
        "A type may contain itself: layers of layers, a filter that joins filters. Where each object of it must hold another one, directly or through other types, there is no innermost one, and so no message can have such an object at all. What counts are members that are required and not nullable: objects, lists with `min_items` above 0, and texts that are JSON documents.",
        wrong "[type]\nname = \"Node\"\n\n[[field]]\nname = \"child\"\nkind = \"object\"\ntype = \"Node\"\nrequired = true", right "[type]\nname = \"Node\"\n\n[[field]]\nname = \"child\"\nkind = \"object\"\ntype = \"Node\"";
    NAME_COLLISION = "MS2104", "two names that become the same in Rust",
        "Rename one where the name is ours (a variant of a type); report it where both are the vendor's.",
        "Rust names are computed from the vendor's names: capitals, separators and keywords are changed. Two different names must not become one.",
        wrong "values = [{ wire = \"zh_CN\" }, { wire = \"ZH-CN\" }]", right "values = [{ wire = \"zh_CN\" }]";
    TOO_DEEP = "MS2105", "types that nest too deeply or unfold to too much",
        "Describe the innermost part as kind = \"any\", or split the message.",
        "References between types multiply: a message may nest 32 levels and unfold to 100,000 fields. Beyond that, schemas and samples become useless.",
        wrong "# A has ten fields of type B, B ten of C, C ten of D …", right "# D as kind = \"any\"";
    BAD_TYPE_NAME = "MS2106", "a name that cannot be a file's or a Rust item's",
        "Use ASCII letters, digits, `_`, `-` and `.`, beginning with a letter or digit, at most 150 characters; a service also lower case.",
        "Names of services, types and operations become names of files, modules and structs.",
        wrong "name = \"Video/Config\"", right "name = \"VideoConfig\"\nwire = \"Video/Config\"";
    DUPLICATE_TYPE = "MS2107", "a name that two files define",
        "Make one of the two files; what their sources say otherwise becomes a conflict. A type that is another one gets a name of its own (and the vendor's in `wire`).",
        "Types and operations of a service have unique names.",
        wrong "# create/video_config.toml and show/video_config.toml both define VideoConfig", right "name = \"VideoConfig\"\n# one file, with the members of both";

    RULE_KEY = "MS2201", "a key that does not fit the kind of rule",
        "Remove the key, or change the rule's kind.",
        "Each kind of rule takes certain keys; another one would be read by nobody.",
        wrong "kind = \"at-most-one\"\nfields = [\"a\", \"b\"]\nrows = [[1, 2]]", right "kind = \"one-of-rows\"\nfields = [\"a\", \"b\"]\nrows = [[1, 2]]";
    RULE_NEEDS = "MS2202", "a key that the kind of rule needs is missing",
        "Add the key.",
        "Each kind of rule needs certain keys, and lists in them must not be empty.",
        wrong "kind = \"required-if\"\nfields = [\"robot_id\"]", right "kind = \"required-if\"\nwhen = { field = \"reply_mode\", is = \"INTELLIGENT_REPLY\" }\nfields = [\"robot_id\"]";
    RULE_FIELD = "MS2203", "a rule over a field that does not exist",
        "Correct the name, or the way to it: `Video/Codec` is the member `Codec` of the object in `Video`.",
        "The rule names a field that its type (or its group of parameters) does not have, or a way that leads to no member: it goes on through objects and JSON documents in texts, not through lists and not through what another member selects.",
        wrong "fields = [\"widht\"]", right "fields = [\"width\"]";
    NEVER_HOLDS = "MS2204", "a condition that can never hold",
        "Correct the value or the field's constraints.",
        "The field can never have that value: another type, not in its list, outside its bounds; or two conditions contradict each other; or no header group has that name. The rule would never run.",
        wrong "when = { field = \"clip_mode\", is = \"resize\" }", right "when = { field = \"clip_mode\", is = \"RESIZE\" }";
    CONDITION_FORM = "MS2205", "a condition of no known form",
        "Write { field, is }, { field, in = […] }, { field, present = true }, { context } or { auth }.",
        "A condition has exactly one of five forms. For absence use the rule's opposite kind (`required-unless`, `no-effect-unless`).",
        wrong "when = { field = \"script_id\", present = false }", right "kind = \"required-unless\"\nwhen = { field = \"script_id\", present = true }";
    ROW_WIDTH = "MS2206", "a row of the wrong width",
        "Give each row one value for each of `fields`.",
        "A row is a combination of values, one for each field, in the order of `fields`.",
        wrong "fields = [\"width\", \"height\"]\nrows = [[1920, 1080, 25]]", right "fields = [\"width\", \"height\"]\nrows = [[1920, 1080]]";
    ROW_REFUSED = "MS2207", "a row that a field's own constraints refuse",
        "Correct the row or the field's constraints.",
        "The row allows a value that the field itself refuses; no message can have this combination.",
        wrong "# height: max = 2160\nrows = [[2160, 3840]]", right "# height: max = 3840\nrows = [[2160, 3840]]";
    RULE_VALUE = "MS2208", "a value in a rule that the field refuses",
        "Correct the value or the field's constraints.",
        "The rule honours, or selects by, a value that the field itself refuses. No message can have it.",
        wrong "# bitrate: max = 8000\nkind = \"range\"\nfield = \"bitrate\"\nmax = 9000", right "# bitrate: max = 30000\nkind = \"range\"\nfield = \"bitrate\"\nmax = 9000";
    RULE_FIELD_KIND = "MS2209", "a rule over a field of a kind that it cannot read",
        "Change the rule or the field's kind.",
        "`unique` is for lists (with `by`, of objects that have this member), `range` for numbers, a tag is an enum, a text or an integer, `one-of-rows`, `values` and conditions with values read scalars, `selects-type` shapes an object, an any or a plain text.",
        wrong "kind = \"unique\"\nfield = \"title\"", right "kind = \"unique\"\nfield = \"items\"\nby = \"sequence_no\"";
    RULE_ID = "MS2210", "a rule's id that is not kebab-case",
        "Use lower-case ASCII letters and digits, with single hyphens between.",
        "Ids of rules stand in reports and can be searched for; they all look alike.",
        wrong "id = \"ResizeResolutions\"", right "id = \"resize-resolutions\"";
    DUPLICATE_RULE = "MS2211", "a rule's id that occurs twice",
        "Give one of the rules another id.",
        "Reports name the rule that was broken; its id must say which one.",
        wrong "id = \"resize\"\n# and again\nid = \"resize\"", right "id = \"resize-width\"\n# and\nid = \"resize-height\"";
    FIELD_TWICE = "MS2212", "a rule that names a field twice",
        "Remove one of the two, or correct a name.",
        "A field stands twice in one rule, or on both of its sides. Mostly one of the two was meant to be another.",
        wrong "kind = \"wins-over\"\nfields = [\"script_id\"]\nover = [\"script_id\"]", right "kind = \"wins-over\"\nfields = [\"script_id\"]\nover = [\"shoot_scripts\"]";
    DECIDED_TWICE = "MS2213", "a field that two rules decide",
        "Merge the rules.",
        "One rule alone can select a field's type, and one thing alone can tell a list's items apart.",
        wrong "kind = \"selects-type\" # field = \"params\"\n# and again\nkind = \"selects-type\" # field = \"params\"", right "kind = \"selects-type\" # field = \"params\", all cases";

    NO_SOURCE = "MS2301", "a missing source",
        "Add `source = \"name#place\"`, with a name that vendor.toml lists.",
        "A constraint that nobody can look up is worth nothing. Each type, each operation and each shared header group says where it was read; fields, rules and responses inherit that.",
        wrong "[type]\nname = \"VideoConfig\"", right "[type]\nname = \"VideoConfig\"\nsource = \"show-2d-video#9\"";
    UNKNOWN_SOURCE = "MS2302", "a source that vendor.toml does not list",
        "Correct the name, or add a [[source]] to vendor.toml.",
        "Sources are listed in vendor.toml with their address and the day they were read. After `#` stands the table's number or the section's name.",
        wrong "source = \"show-2d-vido#9\"", right "source = \"show-2d-video#9\"";
    PRECEDENCE = "MS2303", "a lower source that overrides a higher one",
        "Follow the higher source and make the lower one the conflict, or say it in `words`.",
"A page governs, then API Explorer, then an SDK. Here the thing was read from a source that says otherwise, and yet the contract follows one of a lower rank. (What a page of something else says may be a conflict, but does not govern.)",
        wrong "max_chars = 64\nsources = { max_chars = \"api-explorer\" }\n[[field.conflict]]\nsource = \"page\"\nsays = { max_chars = 256 }", right "max_chars = 256\n[[field.conflict]]\nsource = \"api-explorer\"\nsays = { max_chars = 64 }";
    STALE_CONFLICT = "MS2304", "a conflict that no longer differs",
        "Remove the conflict.",
        "The source says what the contract says, or its example is accepted. The vendor, or somebody here, has corrected it since.",
        wrong "max_chars = 64\n[[field.conflict]]\nsays = { max_chars = 64 }", right "max_chars = 64";
    SAYS = "MS2305", "a conflict that does not say what differs",
        "Use the constraint's key, `example`, `words`, or says = \"absent\".",
        "`says` holds what the other source says, in keys of the thing that it is about. Without that nobody can tell when the conflict is over.",
        wrong "says = {}", right "says = { max_chars = 64 }";
    SOURCES_KEY = "MS2306", "a source for a constraint that is not there",
        "Remove the entry, or add the constraint.",
        "`sources` says where single constraints of the field were read; each of its keys must be one of the field's (or its item's) keys.",
        wrong "min_chars = 1\nsources = { max_chars = \"api-explorer\" }", right "min_chars = 1\nsources = { min_chars = \"api-explorer\" }";
    BAD_DATE = "MS2307", "not a date",
        "Write YYYY-MM-DD in quotes.",
        "The day on which a source was read stands in reports, so that people can judge how old a limit is.",
        wrong "read = \"20.11.2026\"", right "read = \"2026-11-20\"";
    BAD_URL = "MS2308", "not an address of a page",
        "Write an address that begins with https:// or http://, without spaces.",
        "A source is linked from reports and documents, so people must be able to open it.",
        wrong "url = \"support.huaweicloud.com/api\"", right "url = \"https://support.huaweicloud.com/api\"";
    DUPLICATE_SOURCE = "MS2309", "a source that is listed twice",
        "Give one of them another name.",
        "Constraints refer to sources by name.",
        wrong "[[source]]\nname = \"page\"\n\n[[source]]\nname = \"page\"", right "[[source]]\nname = \"show-video\"\n\n[[source]]\nname = \"list-videos\"";
    LISTS_TOGETHER = "MS2310", "a list that is not what its sources list together",
        "List what each of the sources lists, and nothing else; or follow one of them.",
        "Where `sources` names several sources for `values`, each has a list of its own in a conflict, and the lists differ, the list of the field is put together of theirs.",
        wrong "values = [{ wire = \"A\" }]\nsources = { values = [\"api-explorer\", \"sdk\"] }\n# with conflicts: A for api-explorer, B for sdk", right "values = [{ wire = \"A\" }, { wire = \"B\" }]\nsources = { values = [\"api-explorer\", \"sdk\"] }";

    PATH_PARAMETER = "MS2401", "path template and path parameters differ",
        "Describe each {name} of the template in one [[path]] or in a type of `path_types`, and nothing else.",
        "The template says where path parameters stand, [[path]] says what they are. Both must name the same ones.",
        wrong "path = \"/v1/{project_id}/videos\"\n[[path]]\nname = \"job_id\"", right "path = \"/v1/{project_id}/videos\"\n[[path]]\nname = \"project_id\"";
    STATUS = "MS2402", "not an HTTP status",
        "Use a status from 100 to 599.",
        "HTTP knows statuses from 100 to 599.",
        wrong "status = 2000", right "status = 200";
    DUPLICATE_STATUS = "MS2403", "a status that is described twice",
        "Merge the two responses.",
        "A response is found by its status. With two descriptions, which one counts would be anybody's guess.",
        wrong "[[response]]\nstatus = 200\n\n[[response]]\nstatus = 200", right "[[response]]\nstatus = 200\n\n[[response]]\nstatus = 400";
    AUTH_HEADER = "MS2404", "an authentication header that is not described",
        "Add it to [[header]], or to the type in `headers`.",
        "A header group says which headers authenticate a request together. Each of them is a parameter and must be described as one.",
        wrong "[[auth]]\nscheme = \"token\"\nheaders = [\"X-Auth-Token\"]", right "[[auth]]\nscheme = \"token\"\nheaders = [\"X-Auth-Token\"]\n\n[[header]]\nname = \"X-Auth-Token\"";
    PARAMETER_KIND = "MS2405", "a parameter of a kind that cannot stand there",
        "Use scalars; a list of scalars in queries, headers and forms too.",
        "Parameters and the fields of forms are text on the wire. A query parameter may occur again for each item of a list; objects have no agreed form.",
        wrong "[[query]]\nname = \"filter\"\nkind = \"object\"", right "[[query]]\nname = \"filter\"\nkind = \"text\"\njson = \"Filter\"";
    DUPLICATE_HEADER = "MS2406", "two headers whose names differ in case alone",
        "Remove one of the two.",
        "Header names are the same in any case.",
        wrong "[[header]]\nname = \"X-Auth-Token\"\n\n[[header]]\nname = \"x-auth-token\"", right "[[header]]\nname = \"X-Auth-Token\"";
    BAD_PATH = "MS2407", "not a path template",
        "Begin with /, and write each parameter as a whole segment or part of one: {name}.",
        "A path template begins with a slash, its parameters stand in braces, each once, and it has neither query nor spaces.",
        wrong "path = \"v1/{project_id/videos\"", right "path = \"/v1/{project_id}/videos\"";
    PATH_OPTIONAL = "MS2408", "a path parameter that is not required",
        "Add `required = true`.",
        "A path without one of its segments is another path, so path parameters are always required.",
        wrong "[[path]]\nname = \"project_id\"", right "[[path]]\nname = \"project_id\"\nrequired = true";
    STYLE = "MS2409", "an operation or a vendor that does not fit its style",
        "In style rpc: a [rpc] table and a common type with the version in vendor.toml, and method POST and path / in operations. In style rest: no [rpc] table.",
        "In RPC style one path serves every operation, and the query names it; vendor.toml says which parameter does so, and which of the common ones carries the version. In REST style method and path name the operation.",
        wrong "style = \"rpc\" # without [rpc]", right "style = \"rpc\"\n\n[rpc]\naction = \"Action\"\nversion = \"Version\"";
    METHOD = "MS2410", "not an HTTP method",
        "Use GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS.",
        "Methods are upper case, and these are the ones that APIs use.",
        wrong "method = \"get\"", right "method = \"GET\"";
    CALLBACK_NAME = "MS2411", "a callback's name that occurs twice or is not kebab-case",
        "Use lower-case ASCII letters and digits with single hyphens between, each name once.",
        "A callback is found by its name (`--callback live-event`).",
        wrong "[[callback]]\nname = \"LiveEvent\"", right "[[callback]]\nname = \"live-event\"";
    AUTH_GROUP = "MS2412", "a header group that is empty or occurs twice",
        "Name each scheme once, with the headers that it needs.",
        "A header group is found by its scheme, and is complete when all of its headers are present; without headers it would always be.",
        wrong "[[auth]]\nscheme = \"token\"\nheaders = []", right "[[auth]]\nscheme = \"token\"\nheaders = [\"X-Auth-Token\"]";
    CALLBACK_ADDRESS = "MS2413", "a callback's address that is not in the request",
        "Write the part, `#` and a JSON Pointer to a text: `body#/callback_config/callback_url`.",
        "The address is a value of the operation's own request, so that tools can follow it. Where another operation sets it, leave the key out.",
        wrong "[[callback]]\naddress = \"callback_url\"", right "[[callback]]\naddress = \"body#/callback_config/callback_url\"";
    BAD_HOST = "MS2414", "not a name of a host",
        "Write the host alone, without scheme, port and path.",
        "An endpoint stands in URLs that other tools put together.",
        wrong "[[endpoint]]\nhost = \"https://metastudio.cn-north-4.myhuaweicloud.com/\"", right "[[endpoint]]\nhost = \"metastudio.cn-north-4.myhuaweicloud.com\"";
    OPERATION_STATE = "MS2415", "a state of an operation that does not fit",
        "Keep one of `deprecated`, `removed` and `renamed_to`; `renamed_to` names an operation of the service.",
        "The keys say whether an operation should still be used. Whoever calls one that was renamed is led to the one that it is now, so that must be there.",
        wrong "removed = \"since 2026\"\nrenamed_to = \"CreateVideo\"", right "renamed_to = \"CreateVideo\"";
    BODY = "MS2416", "a key that constrains nothing of a body",
        "Write it in the type's own file; or say by `kind` what the body is, where it is no object. Leave it out of a file.",
        "A body is an object of a type, whose file says everything about it, or a value of another kind, of which `kind` and the keys of a value speak. Beside an object the keys of a value would constrain nothing, and of a file nothing is checked.",
        wrong "[request]\ntype = \"CreateVideoReq\"\nmin_items = 1", right "[request]\nkind = \"list\"\nitem = { kind = \"text\" }\nmin_items = 1\nsummary = \"The videos to delete.\"";
    SHARED_RESPONSE = "MS2417", "a response that vendor.toml does not have",
        "Add it to vendor.toml, as [response.Name], or describe the response here.",
        "Responses that many operations have alike are described once, in vendor.toml, and operations name them.",
        wrong "responses = [\"BadRequst\"]", right "responses = [\"BadRequest\"]";
    MEDIA_TYPE = "MS2418", "media types that do not fit the body",
        "Write each media type once, in lower case and without parameters; leave the key out where it is application/json.",
        "A body that a type describes is read as JSON, or in a request as a form, and must be sent as what can be read so. A file may be sent as anything.",
        wrong "[request]\ntype = \"Upload\"\nmedia_types = [\"multipart/form-data; boundary=x\"]", right "[request]\ntype = \"Upload\"\nmedia_types = [\"multipart/form-data\"]";
    BAD_FILE = "MS2419", "a file where there can be none",
        "Use kind `file` for a field of a form that is always sent as multipart/form-data, for the items of a list that is such a field, or for the whole body of a response.",
        "JSON holds no files, and neither does a form in one line. A type whose fields are files describes forms in parts and nothing else.",
        wrong "[[field]]\nname = \"cover\"\nkind = \"file\" # of a type that is sent as JSON", right "[[field]]\nname = \"cover\"\nkind = \"text\"\nencoding = \"base64\"";
    REMOVED = "MS2420", "a removed operation that does not fit",
        "List it once, and only while it has no file; write both `method` and `path`, or neither.",
        "What vendor.toml lists as removed has no tables: of such a call it is only said that the operation is gone. One that still has a file is checked by that, and says in it that it was removed (`removed`).",
        wrong "[[removed]]\nname = \"CreateClip\" # operations/create_clip.toml is there", right "[[removed]]\nname = \"CreateClips\"\nlast_listed = \"2025-11-07\"\nrenamed_to = \"CreateClip\"\nsource = \"explorer\"";
    SAME_ROUTE = "MS2421", "two operations with one method and path",
        "Correct the path of one, or remove the operation that is no more; names of parameters make no difference.",
        "In REST style a request finds its operation by method and path. Two operations that have both in common cannot be told apart, and only the first would ever be found.",
        wrong "# ShowClip and ShowFilm\nmethod = \"GET\"\npath = \"/v1/clips/{clip_id}\" # and \"/v1/clips/{film_id}\"", right "method = \"GET\"\npath = \"/v1/films/{film_id}\"";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_in_order() {
        for pair in ALL.windows(2) {
            if let [a, b] = pair {
                assert!(a.code < b.code, "{} {}", a.code, b.code);
            }
        }
    }

    #[test]
    fn every_code_explains_itself() {
        for code in ALL {
            assert!(
                !code.title.is_empty() && !code.title.ends_with('.'),
                "{}",
                code.code
            );
            assert!(code.help.ends_with('.'), "{}", code.code);
            assert!(code.explanation.contains("Wrong:") && code.explanation.contains("Right:"));
            assert_eq!(explain(code.code), Some(*code));
        }
    }
}
