//! What tools and people write, read as they write it.
#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may end in a panic"
)]

use base64::Engine as _;
use mediaspec_validator::Edit;

use crate::{Body, Entries, Exchange, Format, Item, Source, Text};

/// The calls of a text, whose format is found by itself.
fn calls(text: &str) -> Vec<Exchange> {
    let format = Format::detect(text.as_bytes());
    let items = crate::read(format, &Source::new(text.as_bytes().to_vec()));
    let items = items.unwrap_or_else(|error| panic!("{format:?}: {error}"));
    let calls = items.into_iter().filter_map(|item| match item {
        Item::Exchange(call) => Some(*call),
        Item::Document(..) => None,
    });
    calls.collect()
}

fn refused(format: Format, text: &str) -> String {
    let read = crate::read(format, &Source::new(text.as_bytes().to_vec()));
    read.map(|_| String::new())
        .unwrap_or_else(|error| error.to_string())
}

/// `number METHOD url | name: value | … | body`.
fn told(call: &Exchange) -> String {
    let mut out = format!("{} {} {}", call.number, call.method, call.url);
    for header in call.headers.iter().flatten() {
        out.push_str(&format!(" | {}: {}", header.name, header.value.lossy()));
    }
    out.push_str(" | ");
    out.push_str(&shown(&call.body()));
    out
}

fn shown(body: &Body) -> String {
    match body {
        Body::Absent => "-".to_owned(),
        Body::Text(text) => text.lossy().into_owned(),
        Body::NotTaken(why) => format!("<{}>", why.why),
    }
}

/// Line and column of a piece of a body.
fn place(body: &Body, piece: &str) -> (u64, u64) {
    let Body::Text(text) = body else {
        panic!("{body:?}");
    };
    let at = text.lossy().find(piece).expect("it is there");
    let position = text.position(at..at.saturating_add(piece.len()));
    (position.line, position.column)
}

/// Line and column of a piece of an input.
fn stands(text: &str, piece: &str) -> (u64, u64) {
    let before = text.split(piece).next().unwrap_or_default();
    let line = before.matches('\n').count();
    let last = before.rsplit('\n').next().unwrap_or_default();
    let number = |count: usize| u64::try_from(count).unwrap_or(0).saturating_add(1);
    (number(line), number(last.chars().count()))
}

const JSON: &str = "application/json";

#[test]
fn curl_as_chrome_copies_it_for_a_posix_shell() {
    let text = r#"curl 'https://metastudio.cn-north-4.myhuaweicloud.com/v1/p1/2d-digital-human-videos' \
  -H 'accept: application/json, text/plain, */*' \
  -H 'content-type: application/json;charset=UTF-8' \
  -H 'x-auth-token: t0ken' \
  --data-raw $'{"name":"it\'s","voice_config":{"speed":300}}' \
  --compressed ;
curl 'https://h/x' -H 'a: b'"#;
    let calls = calls(text);
    assert_eq!(
        calls.iter().map(told).collect::<Vec<_>>(),
        [
            "1 POST https://metastudio.cn-north-4.myhuaweicloud.com/v1/p1/2d-digital-human-videos | accept: application/json, text/plain, */* \
             | content-type: application/json;charset=UTF-8 | x-auth-token: t0ken | {\"name\":\"it's\",\"voice_config\":{\"speed\":300}}",
            "2 GET https://h/x | a: b | -"
        ]
    );
    assert_eq!(place(&calls[0].body(), "300"), stands(text, "300"));
    assert_eq!(
        place(&calls[0].body(), "\"name\""),
        stands(text, "\"name\"")
    );
}

#[test]
fn curl_as_chrome_copies_it_for_the_command_prompt() {
    let text = "curl ^\"https://h/v1/p1/videos?limit=5^&offset=0^\" ^\r\n  -H ^\"content-type: application/json^\" ^\r\n  --data-raw ^\"^{^\\^\"speed^\\^\":300,^\\^\"n^\\^\":^\\^\"50^%^\\^\"^}^\"\r\n";
    let calls = calls(text);
    assert_eq!(
        calls.iter().map(told).collect::<Vec<_>>(),
        [
            "1 POST https://h/v1/p1/videos?limit=5&offset=0 | content-type: application/json | {\"speed\":300,\"n\":\"50%\"}"
        ]
    );
    assert_eq!(place(&calls[0].body(), "300"), stands(text, "300"));
}

