//! `mediaspec check` on several threads: the same bytes, as soon as before, and an end whatever happens.

use std::fmt::Write as _;
use std::io::{self, Cursor, Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use mediaspec_cli::{Status, Terminal, run};

use super::{BAD, BROKEN, FORMATS, Files, GOOD, check_with, studio};

/// How long a test waits for what comes at once.
const PATIENCE: Duration = Duration::from_secs(30);

/// Lines of every kind, so many that they do not fit into one piece of work.
fn lines(count: usize) -> String {
    let kinds = [GOOD, BAD, GOOD, "", BROKEN, "{}", GOOD, "[\u{1b}", "  "];
    let mut text = String::new();
    for number in 0..count {
        let kind = kinds[number * 7 % kinds.len()];
        let _ = match number % 50 {
            // Long lines, so that pieces take differently long.
            3 => writeln!(text, "{{\"name\": \"{}\"}}", "x".repeat(number * 40)),
            _ => writeln!(text, "{kind}"),
        };
    }
    text
}

#[test]
fn the_number_of_jobs_changes_no_byte() {
    let many = lines(2000);
    let few = lines(5);
    let files = Files::new(&[
        ("many", many.as_bytes()),
        ("few", few.as_bytes()),
        ("good", GOOD.as_bytes()),
        ("bad", BAD.as_bytes()),
        ("broken", BROKEN.as_bytes()),
        ("utf-8", b"{\"name\": \"\xff\"}"),
        ("empty", b""),
        ("blank", b"\n \n"),
    ]);
    let names = "good many missing empty - few bad broken blank utf-8 . good bad";
    let paths: Vec<String> = names
        .split(' ')
        .cycle()
        .take(60)
        .enumerate()
        .filter(|(at, name)| *name != "-" || *at < 10)
        .map(|(_, name)| match name {
            "-" => "-".to_owned(),
            name => files.path(name),
        })
        .collect();
    for mode in ["", "--lines"] {
        for format in FORMATS {
            let with = |jobs: usize| {
                let jobs = jobs.to_string();
                let mut more = vec!["--jobs", &jobs];
                more.extend(paths.iter().map(String::as_str));
                let arguments = format!("--op CreateVideo --request {mode} --format {format}");
                check_with(&arguments, &more, many.as_bytes())
            };
            let alone = with(1);
            assert_eq!(alone.status, Status::Trouble);
            for jobs in [2, 3, 16] {
                let together = with(jobs);
                assert_eq!(together.status, alone.status);
                // Not `assert_eq`: such a difference is no pleasure to read.
                assert!(together.out == alone.out, "{mode} {format} {jobs}: stdout");
                assert!(together.err == alone.err, "{mode} {format} {jobs}: stderr");
            }
        }
    }
}

#[test]
fn records_are_told_in_their_order_with_their_lines() {
    let text = lines(3000);
    let outcome = check_with(
        "--op CreateVideo --request --lines --format ndjson",
        &["-"],
        &text,
    );
    let told: Vec<u64> = outcome
        .lines()
        .iter()
        .map(|result| result["record"].as_u64().expect("a number"))
        .collect();
    let written: Vec<u64> = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, _)| number)
        .collect();
    assert_eq!(told, written);
    for result in outcome.lines() {
        if let Some(line) = result["error"]["line"].as_u64() {
            assert_eq!(line, result["record"]);
        }
    }
}

/// Stdin that somebody writes to, line by line.
struct Typed {
    lines: Receiver<Vec<u8>>,
    rest: Cursor<Vec<u8>>,
}

impl Typed {
    fn new() -> (Sender<Vec<u8>>, Self) {
        let (sender, lines) = channel();
        let rest = Cursor::default();
        (sender, Self { lines, rest })
    }
}

impl Read for Typed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.rest.read(buffer)?;
        if read > 0 {
            return Ok(read);
        }
        match self.lines.recv() {
            Ok(line) => self.rest = Cursor::new(line),
            Err(_) => return Ok(0),
        }
        self.rest.read(buffer)
    }
}

/// Stdout that somebody reads along. Bytes are there when they are flushed.
struct Told {
    bytes: Vec<u8>,
    sender: Sender<Vec<u8>>,
}

impl Write for Told {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            self.sender
                .send(bytes)
                .map_err(|_| io::ErrorKind::BrokenPipe)?;
        }
        Ok(())
    }
}

