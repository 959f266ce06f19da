//! The command line.

use std::num::NonZeroU16;
use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use clap_complete::engine::ArgValueCandidates;
use mediaspec_capture::Format;
use mediaspec_core::escape::shortened;
use mediaspec_core::words::names_list;
use mediaspec_validator::{Allow, Message, Part, Profile};

use crate::candidates;
use crate::topic::parse_code;

/// The upper bound for `--jobs`.
const MOST_JOBS: u16 = 1024;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Checks payloads of cloud media APIs against what the vendors document.
///
/// An operation is written SERVICE/NAME, such as metastudio/ListSmartLiveJobs; the name alone will do where it is
/// unique, in any case.
#[derive(Debug, Parser)]
#[command(
    name = "mediaspec",
    bin_name = "mediaspec",
    version,
    styles = STYLES,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "Exit status: 0 all valid, 1 a violation, 2 wrong usage or an input that could not be read.",
    after_long_help = "\
Examples:
  mediaspec list --service metastudio
  mediaspec show metastudio/ListSmartLiveJobs
  mediaspec check --op metastudio/Create2DDigitalHumanVideo --request job.json
  mediaspec check --url 'https://host/v1/p1/digital-human-videos?limit=20'
  mediaspec explain maximum

Exit status:
  0  all valid; warnings are allowed
  1  a violation
  2  wrong usage, an unknown operation, no input, or an input that is unreadable or malformed"
)]
pub(crate) struct Arguments {
    /// When to use colours; NO_COLOR is honoured.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t, global = true)]
    pub(crate) color: Color,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check payloads, or a whole request.
    #[command(visible_alias = "validate", alias = "lint")]
    Check(Box<CheckArguments>),
    /// Find out which message a payload is.
    Detect(DetectArguments),
    /// Mend what can be mended without a guess.
    Fix(Box<FixArguments>),
    /// List the operations.
    #[command(alias = "search")]
    List(ListArguments),
    /// Show what is documented of an operation or a type: parameters, fields, bounds, defaults, rules, sources.
    Show(ShowArguments),
    /// Print the JSON Schema of a message.
    Schema(MessageArguments),
    /// Print a payload that validates.
    Sample(SampleArguments),
    /// Tell what a code means and what to do about it.
    Explain(ExplainArguments),
    /// Tell an editor which files have which schema.
    Editor(EditorArguments),
    /// Print the completions of a shell.
    Completions(CompletionsArguments),
}