#[test]
fn curl_as_firefox_copies_it() {
    let text = "curl 'https://h/v1' --compressed -X POST -H 'User-Agent: Mozilla/5.0' -H 'Content-Type: application/json' -H 'Origin: https://c' --data-raw '{\"a\":1}'";
    assert_eq!(
        calls(text).iter().map(told).collect::<Vec<_>>(),
        [
            "1 POST https://h/v1 | User-Agent: Mozilla/5.0 | Content-Type: application/json | Origin: https://c | {\"a\":1}"
        ]
    );
}

#[test]
fn curl_as_documents_and_people_write_it() {
    let told = |text: &str| calls(text).iter().map(told).collect::<Vec<_>>();
    let form = "application/x-www-form-urlencoded";
    for (text, expected) in [
        (
            "$ curl -sSLX PUT h.example/v1 -d'{}'",
            format!("1 PUT http://h.example/v1 | Content-Type: {form} | {{}}"),
        ),
        (
            "curl --json '{\"a\":' --json '1}' https://h",
            format!("1 POST https://h | Content-Type: {JSON} | {{\"a\":1}}"),
        ),
        (
            "curl -d a=1 --data b=2 --data-urlencode 'c=x y&z' https://h",
            format!("1 POST https://h | Content-Type: {form} | a=1&b=2&c=x%20y%26z"),
        ),
        (
            "curl -G https://h/?a=1 --data-urlencode 'q=1 2' -d b=2",
            "1 GET https://h/?a=1&q=1%202&b=2 | -".to_owned(),
        ),
        (
            "curl -G https://h -d a=1",
            "1 GET https://h?a=1 | -".to_owned(),
        ),
        (
            "curl https://h -H 'X-Empty;' -H 'Accept:' -H ':authority: k.example'",
            "1 GET https://h | X-Empty:  | Host: k.example | -".to_owned(),
        ),
        (
            "curl -u me:secret https://h",
            "1 GET https://h | Authorization: Basic me:secret | -".to_owned(),
        ),
        ("curl -I https://h", "1 HEAD https://h | -".to_owned()),
        (
            "TOKEN=x; sudo curl --url https://h/1 https://h/2 --next https://h/3 | jq .",
            "1 GET https://h/1 | - 2 GET https://h/2 | - 3 GET https://h/3 | -".to_owned(),
        ),
        (
            "curl -o out.json -w '%{http_code}' --max-time 5 https://h",
            "1 GET https://h | -".to_owned(),
        ),
        (
            "# a remark\n\ncurl https://h \\\n  -d @job.json",
            format!(
                "1 POST https://h | Content-Type: {form} | <the body is a file, which is not opened>"
            ),
        ),
        (
            "curl https://h -d @- <<EOF\n{}\nEOF",
            format!(
                "1 POST https://h | Content-Type: {form} | <the body is stdin of the command, which is not opened>"
            ),
        ),
        (
            "curl -T f.mp4 https://h",
            "1 PUT https://h | <the body is a file, which is not opened>".to_owned(),
        ),
        ("\"curl\" https://h", String::new()),
    ] {
        if expected.is_empty() {
            continue;
        }
        assert_eq!(told(text).join(" "), expected, "{text}");
    }
}

#[test]
fn curl_forms_in_parts_are_put_together() {
    let calls =
        calls("curl https://h -F name=a -F 'file=@a.mp4;type=video/mp4' --form-string x=@y");
    let body = shown(&calls[0].body());
    assert!(body.contains("name=\"name\"\r\n\r\na\r\n"), "{body}");
    assert!(
        body.contains("name=\"file\"; filename=\"a.mp4\"\r\n\r\n\r\n"),
        "{body}"
    );
    assert!(body.contains("name=\"x\"\r\n\r\n@y\r\n"), "{body}");
    assert!(calls[0].header("content-type").is_some_and(|header| {
        header
            .value
            .lossy()
            .starts_with("multipart/form-data; boundary=")
    }));
}

