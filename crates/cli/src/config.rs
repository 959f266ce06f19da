//! `mediaspec.toml`: which files are which messages, and what is allowed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use mediaspec_core::escape::shortened;
use mediaspec_validator::{Allow, Message, Part};
use serde::Deserialize;
use walkdir::WalkDir;

use crate::arguments::{ConfigArguments, allow_of};
use crate::session::Stop;

/// The name of the file.
const NAME: &str = "mediaspec.toml";

/// The most bytes that it may have.
const MOST: u64 = 1 << 20;

/// The file as people write it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    check: Vec<WrittenCheck>,
    #[serde(default)]
    allow: Vec<WrittenAllow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCheck {
    files: Vec<String>,
    op: String,
    message: Option<WrittenMessage>,
    callback: Option<String>,
    #[serde(rename = "in")]
    part: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum WrittenMessage {
    Status(u16),
    Name(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAllow {
    code: String,
    at: Option<String>,
    op: Option<String>,
    files: Option<Vec<String>>,
    because: String,
}

/// What a `mediaspec.toml` says.
#[derive(Debug)]
pub(crate) struct Config {
    /// The file.
    pub(crate) file: PathBuf,
    /// The folder that it is in; its patterns stay below.
    pub(crate) folder: PathBuf,
    pub(crate) checks: Vec<Check>,
    pub(crate) allows: Vec<Allowance>,
}

/// Files that are one message.
#[derive(Debug)]
pub(crate) struct Check {
    /// The patterns of its files, as they are written.
    pub(crate) patterns: Vec<String>,
    files: GlobSet,
    /// The operation's name as it is written.
    pub(crate) op: String,
    pub(crate) message: Message,
    pub(crate) part: Part,
}

/// A finding that is allowed, and why.
#[derive(Debug)]
pub(crate) struct Allowance {
    pub(crate) allow: Allow,
    /// The operation that it is allowed of; `None` for all.
    pub(crate) op: Option<String>,
    files: Option<GlobSet>,
    pub(crate) because: String,
}

/// Returns the configuration of a run: the file that is named, or else the one that is found, unless none is wanted.
pub(crate) fn find(arguments: &ConfigArguments) -> Result<Option<Config>, Stop> {
    if arguments.no_config {
        return Ok(None);
    }
    if let Some(file) = &arguments.config {
        return read(file).map(Some);
    }
    let Ok(here) = std::env::current_dir() else {
        return Ok(None);
    };
    match discover(&here) {
        // It is named as people would name it from where they are.
        Some(file) => read(file.strip_prefix(&here).unwrap_or(&file)).map(Some),
        None => Ok(None),
    }
}

/// Looks for the file in a folder, and then in those above it up to one that holds `.git`. Where none does, in the folder
/// alone: what others leave in a folder above is none of its business.
fn discover(here: &Path) -> Option<PathBuf> {
    let top = here.ancestors().find(|folder| folder.join(".git").exists());
    let top = top.unwrap_or(here);
    let folders = here
        .ancestors()
        .take_while(|folder| folder.starts_with(top));
    folders
        .map(|folder| folder.join(NAME))
        .find(|file| file.is_file())
}

/// Reads a file.
fn read(file: &Path) -> Result<Config, Stop> {
    let told = shortened(&file.to_string_lossy(), 200);
    let about = fs::metadata(file);
    let about =
        about.map_err(|error| Stop::because(format_args!("{told} cannot be read: {error}")))?;
    if about.len() > MOST {
        return Err(Stop::because(format_args!(
            "{told} has more than {MOST} bytes, which no configuration needs"
        )));
    }
    let text = fs::read_to_string(file);
    let text =
        text.map_err(|error| Stop::because(format_args!("{told} cannot be read: {error}")))?;
    let written: Written = toml::from_str(&text)
        .map_err(|error| Stop::because(format_args!("{told}: {}", error.to_string().trim_end())))?;
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let folder = absolute.parent().unwrap_or(Path::new("/")).to_owned();
    let checks = written
        .check
        .into_iter()
        .zip(1_u32..)
        .map(|(check, number)| {
            Check::of(check).map_err(|why| {
                Stop::because(format_args!("{told}: [[check]] number {number}: {why}"))
            })
        });
    let checks = checks.collect::<Result<_, _>>()?;
    let allows = written
        .allow
        .into_iter()
        .zip(1_u32..)
        .map(|(allow, number)| {
            Allowance::of(allow).map_err(|why| {
                Stop::because(format_args!("{told}: [[allow]] number {number}: {why}"))
            })
        });
    let allows = allows.collect::<Result<_, _>>()?;
    Ok(Config {
        file: file.to_owned(),
        folder,
        checks,
        allows,
    })
}

impl Check {
    fn of(written: WrittenCheck) -> Result<Self, String> {
        let WrittenCheck {
            files,
            op,
            message,
            callback,
            part,
        } = written;
        if files.is_empty() {
            return Err(
                "`files` names none; write patterns, such as \"jobs/**/*.json\"".to_owned(),
            );
        }
        let message = match (message, callback) {
            (Some(_), Some(_)) => return Err("it is `message` or `callback`, not both".to_owned()),
            (None, Some(name)) => Message::Callback(name.into()),
            (None, None) => Message::Request,
            (Some(WrittenMessage::Status(status)), None) => status_message(&status.to_string())?,
            (Some(WrittenMessage::Name(name)), None) if name == "request" => Message::Request,
            (Some(WrittenMessage::Name(name)), None) => status_message(&name)?,
        };
        let part = match part {
            None => Part::Body,
            Some(part) => part
                .parse()
                .map_err(|unknown| format!("{unknown}; `in` is body, path, query or header"))?,
        };
        Ok(Self {
            files: globs(&files)?,
            patterns: files,
            op,
            message,
            part,
        })
    }
}

fn status_message(text: &str) -> Result<Message, String> {
    let message = text.parse();
    message.ok().filter(|message| matches!(message, Message::Response(_))).ok_or_else(|| {
        format!(
            "`message` is \"request\" or an HTTP status such as 200, and not `{}`; of a callback, write `callback = \"NAME\"`",
            shortened(text, 64)
        )
    })
}

impl Allowance {
    fn of(written: WrittenAllow) -> Result<Self, String> {
        let WrittenAllow {
            code,
            at,
            op,
            files,
            because,
        } = written;
        if because.trim().is_empty() {
            return Err("`because` is empty; say why it is allowed".to_owned());
        }
        Ok(Self {
            allow: allow_of(&code, at.as_deref())?,
            op,
            files: files.map(|files| globs(&files)).transpose()?,
            because,
        })
    }

    /// Whether it speaks of an operation and of a file. A payload without a name is meant where no file is named.
    pub(crate) fn speaks_of(
        &self,
        config: &Config,
        operation: Option<&str>,
        file: Option<&Path>,
    ) -> bool {
        let is_of_operation = self.op.as_deref().is_none_or(|op| {
            operation.is_some_and(|name| {
                let bare = name.rsplit('/').next().unwrap_or(name);
                op.eq_ignore_ascii_case(name) || op.eq_ignore_ascii_case(bare)
            })
        });
        let is_of_file = self.files.as_ref().is_none_or(|files| {
            let below = file.and_then(|file| config.below(file));
            below.is_some_and(|path| files.is_match(path))
        });
        is_of_operation && is_of_file
    }
}

/// Patterns in which `*` is any name and `**` any folders.
fn globs(patterns: &[String]) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let shown = shortened(pattern, 80);
        let components = Path::new(pattern).components();
        let leaves =
            |part: Component<'_>| !matches!(part, Component::Normal(_) | Component::CurDir);
        if pattern.is_empty() || components.into_iter().any(leaves) {
            return Err(format!(
                "`{shown}` does not stay below the folder of the file"
            ));
        }
        let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
        let glob = GlobBuilder::new(pattern).literal_separator(true).build();
        set.add(glob.map_err(|error| format!("`{shown}` is no pattern: {}", error.kind()))?);
    }
    set.build().map_err(|error| error.to_string())
}

/// The part of a pattern before its first `*`, `?`, `[` or `{`: whole names of folders.
fn fixed_part(pattern: &str) -> PathBuf {
    let parts = pattern.split('/');
    let fixed = parts.take_while(|part| !part.contains(['*', '?', '[', '{', '\\']));
    fixed.collect()
}

impl Config {
    /// The path from the folder of the configuration on; `None` outside of it.
    fn below(&self, file: &Path) -> Option<PathBuf> {
        let absolute = std::path::absolute(file).ok()?;
        absolute.strip_prefix(&self.folder).ok().map(Path::to_owned)
    }

    /// How a file is named whatever folder a run is in: from the folder of the configuration on, with slashes.
    pub(crate) fn name(&self, file: &Path) -> Option<String> {
        let below = self.below(file)?;
        Some(
            below
                .to_string_lossy()
                .replace(std::path::MAIN_SEPARATOR, "/"),
        )
    }

    /// Whether a check is of a file.
    pub(crate) fn names(&self, check: &Check, file: &Path) -> bool {
        self.below(file)
            .is_some_and(|path| check.files.is_match(path))
    }

    /// The files of a check, sorted. Links to folders are not followed, and those to files only where they stay below the
    /// folder.
    pub(crate) fn files(&self, check: &Check) -> Vec<PathBuf> {
        let mut found = BTreeSet::new();
        for pattern in &check.patterns {
            let root = self
                .folder
                .join(fixed_part(pattern.trim_start_matches("./")));
            let stays = root.canonicalize().is_ok_and(|root| self.holds(&root));
            if !stays {
                continue;
            }
            let walk = WalkDir::new(root).into_iter();
            let walk = walk.filter_entry(|entry| entry.depth() == 0 || entry.file_name() != ".git");
            for entry in walk.flatten() {
                let path = entry.path();
                let named = path.strip_prefix(&self.folder);
                let is_named = named.is_ok_and(|path| check.files.is_match(path));
                let is_link = entry.path_is_symlink();
                let stays = || !is_link || path.canonicalize().is_ok_and(|to| self.holds(&to));
                if is_named && path.is_file() && stays() {
                    found.insert(path.to_owned());
                }
            }
        }
        let here = std::env::current_dir().unwrap_or_default();
        let named = found
            .into_iter()
            .map(|path| match path.strip_prefix(&here) {
                Ok(short) => short.to_owned(),
                Err(_) => path,
            });
        named.collect()
    }

    /// Whether a path without links is below the folder.
    fn holds(&self, path: &Path) -> bool {
        let folder = self.folder.canonicalize();
        folder.is_ok_and(|folder| path.starts_with(folder))
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test may panic")]
mod tests {
    use std::fs;
    use std::path::Path;

    use tempfile::TempDir;

    use super::{Config, discover, read};
    use crate::session::Stop;

    fn folder(files: &[(&str, &str)]) -> TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("it is below")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        folder
    }

    fn config(text: &str, files: &[(&str, &str)]) -> (TempDir, Result<Config, String>) {
        let folder = folder(&[files, &[("mediaspec.toml", text)]].concat());
        let config = read(&folder.path().join("mediaspec.toml"));
        let config = config.map_err(|stop| match stop {
            Stop::Because(why) => why,
            Stop::PipeClosed => String::new(),
        });
        (folder, config)
    }

    fn names(config: &Config) -> Vec<String> {
        let check = config.checks.first().expect("a check");
        let files = config.files(check);
        files.iter().filter_map(|file| config.name(file)).collect()
    }

    const CHECK: &str =
        "[[check]]\nfiles = [\"jobs/**/*.json\"]\nop = \"Create2DDigitalHumanVideo\"\n";

    #[test]
    fn the_file_is_found_up_to_the_top_of_the_repository() {
        let folder = folder(&[
            ("mediaspec.toml", ""),
            ("a/.git/x", ""),
            ("a/b/c/x", ""),
            ("a/mediaspec.toml", ""),
        ]);
        let at = |path: &str| discover(&folder.path().join(path));
        let of = |path: &str| Some(folder.path().join(path));
        assert_eq!(at("a/b/c"), of("a/mediaspec.toml"));
        assert_eq!(at("a"), of("a/mediaspec.toml"));
        fs::remove_file(folder.path().join("a/mediaspec.toml")).expect("it is there");
        assert_eq!(at("a/b/c"), None, "the one above is not the repository's");
        assert_eq!(at(""), of("mediaspec.toml"));
    }

    #[test]
    fn files_are_those_below_the_folder_that_a_pattern_names() {
        let files = [
            ("jobs/a.json", ""),
            ("jobs/x/y/b.json", ""),
            ("jobs/c.txt", ""),
            ("d.json", ""),
            ("jobs/.git/e.json", ""),
        ];
        let (_folder, config) = config(CHECK, &files);
        let config = config.expect("it is well written");
        assert_eq!(names(&config), ["jobs/a.json", "jobs/x/y/b.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_out_of_the_folder_are_not_followed() {
        use std::os::unix::fs::symlink;
        let outside = folder(&[("secret.json", "{}"), ("more/f.json", "{}")]);
        let (folder, config) = config(CHECK, &[("jobs/a.json", "{}"), ("inside.json", "{}")]);
        let jobs = folder.path().join("jobs");
        symlink(outside.path().join("secret.json"), jobs.join("out.json")).expect("a link");
        symlink(outside.path().join("more"), jobs.join("more")).expect("a link");
        symlink(folder.path(), jobs.join("loop")).expect("a link");
        symlink(folder.path().join("inside.json"), jobs.join("in.json")).expect("a link");
        let config = config.expect("it is well written");
        assert_eq!(names(&config), ["jobs/a.json", "jobs/in.json"]);
        fs::remove_dir_all(&jobs).expect("it is there");
        symlink(outside.path(), &jobs).expect("a link");
        assert_eq!(names(&config), [""; 0]);
    }

    #[test]
    fn what_is_wrong_with_a_file_is_told_with_its_place() {
        for (text, told) in [
            (
                "[[check]]\nfiles = [\"a\"]\nopp = \"X\"\n",
                "unknown field `opp`",
            ),
            (
                "[[check]]\nfiles = [\"../a\"]\nop = \"X\"\n",
                "[[check]] number 1: `../a` does not stay below",
            ),
            (
                "[[check]]\nfiles = [\"/a\"]\nop = \"X\"\n",
                "does not stay below",
            ),
            ("[[check]]\nfiles = [\"a[\"]\nop = \"X\"\n", "is no pattern"),
            ("[[check]]\nfiles = []\nop = \"X\"\n", "names none"),
            (
                "[[check]]\nfiles = [\"a\"]\nop = \"X\"\nmessage = \"answer\"\n",
                "or an HTTP status such as 200",
            ),
            (
                "[[check]]\nfiles = [\"a\"]\nop = \"X\"\nmessage = 99\n",
                "or an HTTP status such as 200",
            ),
            (
                "[[check]]\nfiles = [\"a\"]\nop = \"X\"\nin = \"cookie\"\n",
                "body, path, query or header",
            ),
            ("[[allow]]\ncode = \"maximum\"\n", "missing field `because`"),
            (
                "[[allow]]\ncode = \"maximum\"\nbecause = \" \"\n",
                "say why",
            ),
            (
                "[[allow]]\ncode = \"maxium\"\nbecause = \"x\"\n",
                "did you mean",
            ),
            (
                "[[allow]]\ncode = \"maximum\"\nat = \"a\"\nbecause = \"x\"\n",
                "begins with a slash",
            ),
            ("[[check]\n", "mediaspec.toml: TOML parse error at line 1"),
        ] {
            let (_folder, config) = config(text, &[]);
            let said = config.expect_err(text);
            assert!(said.contains(told), "{text}: {said}");
        }
    }

    #[test]
    fn an_allowance_speaks_of_its_operation_and_its_files() {
        let (folder, config) = config(
            "[[allow]]\ncode = \"maximum\"\nat = \"/a/*/b\"\nop = \"create2ddigitalhumanvideo\"\nfiles = [\"old/*.json\"]\nbecause = \"it is taken\"\n",
            &[],
        );
        let config = config.expect("it is well written");
        let allowance = config.allows.first().expect("one");
        assert_eq!(allowance.allow.to_string(), "maximum@/a/*/b");
        let speaks = |op: &str, file: &str| {
            allowance.speaks_of(&config, Some(op), Some(&folder.path().join(file)))
        };
        assert!(speaks("metastudio/Create2DDigitalHumanVideo", "old/a.json"));
        assert!(!speaks(
            "metastudio/Create2DDigitalHumanVideo",
            "new/a.json"
        ));
        assert!(!speaks("metastudio/Show2DDigitalHumanVideo", "old/a.json"));
        assert!(!allowance.speaks_of(&config, Some("Create2DDigitalHumanVideo"), None));
        assert!(!allowance.speaks_of(&config, None, Some(Path::new("/elsewhere/old/a.json"))));
    }
}