/// Check JSON documents against a message of an operation (--op), a whole request (--url), or recorded calls.
///
/// With --op, each FILE is a body, or with --in the parameters as one object. With --url, the operation is found by
/// method and path; path and query are checked, the headers where there is any -H, and the body where there is a FILE.
/// With neither, each RECORDING has calls (an HTTP archive, curl commands, HTTP messages), whose operations are found the
/// same way, and requests and answers are checked.
#[derive(Debug, Args)]
#[command(
    override_usage = "\
mediaspec check [OPTIONS]                 the files that mediaspec.toml names
       mediaspec check --op OPERATION --request [--in PART] [OPTIONS] FILE…
       mediaspec check --op OPERATION --response STATUS [--in PART] [OPTIONS] FILE…
       mediaspec check --op OPERATION --callback NAME [OPTIONS] FILE…
       mediaspec check [-X METHOD] --url URL [-H 'NAME: VALUE']… [-d BODY] [OPTIONS] [FILE]
       mediaspec check [OPTIONS] RECORDING…",
    after_long_help = "\
Examples:
  Check the body of a request, and see what is wrong:
    mediaspec check --op metastudio/Create2DDigitalHumanVideo --request job.json
  Check recorded answers, one on each line, and count them by verdict:
    mediaspec check --op ListSmartLiveJobs --response 200 --lines --format ndjson log.ndjson \\
      | jq -r .verdict | sort | uniq -c
  Check query parameters, written as one JSON object:
    echo '{\"limit\": 20}' | mediaspec check --op ListSmartLiveJobs --request --in query -
  Annotate a pull request on GitHub, or upload a log to its code scanning:
    mediaspec check --op Create2DDigitalHumanVideo --request --format github jobs/*.json
    mediaspec check --op Create2DDigitalHumanVideo --request --format sarif jobs/*.json > mediaspec.sarif
  Show payloads among the tests, as most CI systems do with JUnit XML:
    mediaspec check --op ListSmartLiveJobs --response 200 --lines --format junit log.ndjson > mediaspec.xml
  Check a whole request:
    mediaspec check -X POST --url https://host/v1/p1/2d-digital-human-videos \\
      -H 'X-Auth-Token: …' job.json
  Check the calls that a browser or a proxy recorded, and a curl command from the clipboard:
    mediaspec check recorded.har
    pbpaste | mediaspec check --input curl
  Check the bodies in a log, and those in another program's records:
    mediaspec check --op Create2DDigitalHumanVideo --request --input log app.log
    mediaspec check --op Create2DDigitalHumanVideo --request --lines --body-at /request/body log.ndjson
  Check all files of a repository that mediaspec.toml names, and count what is wrong:
    mediaspec check --statistics
  Hide what was wrong before, from now on:
    mediaspec check --baseline known.json --write-baseline
    mediaspec check --baseline known.json --deny warnings
  Go on with a value that the vendor has added:
    mediaspec check --op ListSmartLiveJobs --response 200 --allow enum@/smart_live_jobs/0/state \\
      answer.json

Results go to stdout. Values that the contract marks as sensitive (tokens, keys, signed URLs) are never shown.

Exit status:
  0  all valid; warnings are allowed
  1  a violation
  2  wrong usage, an unknown operation, no input, or an input that is unreadable or malformed"
)]
pub(crate) struct CheckArguments {
    /// The operation, such as metastudio/ListSmartLiveJobs.
    #[arg(
        long,
        value_name = "OPERATION",
        conflicts_with = "url",
        add = ArgValueCandidates::new(candidates::operations)
    )]
    pub(crate) op: Option<String>,

    #[command(flatten)]
    pub(crate) message: OptionalMessage,

    /// The part of the message that the documents are: the body, or the parameters as one object. A query may also be as it
    /// stands in a URL: a=1&b=2.
    #[arg(
        long = "in",
        value_enum,
        value_name = "PART",
        default_value_t,
        conflicts_with = "url"
    )]
    pub(crate) part: InPart,

    /// The URL of a whole request, absolute or from the path on; scheme and host do not matter.
    #[arg(long, value_name = "URL", help_heading = "Whole requests")]
    pub(crate) url: Option<String>,

    /// The method; POST where there is a body, otherwise GET.
    #[arg(
        short = 'X',
        long,
        value_name = "METHOD",
        requires = "url",
        conflicts_with = "op",
        help_heading = "Whole requests"
    )]
    pub(crate) method: Option<String>,

    /// A header; without any, the headers are not checked.
    #[arg(
        short = 'H',
        long = "header",
        value_name = "NAME: VALUE",
        requires = "url",
        conflicts_with = "op",
        help_heading = "Whole requests"
    )]
    pub(crate) headers: Vec<String>,

    /// The body, or @FILE.
    #[arg(
        short = 'd',
        long,
        value_name = "BODY",
        requires = "url",
        conflicts_with_all = ["op", "files"],
        allow_hyphen_values = true,
        help_heading = "Whole requests"
    )]
    pub(crate) data: Option<String>,

    /// The documents or recordings: files, folders (their *.json) or globs; - is stdin. Without any, stdin is read where it is
    /// no terminal; without --op too, the files are those that mediaspec.toml names.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// How the inputs are written. Without it, that is found by what they look like; logs and JSON with comments are to
    /// be named.
    #[arg(
        long,
        value_name = "FORMAT",
        value_parser = input_formats(|_| true),
        default_value = InputFormat::AUTO,
        help_heading = "Inputs"
    )]
    pub(crate) input: InputFormat,

    /// Take the value at a JSON Pointer of each document, or the JSON that is in a text there: the body in a wrapper.
    #[arg(long, value_name = "POINTER", value_parser = parse_pointer, requires = "op", help_heading = "Inputs")]
    pub(crate) body_at: Option<String>,

    /// Take each item of a document, which is a list, as a payload of its own.
    #[arg(
        long,
        requires = "op",
        conflicts_with = "lines",
        help_heading = "Inputs"
    )]
    pub(crate) each: bool,

    /// Make errors of a code mere warnings, everywhere or at a JSON Pointer, in which * is any one step; warnings of it are
    /// not told then. Can be repeated; one that matched nothing is told.
    #[arg(long, value_name = "CODE[@POINTER]", value_parser = parse_allow, add = ArgValueCandidates::new(candidates::codes))]
    pub(crate) allow: Vec<Allow>,

    #[command(flatten)]
    pub(crate) config: ConfigArguments,

    /// Tell nothing of the findings that this file knows, by their file, pointer and code.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Write the findings of this run to the file of --baseline; they are hidden from then on.
    #[arg(long, requires = "baseline")]
    pub(crate) write_baseline: bool,

    /// Write, as JSON, what of the contract the payloads have touched: operations, members, values, bounds, rules. The
    /// numbers are told on stderr.
    #[arg(long, value_name = "FILE")]
    pub(crate) coverage: Option<PathBuf>,

    /// How strictly limits are taken: tolerant makes lists of values, upper bounds, lengths, item counts and formats
    /// of responses mere warnings, since vendors widen them; strict makes errors of what the governing source refuses
    /// and another allows, and of what API Explorer alone refuses.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) profile: ProfileName,

    /// How results are written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: CheckFormat,

    /// Count the findings by code and place at the end, the most frequent first.
    #[arg(long)]
    pub(crate) statistics: bool,

    /// Say nothing of what is valid, of its warnings neither.
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// End with 1 where there is a warning. A warning that --allow names does not count.
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) deny: Option<Denied>,

    /// Take each line of the inputs as a payload of its own; blank lines are skipped.
    #[arg(long)]
    pub(crate) lines: bool,

    /// Check on so many threads; as many as the machine has cores for, unless told otherwise. The results stay the same.
    #[arg(short, long, value_name = "N", value_parser = parse_jobs)]
    pub(crate) jobs: Option<NonZeroU16>,

    #[command(flatten)]
    pub(crate) contract: ContractArguments,

    /// List at most so many errors, and so many warnings, of each payload; all are counted.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) max_violations: usize,
}

/// How inputs are written; `None` where that is to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InputFormat(Option<Format>);

impl InputFormat {
    const AUTO: &str = "auto";

    /// The format; `None` where it is to be found.
    pub(crate) const fn format(self) -> Option<Format> {
        self.0
    }
}

/// Reads the name of a format, one of those that are taken.
fn input_formats(taken: fn(Format) -> bool) -> impl TypedValueParser<Value = InputFormat> {
    let formats = Format::ALL.into_iter().filter(move |format| taken(*format));
    let names = formats.map(|format| PossibleValue::new(format.as_str()).help(format.summary()));
    let auto = PossibleValue::new(InputFormat::AUTO).help("As what they look like");
    let names = PossibleValuesParser::new(std::iter::once(auto).chain(names));
    names.map(|name| {
        let mut all = Format::ALL.into_iter();
        InputFormat(all.find(|format| format.as_str() == name))
    })
}

fn parse_pointer(text: &str) -> Result<String, String> {
    match text.is_empty() || text.starts_with('/') {
        true => Ok(text.to_owned()),
        false => Err("a JSON Pointer begins with a slash, such as /request/body".to_owned()),
    }
}

/// Which mediaspec.toml is taken; without any of these, the one of the folder, or of one above up to the top of the repository.
#[derive(Debug, Args)]
pub(crate) struct ConfigArguments {
    /// Take this mediaspec.toml.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,

    /// Take no mediaspec.toml.
    #[arg(long)]
    pub(crate) no_config: bool,
}

/// Which contract is taken; without any of these, the one that is part of the program.
#[derive(Debug, Args)]
pub(crate) struct ContractArguments {
    /// Take the contract from a spec folder: TOML, as people write it.
    #[arg(long, value_name = "DIR", conflicts_with = "contracts")]
    pub(crate) spec: Option<PathBuf>,

    /// Take the contract from a contract file, or from the *.jsonl files of a folder.
    #[arg(long, value_name = "PATH")]
    pub(crate) contracts: Option<PathBuf>,
}

/// Which message is meant, where there may be none.
#[derive(Debug, Args)]
#[group(id = "message", multiple = false, requires = "op")]
pub(crate) struct OptionalMessage {
    /// The request.
    #[arg(long, conflicts_with = "url")]
    request: bool,
    /// The response of an HTTP status.
    #[arg(long, value_name = "STATUS", value_parser = parse_status, conflicts_with = "url")]
    response: Option<u16>,
    /// A message that the vendor sends to an address of yours.
    #[arg(long, value_name = "NAME", conflicts_with = "url")]
    callback: Option<String>,
}

impl OptionalMessage {
    /// The message that is named; `None` where none is.
    pub(crate) fn given(&self) -> Option<Message> {
        let any = self.request || self.response.is_some() || self.callback.is_some();
        any.then(|| of_flags(self.response, self.callback.as_deref()))
    }
}

/// Which message is meant.
#[derive(Debug, Args)]
#[group(id = "message", required = true, multiple = false)]
pub(crate) struct RequiredMessage {
    /// The request.
    #[arg(long)]
    request: bool,
    /// The response of an HTTP status.
    #[arg(long, value_name = "STATUS", value_parser = parse_status)]
    response: Option<u16>,
    /// A message that the vendor sends to an address of yours.
    #[arg(long, value_name = "NAME")]
    callback: Option<String>,
}

impl RequiredMessage {
    pub(crate) fn message(&self) -> Message {
        of_flags(self.response, self.callback.as_deref())
    }
}

/// The message that the flags name; the groups above see to it that one of them is there.
fn of_flags(response: Option<u16>, callback: Option<&str>) -> Message {
    match (response, callback) {
        (Some(status), _) => Message::Response(status),
        (None, Some(name)) => Message::Callback(name.into()),
        (None, None) => Message::Request,
    }
}

/// Find out which messages a payload fits, best first.
///
/// A message fits well where it documents the members of the payload, where those that it requires are there, and where their
/// values are allowed.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mediaspec detect job.json
  curl -s … | mediaspec detect -
  Check a payload as what it fits best:
    mediaspec detect --format json job.json | jq -r '.fits[0].operation'

Exit status:
  0  it fits a message
  1  it fits none
  2  wrong usage, or an input that is unreadable or malformed")]
pub(crate) struct DetectArguments {
    /// The payload; - is stdin, which is read without FILE, too, where it is no terminal.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,

    /// How many messages are listed at most; those that are checked alike count once.
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) most: usize,

    /// How the list is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,

    #[command(flatten)]
    pub(crate) contract: ContractArguments,
}

/// Mend what can be mended without a guess.
///
/// That is: a number or a truth value in quotes, or a text without them; a value that differs in case alone; a member with a
/// slip in its name; a value in whose place the vendor names another; null for a document in a text. Nothing is made smaller
/// and nothing made up, and every other byte of the file stays. An edit that would bring another finding is left out.
///
/// Without --diff and --write, the edits are listed.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  See what would be mended, and then mend it:
    mediaspec fix --op Create2DDigitalHumanVideo --request job.json
    mediaspec fix --op Create2DDigitalHumanVideo --request --write job.json
  Mend the documents of a folder, and the lines of a file:
    mediaspec fix --op Create2DDigitalHumanVideo --request --write jobs
    mediaspec fix --op Create2DDigitalHumanVideo --request --write --lines jobs.ndjson
  Mend what comes through a pipe:
    … | mediaspec fix --op Create2DDigitalHumanVideo --request --write - | …

Values that the contract marks as sensitive are never shown; in a diff, what stands beside an edit on its line is left out.

Exit status:
  0  nothing is left to mend, and no error is left
  1  an error is left, or something could be mended and was not written
  2  wrong usage, an unknown operation, or an input that is unreadable or malformed, or cannot be written")]
pub(crate) struct FixArguments {
    /// The operation, such as metastudio/ListSmartLiveJobs.
    #[arg(long, value_name = "OPERATION", required = true, add = ArgValueCandidates::new(candidates::operations))]
    pub(crate) op: String,

    #[command(flatten)]
    pub(crate) message: FixMessage,

    /// The part of the message that the documents are: the body, or the parameters as one object.
    #[arg(long = "in", value_enum, value_name = "PART", default_value_t)]
    pub(crate) part: InPart,

    /// The documents, folders of them (*.json), or globs; - is stdin, which is read without FILE, too, where it is no terminal.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// How the documents are written; without it, that is found by what they look like. Comments stay. Forms are those of
    /// services whose parameters stand in them, and with --in query what follows the ? of a URL.
    #[arg(long, value_name = "FORMAT", value_parser = input_formats(Format::holds_documents), default_value = InputFormat::AUTO)]
    pub(crate) input: InputFormat,

    /// Take each line as a document.
    #[arg(long, conflicts_with = "input")]
    pub(crate) lines: bool,

    /// Show the lines that would change, before and after.
    #[arg(long, conflicts_with = "write")]
    pub(crate) diff: bool,

    /// Write the files; of stdin, write the mended document to stdout.
    #[arg(long)]
    pub(crate) write: bool,

    #[command(flatten)]
    pub(crate) contract: ContractArguments,
}

/// Which message is to be mended: the request, unless another is named.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct FixMessage {
    /// The request; this is so without any of these.
    #[arg(long)]
    request: bool,
    /// The response of an HTTP status.
    #[arg(long, value_name = "STATUS", value_parser = parse_status)]
    response: Option<u16>,
    /// A message that the vendor sends to an address of yours.
    #[arg(long, value_name = "NAME")]
    callback: Option<String>,
}

impl FixMessage {
    pub(crate) fn message(&self) -> Message {
        of_flags(self.response, self.callback.as_deref())
    }
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mediaspec schema metastudio/Create2DDigitalHumanVideo --request > request.schema.json
  mediaspec schema ListSmartLiveJobs --request --in query")]
pub(crate) struct MessageArguments {
    /// The operation, such as metastudio/ListSmartLiveJobs.
    #[arg(value_name = "OPERATION", add = ArgValueCandidates::new(candidates::operations))]
    pub(crate) op: String,

    #[command(flatten)]
    pub(crate) message: RequiredMessage,

    /// The part of the message.
    #[arg(long = "in", value_enum, value_name = "PART", default_value_t)]
    pub(crate) part: InPart,

    #[command(flatten)]
    pub(crate) contract: ContractArguments,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  The least that validates:
    mediaspec sample metastudio/Create2DDigitalHumanVideo --request
  With every member, and other values:
    mediaspec sample metastudio/Create2DDigitalHumanVideo --request --full --seed 7
  Whatever is printed validates:
    mediaspec sample ListSmartLiveJobs --response 200 | mediaspec check --op ListSmartLiveJobs --response 200 -")]
pub(crate) struct SampleArguments {
    #[command(flatten)]
    pub(crate) of: MessageArguments,

    /// Print every member, not just the required ones.
    #[arg(long)]
    pub(crate) full: bool,

    /// Vary the values; the same number always gives the same payload.
    #[arg(long, value_name = "N", default_value_t)]
    pub(crate) seed: u64,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  What is covered, family by family:
    mediaspec list
  The operations of a family, and those that words are about:
    mediaspec list --family DigitalHumanVideoManager
    mediaspec list digital human --service metastudio
  What vendors have removed or renamed:
    mediaspec list --removed
  For programs:
    mediaspec list --format json | jq -r '.operations[] | select(.method == \"DELETE\") | .operation'")]
pub(crate) struct ListArguments {
    /// Only operations that have all of these words in their name, summary, path or family, in any case.
    #[arg(value_name = "WORD")]
    pub(crate) words: Vec<String>,

    /// Only the operations of that service.
    #[arg(long, value_name = "SERVICE")]
    pub(crate) service: Option<String>,

    /// Only the operations of that family: the vendor's group, in any case.
    #[arg(long, value_name = "FAMILY")]
    pub(crate) family: Option<String>,

    /// Instead: operations that the vendors list no more, with the last day on which they did and the name that they have
    /// now. They cannot be checked.
    #[arg(long, conflicts_with = "family")]
    pub(crate) removed: bool,

    /// How the list is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,

    #[command(flatten)]
    pub(crate) contract: ContractArguments,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mediaspec show metastudio/ListSmartLiveJobs
  mediaspec show create2ddigitalhumanvideo | less
  mediaspec show metastudio/VoiceConfig              a type, and who uses it
  mediaspec show Create2DDigitalHumanVideo /video_config/width       one member, with its rules
  mediaspec show Create2DDigitalHumanVideo /shoot_scripts/*          what an item has
  mediaspec show Create2DDigitalHumanVideo --required                what must be there
  mediaspec show VoiceConfig --format json | jq '.members[].name'")]
pub(crate) struct ShowArguments {
    /// The operation, such as metastudio/ListSmartLiveJobs; or a type, such as VoiceConfig.
    #[arg(value_name = "OPERATION | TYPE", add = ArgValueCandidates::new(candidates::operations))]
    pub(crate) name: String,

    /// A JSON Pointer to one member, in which * is any item: of the bodies and parameters of the operation, or of the type.
    #[arg(value_name = "/POINTER")]
    pub(crate) pointer: Option<String>,

    /// Only what must be there.
    #[arg(long)]
    pub(crate) required: bool,

    /// How it is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,

    #[command(flatten)]
    pub(crate) contract: ContractArguments,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mediaspec explain maximum
  mediaspec explain                                                 list the codes
  mediaspec explain resize-resolutions                              a rule, as reports name it
  mediaspec explain Create2DDigitalHumanVideo/voice_config/speed    a member
  mediaspec explain MSS.00000003                                    what the vendor answered
  mediaspec explain MS2027                                          a problem of a spec folder")]
pub(crate) struct ExplainArguments {
    /// The code, as reports write it, in any case; a rule; OPERATION/POINTER; a vendor's error code; a problem of a spec
    /// folder. Without it, all codes are listed.
    #[arg(value_name = "CODE | RULE | OPERATION/POINTER", add = ArgValueCandidates::new(candidates::codes))]
    pub(crate) code: Option<String>,

    #[command(flatten)]
    pub(crate) contract: ContractArguments,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bash:  mediaspec completions bash > ~/.local/share/bash-completion/completions/mediaspec
  zsh:   mediaspec completions zsh > \"${fpath[1]}/_mediaspec\"
  fish:  mediaspec completions fish > ~/.config/fish/completions/mediaspec.fish")]
pub(crate) struct CompletionsArguments {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    pub(crate) shell: Shell,
}

/// Tell an editor which files have which schema, as mediaspec.toml says.
///
/// Schemas are written to .vscode/mediaspec, and .vscode/settings.json names them; what else stands there stays, comments
/// included. The editor then completes members and values, underlines what is wrong, and shows what is allowed and where that was
/// read. It says less than mediaspec check: what no schema can say it does not know. Run it again when mediaspec.toml changes.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  Let Visual Studio Code know the files that mediaspec.toml names:
    mediaspec editor --vscode

Exit status:
  0  the files were written, or say already what they should
  2  there is no mediaspec.toml, or something in it is unknown, or a file cannot be written")]
pub(crate) struct EditorArguments {
    /// Visual Studio Code, and editors that read its settings.
    #[arg(long, required = true)]
    pub(crate) vscode: bool,

    #[command(flatten)]
    pub(crate) config: ConfigArguments,

    #[command(flatten)]
    pub(crate) contract: ContractArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum InPart {
    #[default]
    Body,
    Path,
    Query,
    Header,
}

impl From<InPart> for Part {
    fn from(part: InPart) -> Self {
        match part {
            InPart::Body => Self::Body,
            InPart::Path => Self::Path,
            InPart::Query => Self::Query,
            InPart::Header => Self::Header,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ProfileName {
    #[default]
    Documented,
    Tolerant,
    Strict,
}

impl From<ProfileName> for Profile {
    fn from(profile: ProfileName) -> Self {
        match profile {
            ProfileName::Documented => Self::Documented,
            ProfileName::Tolerant => Self::Tolerant,
            ProfileName::Strict => Self::Strict,
        }
    }
}

/// Reads what `--profile` takes.
///
/// # Errors
/// What is wrong, in a sentence.
pub fn parse_profile(name: &str) -> Result<Profile, String> {
    ProfileName::from_str(name, false)
        .map(Profile::from)
        .map_err(|_| {
            let known = ProfileName::value_variants().iter();
            let known = known.filter_map(ValueEnum::to_possible_value);
            let known: Vec<String> = known.map(|name| name.get_name().to_owned()).collect();
            format!(
                "there is no profile `{}`; there are {}",
                shortened(name, 80),
                names_list(&known, "and")
            )
        })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people.
    #[default]
    Human,
    /// For people and editors: a line for each finding; nothing for what is valid.
    Concise,
    /// One JSON object.
    Json,
    /// One JSON object a line, for each payload.
    Ndjson,
    /// A SARIF 2.1.0 log, for code scanning.
    Sarif,
    /// JUnit XML: an input is a suite, a payload a test. It is written when all is checked.
    Junit,
    /// Annotations of GitHub Actions; nothing for what is valid.
    Github,
}

impl CheckFormat {
    /// Whether people read it, and no program.
    pub(crate) const fn is_for_people(self) -> bool {
        matches!(self, Self::Human | Self::Concise)
    }
}

/// What makes a run fail, beside errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Denied {
    /// Warnings that are not allowed.
    Warnings,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ListFormat {
    #[default]
    Human,
    Json,
}

fn parse_jobs(text: &str) -> Result<NonZeroU16, String> {
    text.parse()
        .ok()
        .filter(|jobs: &NonZeroU16| jobs.get() <= MOST_JOBS)
        .ok_or_else(|| format!("a number of threads is 1 to {MOST_JOBS}"))
}

fn parse_status(text: &str) -> Result<u16, String> {
    let status = text.parse().ok();
    status.filter(|status| (100..=599).contains(status)).ok_or_else(|| {
        "a status is a number from 100 to 599; write it before the file, as in --response 200 answer.json".to_owned()
    })
}

/// Reads what `--allow` takes: a code, and behind an `@` the JSON Pointer where it is allowed, if not everywhere.
///
/// # Errors
/// What is wrong, in a sentence.
pub fn parse_allow(text: &str) -> Result<Allow, String> {
    let (code, pointer) = match text.split_once('@') {
        Some((code, pointer)) => (code, Some(pointer)),
        None => (text, None),
    };
    allow_of(code, pointer)
}

/// What is allowed by a code and a JSON Pointer.
pub(crate) fn allow_of(code: &str, pointer: Option<&str>) -> Result<Allow, String> {
    let code = parse_code(code)?;
    if let Some(pointer) = pointer
        && !(pointer.is_empty() || pointer.starts_with('/'))
    {
        return Err(
            "a JSON Pointer begins with a slash, as in enum@/video_config/codec".to_owned(),
        );
    }
    Ok(match pointer {
        Some(pointer) => Allow::at(code, pointer),
        None => Allow::everywhere(code),
    })
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser as _};
    use mediaspec_validator::Code;

    use super::{Arguments, parse_allow};

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_code_can_be_allowed_everywhere_or_at_a_pointer() {
        let parsed = |text| parse_allow(text).map(|allow| (allow.code, allow.pointer));
        assert_eq!(parsed("enum"), Ok((Code::Enum, None)));
        assert_eq!(
            parsed("maxlength@/a~1b"),
            Ok((Code::MaxLength, Some("/a~1b".to_owned())))
        );
        assert_eq!(parsed("null@"), Ok((Code::Null, Some(String::new()))));
        assert!(parsed("enum@a").is_err());
        for refused in ["malformed", "Malformed@/a", "syntax"] {
            let said = parsed(refused).expect_err("nothing was checked of such an input");
            assert!(said.ends_with("that cannot be allowed"), "{said}");
        }
        assert!(parsed("enumm").is_err_and(|error| error.contains("enum")));
    }

    #[test]
    fn the_two_forms_of_check_do_not_mix() {
        let ok = |arguments: &str| Arguments::try_parse_from(arguments.split(' ')).is_ok();
        assert!(ok("mediaspec check --op a --request f"));
        assert!(ok(
            "mediaspec check --op a --response 200 --in header f g -"
        ));
        assert!(ok("mediaspec check --url /v1"));
        assert!(ok("mediaspec check -X PUT --url /v1 -H a:b f"));
        // What is missing is guessed, or told with what the files look like.
        assert!(ok("mediaspec check --op a f"));
        assert!(ok("mediaspec validate --op a --request"));
        assert!(ok("mediaspec check f"));
        assert!(ok("mediaspec check"));
        assert!(!ok("mediaspec check --op a --request --response 200 f"));
        assert!(!ok("mediaspec check --op a --request --url /v1 f"));
        assert!(!ok("mediaspec check --url /v1 --request f"));
        assert!(!ok("mediaspec check --op a --request -H a:b f"));
        assert!(!ok("mediaspec check --op a --response 99 f"));
        assert!(ok("mediaspec check a.har b"));
        assert!(ok("mediaspec check --url /v1 -d {}"));
        assert!(!ok("mediaspec check --url /v1 -d {} f"));
        assert!(!ok("mediaspec check --op a --request -d {}"));
        assert!(!ok("mediaspec check --each a"));
        assert!(!ok("mediaspec check --op a --request --body-at body a"));
        assert!(!ok("mediaspec check --write-baseline"));
        assert!(!ok("mediaspec check --config a --no-config"));
    }

    #[test]
    fn one_contract_is_taken() {
        for command in [
            "check --url /v1",
            "list",
            "show a",
            "schema a --request",
            "sample a --request",
        ] {
            let ok = |options: &str| {
                let line = format!("mediaspec {command}{options}");
                Arguments::try_parse_from(line.split(' ')).is_ok()
            };
            assert!(ok(" --spec d"), "{command}");
            assert!(ok(" --contracts d"), "{command}");
            assert!(!ok(" --spec d --contracts d"), "{command}");
        }
    }
}