#[test]
fn what_a_command_names_is_told_and_not_opened() {
    let calls = calls("curl -K opts https://h -H @heads -H \"X-Auth-Token: $TOKEN\"");
    assert_eq!(
        calls[0].notes,
        [
            "-K names a file of options, which is not opened",
            "-H @… names a file of headers, which is not opened",
            "variables of the shell are not replaced: they are taken as they stand"
        ]
    );
}

#[test]
fn curl_that_cannot_be_read_is_told() {
    assert_eq!(
        refused(Format::Curl, "curl https://h \\\n -d '{\"a\": 1}"),
        "2:5: error[syntax]: a quote is opened here and never closed"
    );
    assert_eq!(
        refused(Format::Curl, "wget https://h"),
        "1:1: error[syntax]: there is no curl command with a URL"
    );
}

/// An entry as browsers write it.
fn entry(request: &str, response: &str) -> String {
    format!(
        "{{\"startedDateTime\":\"2026-11-30T10:00:00.000Z\",\"time\":1.5,\"request\":{request},\"response\":{response},\"cache\":{{}},\"timings\":{{\"send\":0,\"wait\":1,\"receive\":0}}}}"
    )
}

fn archive(entries: &[String]) -> String {
    format!(
        "{{\n  \"log\": {{\n    \"version\": \"1.2\",\n    \"creator\": {{\"name\": \"t]\\\"}}\", \"version\": \"1\"}},\n    \"pages\": [{{\"id\": \"entries\"}}],\n    \"entries\": [\n{}\n]\n  }}\n}}\n",
        entries.join(",\n")
    )
}

#[test]
fn har_as_chrome_writes_it() {
    let text = archive(&[entry(
        r#"{"method":"POST","url":"https://h/v1/p1/videos","httpVersion":"http/2.0","headers":[{"name":":authority","value":"h"},{"name":":path","value":"/v1"},{"name":"content-type","value":"application/json"}],"queryString":[],"cookies":[],"headersSize":-1,"bodySize":30,"postData":{"mimeType":"application/json","text":"{\"name\":\"\\u4e2d\",\n\"speed\":300}"}}"#,
        r#"{"status":200,"statusText":"","headers":[{"name":"content-encoding","value":"gzip"},{"name":"content-type","value":"application/json"}],"content":{"size":14,"mimeType":"application/json","text":"{\"job_id\":\"x\"}"},"redirectURL":""}"#,
    )]);
    let calls = calls(&text);
    assert_eq!(
        calls.iter().map(told).collect::<Vec<_>>(),
        [
            "1 POST https://h/v1/p1/videos | content-type: application/json | {\"name\":\"\\u4e2d\",\n\"speed\":300}"
        ]
    );
    assert!(calls[0].is_recorded);
    assert_eq!(place(&calls[0].body(), "300"), stands(&text, "300"));
    let answer = calls[0].answer.as_ref().expect("it was answered");
    assert_eq!(
        (answer.status, shown(&answer.body())),
        (200, "{\"job_id\":\"x\"}".to_owned())
    );
    assert_eq!(place(&answer.body(), "\"x\""), stands(&text, "\\\"x\\\""));
    assert_eq!(answer.media_type().as_deref(), Some(JSON));
}