/// Starts `check --lines` on a thread; what it ends with comes through the channel.
fn start(
    jobs: &str,
    stdin: impl Read + Send + 'static,
    mut stdout: impl Write + Send + 'static,
) -> Receiver<Status> {
    let arguments: Vec<String> = format!(
        "mediaspec check --op CreateVideo --request --lines --format ndjson --jobs {jobs} - --spec"
    )
    .split(' ')
    .map(ToOwned::to_owned)
    .chain([studio()])
    .collect();
    let (sender, status) = channel();
    thread::spawn(move || {
        let ended = run(
            arguments,
            stdin,
            &mut stdout,
            &mut io::sink(),
            Terminal::default(),
        );
        drop(stdout);
        sender.send(ended)
    });
    status
}

#[test]
fn a_line_is_answered_before_the_next_is_written() {
    for jobs in ["1", "4"] {
        let (stdin, typed) = Typed::new();
        let (sender, stdout) = channel();
        let bytes = Vec::new();
        let status = start(jobs, typed, Told { bytes, sender });
        for (number, line) in (1..).zip([GOOD, BAD, GOOD, BROKEN, GOOD]) {
            stdin
                .send(format!("{line}\n").into_bytes())
                .expect("somebody reads");
            let told = stdout.recv_timeout(PATIENCE).expect("an answer at once");
            let told = String::from_utf8(told).expect("UTF-8");
            assert!(told.contains(&format!("\"record\":{number},")), "{told}");
            assert_eq!(told.matches('\n').count(), 1, "{told}");
        }
        drop(stdin);
        assert_eq!(status.recv_timeout(PATIENCE), Ok(Status::Trouble));
    }
}

#[test]
fn a_reader_that_went_away_ends_the_run_though_stdin_stays_open() {
    for jobs in ["1", "4"] {
        let (stdin, typed) = Typed::new();
        let (sender, stdout) = channel();
        drop(stdout);
        let bytes = Vec::new();
        let status = start(jobs, typed, Told { bytes, sender });
        assert_eq!(
            status.recv_timeout(Duration::from_millis(50)),
            Err(RecvTimeoutError::Timeout),
            "without a result nothing is written"
        );
        stdin
            .send(format!("{BAD}\n").into_bytes())
            .expect("somebody reads");
        assert_eq!(status.recv_timeout(PATIENCE), Ok(Status::Invalid));
    }
}

/// Lines without an end, which are counted.
struct Endless(Arc<AtomicUsize>);

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let line = b"{\"name\": \"trailer\"}\n";
        let whole = buffer.len() / line.len() * line.len();
        for (to, from) in buffer[..whole].iter_mut().zip(line.iter().cycle()) {
            *to = *from;
        }
        self.0.fetch_add(whole, Ordering::SeqCst);
        Ok(whole)
    }
}

/// Stdout that nobody reads until it is let go; then it is found to be closed.
struct Stuck(Arc<Mutex<()>>);

impl Write for Stuck {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        drop(self.0.lock());
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn no_more_is_read_than_somebody_takes_the_results_of() {
    for jobs in ["1", "4"] {
        let read = Arc::new(AtomicUsize::new(0));
        let gate = Arc::new(Mutex::new(()));
        let closed = gate.lock().expect("a lock");
        let status = start(jobs, Endless(Arc::clone(&read)), Stuck(Arc::clone(&gate)));
        // Until nothing is read for a while.
        let mut before = 0;
        loop {
            thread::sleep(Duration::from_millis(200));
            let now = read.load(Ordering::SeqCst);
            assert!(now < 16 << 20, "{now} bytes were read and not answered");
            if now == before && now > 0 {
                break;
            }
            before = now;
        }
        drop(closed);
        assert_eq!(status.recv_timeout(PATIENCE), Ok(Status::Valid));
    }
}

#[test]
fn a_reader_that_panics_ends_the_run() {
    struct Panics;
    impl Read for Panics {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            panic!("on purpose")
        }
    }
    let status = start("4", Cursor::new(b"{}\n").chain(Panics), io::sink());
    // The thread of the run is gone, and with it the end of the channel.
    assert_eq!(
        status.recv_timeout(PATIENCE),
        Err(RecvTimeoutError::Disconnected)
    );
}