#[test]
fn har_as_firefox_playwright_and_mitmproxy_write_it() {
    let encoded = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let packed = {
        use std::io::Write as _;
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        out.write_all(b"{\"a\":2}").expect("memory takes it");
        out.finish().expect("memory takes it")
    };
    let firefox = entry(
        r#"{"method":"POST","url":"https://h/","headers":[],"postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"Action","value":"SubmitJobs"},{"name":"Input","value":"{\"a\":1}"}],"text":""}}"#,
        r#"{"status":0,"headers":[],"content":{"size":0,"mimeType":"x-unknown"}}"#,
    );
    let mitmproxy = entry(
        r#"{"method":"GET","url":"https://h/1","headers":[{"name":"Cookie","value":""}]}"#,
        &format!(
            r#"{{"status":200,"headers":[{{"name":"Content-Encoding","value":"gzip"}}],"content":{{"size":7,"mimeType":"application/json","text":"{}","encoding":"base64"}}}}"#,
            encoded(&packed)
        ),
    );
    let playwright = entry(
        r#"{"method":"GET","url":"https://h/2","headers":[]}"#,
        r#"{"status":404,"headers":[],"content":{"size":-1,"mimeType":"text/html","_file":"x.html"}}"#,
    );
    let left_out = entry(
        r#"{"method":"POST","url":"https://h/3","postData":{"mimeType":"multipart/form-data; boundary=xx","params":[{"name":"f","fileName":"a.png","contentType":"image/png"}]}}"#,
        r#"{"status":200,"headers":{"Content-Type":"application/json"},"content":{"size":5}}"#,
    );
    let text = archive(&[firefox, mitmproxy, playwright, left_out]);
    let calls = calls(&text);
    let bodies: Vec<String> = calls.iter().map(told).collect();
    assert_eq!(
        bodies[0],
        "1 POST https://h/ | Content-Type: application/x-www-form-urlencoded | Action=SubmitJobs&Input=%7B%22a%22%3A1%7D"
    );
    assert!(calls[0].answer.is_none());
    let answers: Vec<_> = calls
        .iter()
        .skip(1)
        .filter_map(|call| call.answer.as_ref())
        .collect();
    assert_eq!(
        answers
            .iter()
            .map(|answer| shown(&answer.body()))
            .collect::<Vec<_>>(),
        ["{\"a\":2}", "-", "<the archive does not have the body>"]
    );
    assert!(
        bodies[3]
            .contains("--xx\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.png\""),
        "{}",
        bodies[3]
    );
    // Bytes that do not stand in the archive have the place of the value.
    assert_eq!(
        place(&answers[0].body(), "2"),
        stands(&text, &format!("\"{}", encoded(&packed)))
    );
    assert_eq!(answers[2].media_type().as_deref(), Some(JSON));
}

#[test]
fn a_body_that_was_not_recorded_is_no_body_that_is_missing() {
    let request = |rest: &str| {
        let request = format!("{{\"method\":\"POST\",\"url\":\"/a\"{rest}}}");
        shown(&calls(&archive(&[entry(&request, "{}")]))[0].body())
    };
    assert_eq!(request(",\"bodySize\":0"), "-");
    for unknown in ["", ",\"bodySize\":-1", ",\"bodySize\":5000000"] {
        assert_eq!(request(unknown), "<the archive does not have the body>");
    }
}

#[test]
fn parameters_that_are_recorded_beside_the_url_are_part_of_it() {
    let request = |url: &str| {
        let request = format!(
            "{{\"method\":\"GET\",\"url\":\"{url}\",\"queryString\":[{{\"name\":\"limit\",\"value\":\"20\"}},{{\"name\":\"a b\",\"value\":\"\\u4e2d&\"}},{{\"name\":\"x\"}}]}}"
        );
        let text = archive(&[entry(&request, "{}")]);
        let call = calls(&text).remove(0);
        let at = crate::pair(call.target.bytes(), "limit").expect("it is there");
        let place = call.target.position(at);
        let found = text.get(place.offset..place.offset + place.length);
        (call.url.clone(), found.map(str::to_owned))
    };
    let (url, found) = request("https://h/v1#top");
    assert_eq!(url, "https://h/v1?limit=20&a%20b=%E4%B8%AD%26");
    assert_eq!(found.as_deref(), Some("20"));
    let (url, _) = request("https://h/v1?limit=1");
    assert_eq!(url, "https://h/v1?limit=1");
}

#[test]
fn edits_are_made_where_the_input_has_what_they_change() {
    // The edits of all that JSON `from` says in the document, by what JSON `to` says.
    let edited = |format: Format, text: &str, from: &str, to: &str| {
        let source = Source::new(text.as_bytes().to_vec());
        let documents = crate::Editable::read(format, &source).expect("it is one");
        let documents = documents.expect("they can be edited");
        let json = documents[0].text().lossy().into_owned();
        let at = json.find(from).expect("it is there");
        let edit = documents[0].edit(&Edit::new(at, from.len(), to))?;
        let out = Edit::make_all([&edit], text.as_bytes()).expect("it fits");
        let again = Source::new(out.clone());
        let read = crate::Editable::read(format, &again).expect("it is one");
        assert_eq!(
            read.expect("still")[0].text().lossy(),
            json.replacen(from, to, 1),
            "{text}"
        );
        Some(String::from_utf8(out).expect("UTF-8"))
    };
    let yaml = |text, from, to| edited(Format::Yaml, text, from, to);
    assert_eq!(
        yaml("a: \"16\" # b\n", "\"16\"", "16").as_deref(),
        Some("a: 16 # b\n")
    );
    assert_eq!(
        yaml("a:   '16'", "\"16\"", "16").as_deref(),
        Some("a:   16")
    );
    assert_eq!(
        yaml("a: 16\nb: 1", "16", "\"16\"").as_deref(),
        Some("a: \"16\"\nb: 1")
    );
    assert_eq!(
        yaml("a: h264 # c", "\"h264\"", "\"H264\"").as_deref(),
        Some("a: H264 # c")
    );
    assert_eq!(
        yaml("[ 'h' ]", "\"h\"", "\"H\"").as_deref(),
        Some("[ 'H' ]")
    );
    assert_eq!(
        yaml("中: {volumn: 1}", "\"volumn\"", "\"volume\"").as_deref(),
        Some("中: {volume: 1}")
    );
    assert_eq!(
        yaml("a: '{\"b\": \"1\"}'", "\\\"1\\\"", "1").as_deref(),
        Some("a: '{\"b\": 1}'")
    );
    for (text, from) in [
        ("a: &x \"16\"\nb: *x", "\"16\""),
        ("a: &x {c: \"16\"}\nb: *x", "\"16\""),
        ("a: &x 1\nb: *x\nc: \"16\"\nd: *x", ", \"b\": 1"),
        ("a: !!str 16", "\"16\""),
        ("a: \"1\n  6\"", "\"1 6\""),
        ("a: |\n  16\n", "\"16\\n\""),
    ] {
        assert_eq!(yaml(text, from, "16"), None, "{text}");
    }
    let form = |text, from, to| edited(Format::Form, text, from, to);
    let text = "Input=%7B%22a%22%3A%221%22%2C+%22b%22:%22%E4%B8%AD%22}&x=1&x=2";
    assert_eq!(
        form(text, "\\\"1\\\"", "1").as_deref(),
        Some("Input=%7B%22a%22%3A1%2C+%22b%22:%22%E4%B8%AD%22}&x=1&x=2")
    );
    assert_eq!(
        form(text, "\\\"中\\\"", "\\\"国\\\"").as_deref(),
        Some("Input=%7B%22a%22%3A%221%22%2C+%22b%22:%22%E5%9B%BD%22}&x=1&x=2")
    );
    assert_eq!(
        form("x=1&a=b&x=2", "\"2\"", "\"3\"").as_deref(),
        Some("x=1&a=b&x=3")
    );
}

#[test]
fn har_that_begins_with_other_members_is_found_too() {
    for (text, format) in [
        ("{\"log\": {", Format::Har),
        (
            " {\"comment\": 1, \"log\": {\"version\": \"1.2\", \"entries\": []}}",
            Format::Har,
        ),
        ("{\"log\": 1}", Format::Har),
        ("{\"logs\": {\"entries\": []}}", Format::Json),
        ("{\"a\": {\"log\": {", Format::Json),
    ] {
        assert_eq!(Format::detect(text.as_bytes()), format, "{text}");
    }
}

#[test]
fn a_broken_archive_ends_in_one_error() {
    let good = entry("{\"method\":\"GET\",\"url\":\"/a\"}", "{}");
    let whole = archive(&[good.clone(), good.clone()]);
    let mut entries = Entries::new(
        whole
            .as_bytes()
            .get(..whole.len() - 100)
            .unwrap_or_default(),
    );
    assert!(entries.next_entry().is_ok_and(|entry| entry.is_some()));
    let error = entries.next_entry().expect_err("it is cut off");
    assert!(error.to_string().contains("cut off"), "{error}");
    assert!(entries.next_entry().is_ok_and(|entry| entry.is_none()));
    for (text, part) in [
        ("", "no `log.entries`"),
        ("[]", "no `log.entries`"),
        ("{\"log\": {\"entries\": 1}}", "no `log.entries`"),
        ("{\"log\": {\"entries\": [", "cut off before"),
        ("{\"log\": {\"entries\": [1]}}", "an entry is expected"),
        (
            "{\"log\": {\"entries\": [{}]}}",
            "entry 1: it has no request",
        ),
        ("{\"log\": {\"entries\": [{\"request\": {}}]}}", "no method"),
        ("{\"log\": {\"pages\": \"", "within a value"),
    ] {
        let said = refused(Format::Har, text);
        assert!(said.contains(part), "{text}: {said}");
    }
    let deep = format!(
        "{{\"log\": {{\"entries\": [{{\"a\": {}",
        "[".repeat(100_000)
    );
    assert!(refused(Format::Har, &deep).contains("128 levels"));
}

#[test]
fn entries_are_read_whatever_pieces_the_input_comes_in() {
    struct Slow<'a>(&'a [u8], usize);
    impl std::io::Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let (now, later) = self.0.split_at(self.1.min(self.0.len()));
            buffer[..now.len()].copy_from_slice(now);
            self.0 = later;
            Ok(now.len())
        }
    }
    let entries: Vec<String> = (0..5)
        .map(|n| {
            entry(
                &format!("{{\"method\":\"GET\",\"url\":\"/\\\"\\\\{n}\"}}"),
                "{}",
            )
        })
        .collect();
    let text = archive(&entries);
    let whole: Vec<String> = calls(&text).iter().map(told).collect();
    assert_eq!(whole.len(), 5);
    for size in 1..40 {
        let mut entries = Entries::new(Slow(text.as_bytes(), size));
        let mut all = Vec::new();
        while let Some(entry) = entries.next_entry().expect("an archive") {
            let start = entry.source.position(&(0..1));
            assert_eq!(text.as_bytes().get(start.offset), Some(&b'{'));
            assert_eq!(start.line, entry.number + 6, "{size}");
            all.push(told(&entry.exchange().expect("an entry")));
        }
        assert_eq!(all, whole, "{size}");
    }
}

#[test]
fn raw_messages_are_read_with_their_answers() {
    let text = "POST /v1/p1/videos HTTP/1.1\r\nHost: h.example\r\nContent-Type: application/json\r\n\r\n{\"speed\": 300}\r\n\r\nHTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n\r\n{\"error_code\": \"MSS.00000003\"}\r\n";
    let calls = calls(text);
    assert_eq!(
        calls.iter().map(told).collect::<Vec<_>>(),
        [
            "1 POST https://h.example/v1/p1/videos | Host: h.example | Content-Type: application/json | {\"speed\": 300}"
        ]
    );
    assert_eq!(place(&calls[0].body(), "300"), (5, 11));
    let answer = calls[0].answer.as_ref().expect("it was answered");
    assert_eq!(
        (answer.status, shown(&answer.body())),
        (400, "{\"error_code\": \"MSS.00000003\"}".to_owned())
    );
}

#[test]
fn files_of_requests_are_read_as_editors_run_them() {
    let text = "@host = h.example\n### Create\n# @name create\nPOST https://{{host}}/v1/p1/videos\n    ?a=1\n    &b=2\nContent-Type: application/json\n\n{\n  \"speed\": 300\n}\n\n> {% client.log(1) %}\n\n### List\nGET {{base}}/v1/p1/videos HTTP/1.1\n\n###\nPOST h.example/v1\n\n< ./job.json\n";
    let calls = calls(text);
    assert_eq!(
        calls.iter().map(told).collect::<Vec<_>>(),
        [
            "1 POST https://{{host}}/v1/p1/videos?a=1&b=2 | Content-Type: application/json | {\n  \"speed\": 300\n}",
            "2 GET /v1/p1/videos | -",
            "3 POST http://h.example/v1 | <the body is a file, which is not opened>"
        ]
    );
    assert_eq!(place(&calls[0].body(), "300"), (10, 12));
    assert!(calls[0].notes[0].contains("variables"));
    assert!(calls[2].notes.is_empty());
    assert!(refused(Format::Http, "hello").contains("there is no request"));
}

#[test]
fn messages_in_chunks_are_put_together() {
    let text = "POST /v1 HTTP/1.1\nTransfer-Encoding: chunked\n\n4\n{\"a\"\n3\n:1}\n0\n\n";
    assert_eq!(shown(&calls(text)[0].body()), "{\"a\":1}");
}

#[test]
fn a_form_is_a_call_whose_url_is_not_known() {
    let call = calls("Action=SubmitJobs&Version=2014-06-18\n").remove(0);
    assert_eq!(
        told(&call),
        "1 POST / | Action=SubmitJobs&Version=2014-06-18\n"
    );
    assert!(refused(Format::Form, "{}").contains("no form"));
}

#[test]
fn formats_are_found_by_what_they_look_like() {
    for (text, format) in [
        ("", Format::Json),
        ("{\"a\": 1}", Format::Json),
        ("hello", Format::Json),
        ("\u{feff}curl https://h", Format::Curl),
        ("# get it\ncurl https://h", Format::Curl),
        ("GET https://h HTTP/1.1", Format::Http),
        ("### a\nGET https://h", Format::Http),
        ("Action=SubmitJobs&Version=2014-06-18", Format::Form),
        ("voice_config:\n  speed: 1", Format::Yaml),
        ("--- \na: 1", Format::Yaml),
    ] {
        assert_eq!(Format::detect(text.as_bytes()), format, "{text}");
    }
}

#[test]
fn a_path_never_has_the_query() {
    for (url, path) in [
        ("https://h/v1/a?sign=x#y", "/v1/a"),
        ("https://h?sign=x", "/"),
        ("/v1;session=x/a", "/v1"),
        ("/v1?to=https://b/c", "/v1"),
    ] {
        let call = calls(&format!("curl '{url}'")).remove(0);
        assert_eq!(call.path(), path, "{url}");
        assert!(!format!("{call} {call:?}").contains("=x"), "{call:?}");
    }
}

#[test]
fn bodies_in_wrappers_and_lists_keep_their_places() {
    let text = r#"{"request": {"body": "{\"speed\":300}"}, "list": [{"a": 1}, {"a": 2}]}"#;
    let source = Source::new(text.as_bytes().to_vec());
    let document = Text::plain(&source, 0..text.len());
    let body = crate::body_at(&document, "/request/body").expect("it is there");
    assert_eq!(place(&Body::Text(body), "300"), stands(text, "300"));
    let list = crate::body_at(&document, "/list").expect("it is there");
    let items = crate::each(&list).expect("a list");
    let columns: Vec<(u64, u64)> = items
        .iter()
        .map(|item| place(&Body::Text(item.clone()), "{"))
        .collect();
    assert_eq!(
        columns,
        [stands(text, "{\"a\": 1"), stands(text, "{\"a\": 2")]
    );
    assert!(
        crate::body_at(&document, "/x").is_err_and(|error| error.to_string().contains("--body-at"))
    );
    assert!(crate::each(&document).is_err_and(|error| error.to_string().contains("--each")));
}

#[test]
fn lines_of_a_log_are_documents_and_calls() {
    let text = "starting\nCreateReq {\"speed\": 300}\n1.2.3.4 \"GET /v1/a HTTP/1.1\" 200 5\n";
    let items = crate::read(Format::Log, &Source::new(text.as_bytes().to_vec())).expect("a log");
    let told: Vec<String> = items
        .iter()
        .map(|item| match item {
            Item::Document(number, text) => {
                let at = text.position(0..1);
                format!("{number:?} {}:{} {}", at.line, at.column, text.lossy())
            }
            Item::Exchange(call) => call.to_string(),
        })
        .collect();
    assert_eq!(told, ["Some(2) 2:11 {\"speed\": 300}", "3 GET /v1/a"]);
}

/// Numbers that look random, and are the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound.max(1)
    }
}

#[test]
fn no_reader_panics_on_captures_that_are_broken_anywhere() {
    let formats = [
        Format::Json,
        Format::Jsonc,
        Format::Yaml,
        Format::Har,
        Format::Curl,
        Format::Http,
        Format::Log,
        Format::Form,
    ];
    let har = archive(&[entry(
        r#"{"method":"POST","url":"https://h/a?b=c","headers":[{"name":"a","value":"\u0041"}],"postData":{"mimeType":"a/b","text":"{\"a\":\u0031}"}}"#,
        r#"{"status":200,"headers":{"content-encoding":"gzip"},"content":{"size":2,"text":"e30=","encoding":"base64"}}"#,
    )]);
    let seeds = [
        &*har,
        "curl 'https://h/v1' -X POST -H 'a: b' --data-raw $'{\"a\":\\u0031}' \\\n -F f=@g -d x --json \"$y\" -G -u a:b",
        "curl ^\"https://h/?a^&b^\" ^\n -H ^\"a: b^\" ^\n --data-raw ^\"^{^\\^\"a^\\^\":1^}^\"",
        "POST /v1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nHTTP/1.1 200 OK\n\n{}",
        "a: &x [1, ~, \"t\"]\nb: *x\n中: |\n  x\n---\n- {c: 0x1f}\n",
        "{\"a\": 1, // b\n /* c */ \"d\": [1,],}",
        "Req {\"a\": 1}\n\"GET /v1?a=b HTTP/1.1\" 200\n",
        "Action=A&b=%20",
        "{\"TopicName\":\"t\",\"Message\":\"{\\\"a\\\":1}\",\"request\":{\"body\":\"[1]\"}}",
    ];
    let marks = b"\"'\\{}[]:,&*^$\n\r\0\xff<=";
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for round in 0..6000 {
        let mut capture = seeds[round % seeds.len()].as_bytes().to_vec();
        for _ in 0..=dice.below(4) {
            let at = dice.below(capture.len());
            match dice.below(4) {
                0 => capture.truncate(at),
                1 => capture.insert(at.min(capture.len()), marks[dice.below(marks.len())]),
                2 if at < capture.len() => capture[at] = marks[dice.below(marks.len())],
                _ if at < capture.len() => drop(capture.remove(at)),
                _ => {}
            }
        }
        let format = match dice.below(3) {
            0 => formats[dice.below(formats.len())],
            _ => Format::detect(&capture),
        };
        let _ = crate::explained(&capture);
        let _ = crate::explain_document(&capture);
        let source = Source::new(capture.clone());
        for item in crate::read(format, &source).unwrap_or_default() {
            let texts: Vec<Text> = match item {
                Item::Document(_, text) => vec![text],
                Item::Exchange(call) => {
                    let bodies = [
                        Some(call.body()),
                        call.answer.as_ref().map(|answer| answer.body()),
                    ];
                    let texts = bodies.into_iter().flatten().filter_map(|body| match body {
                        Body::Text(text) => Some(text),
                        Body::Absent | Body::NotTaken(_) => None,
                    });
                    texts.chain([call.target.clone()]).collect()
                }
            };
            for text in texts {
                for at in 0..=text.bytes().len() {
                    let place = text.position(at..at);
                    assert!(place.offset <= capture.len(), "{format:?} {at}: {place:?}");
                }
                let _ = crate::envelope::open(&text);
                let _ = crate::envelope::wrapped(text.bytes());
                let _ = crate::each(&text);
                let _ = crate::body_at(&text, "/request/body");
            }
        }
    }
}
