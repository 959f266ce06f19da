"""Checks, and what they say."""

from __future__ import annotations

import copy
import json
import os
import pickle
import subprocess
import threading
from http import HTTPStatus

import mediaspec
import pytest
from conftest import ROOT
from mediaspec import Validator

CREATE = "metastudio/Create2DDigitalHumanVideo"
SHOW = "Show2DDigitalHumanVideo"
SIX = ROOT / "tests/payloads/show-2d-video.response.json"
TOO_FAST = {"voice_config": {"voice_asset_id": "c20d9e8b", "speed": 300}}


def test_the_six_mistakes_of_the_readme_are_those_of_the_command(command):
    text = SIX.read_bytes()
    asked = ["check", "--op", SHOW, "--response", "200", "--format", "ndjson", "-"]
    told = subprocess.run([command, *asked], input=text, capture_output=True, check=False)
    assert told.returncode == 1, told.stderr
    theirs = json.loads(told.stdout)
    report = mediaspec.check(SHOW, 200, text)
    assert len(report.errors) == 6
    for name, value in report.to_dict().items():
        assert theirs[name] == value, name
    assert [violation.message for violation in report] == [one["message"] for one in theirs["violations"]]
    first = report.errors[0]
    assert (first.code, first.pointer, first.line) == ("enum", "/state", 3)
    assert str(first).startswith('3:12: error[enum] /state: "SUCCESS" is not one of')
    assert first.suggestion is not None and first.suggestion.replacement == '"SUCCEED"'
    assert first.source is not None and first.source.name == "show-2d-video"


@pytest.mark.parametrize("message", [200, "200", HTTPStatus.OK])
def test_a_status_may_be_a_number_or_a_text(message):
    assert [violation.code for violation in mediaspec.check(SHOW, message, {"state": "SUCCESS"})][:1] == ["enum"]


def test_a_payload_may_be_text_or_objects():
    text = json.dumps(TOO_FAST)
    as_object = mediaspec.check(CREATE, "request", TOO_FAST)
    assert [violation.pointer for violation in as_object.errors] == ["/voice_config/speed"]
    assert as_object.violations[0].line is None
    for form in (text, text.encode(), bytearray(text.encode()), memoryview(text.encode())):
        report = mediaspec.check(CREATE, "request", form)
        assert [violation.message for violation in report] == [violation.message for violation in as_object]
        assert report.violations[0].line == 1


def test_names_that_are_wrong_are_told_with_those_that_are_right():
    for name in ("Create2DDigitalHumanVideo", "create2ddigitalhumanvideo", CREATE):
        assert len(mediaspec.check(name, "request", TOO_FAST).errors) == 1
    with pytest.raises(mediaspec.UnknownOperation, match="did you mean") as told:
        mediaspec.check("Create2DDigitalHumanVide", "request", {})
    assert CREATE in told.value.suggestions
    with pytest.raises(mediaspec.UnknownMessage, match="did you mean `request`") as told:
        mediaspec.check(CREATE, "reqest", {})
    assert told.value.suggestions == ("request",)
    with pytest.raises(mediaspec.UnknownMessage, match="a response has no query parameters"):
        mediaspec.check(CREATE, 200, {}, part="query")
    with pytest.raises(mediaspec.BadOption, match="`body`, `path`, `query` and `header`"):
        mediaspec.check(CREATE, "request", {}, part="bodi")
    for status in (True, 99, -1, 600, "65736"):
        with pytest.raises(mediaspec.UnknownMessage):
            mediaspec.check(CREATE, status, {})
    with pytest.raises(mediaspec.UnknownRoute):
        mediaspec.check_http("GET", "https://example.com/nothing")


def test_a_report_is_raised_where_it_has_errors():
    mediaspec.check(CREATE, "request", {"script_id": "e1a07f53c9624b8d"}).raise_for_errors()
    with pytest.raises(mediaspec.InvalidPayload) as told:
        mediaspec.check(CREATE, "request", TOO_FAST).raise_for_errors()
    assert str(told.value) == str(told.value.report)
    assert "error[maximum] /voice_config/speed" in str(told.value)
    with pytest.raises(ValueError, match="malformed"):
        mediaspec.check(CREATE, "request", b"{").raise_for_errors()


def test_malformed_input_is_seen_by_a_loop_over_violations():
    report = mediaspec.check(CREATE, "request", b'{"a": 1e400}')
    assert (report.verdict, report.is_valid, [one.code for one in report]) == ("malformed", False, ["malformed"])
    assert report.error is not None and report.error.code == "number"
    assert report.to_dict()["violations"] == []


def test_reports_cannot_be_changed_and_can_be_copied():
    report = mediaspec.check(CREATE, "request", TOO_FAST)
    with pytest.raises(AttributeError):
        report.verdict = "valid"
    with pytest.raises(AttributeError):
        report.violations[0].code = "enum"
    for same in (pickle.loads(pickle.dumps(report)), copy.deepcopy(report)):
        assert same == report
        assert str(same) == str(report)
    for error in (
        mediaspec.InvalidPayload(report),
        mediaspec.UnknownOperation("a", ["b"]),
        mediaspec.ContractError("a", "b", 3),
    ):
        same = pickle.loads(pickle.dumps(error))
        assert (type(same), str(same)) == (type(error), str(error))


def test_a_payload_with_nothing_to_say_costs_no_object():
    first = mediaspec.check(CREATE, "request", {"script_id": "e1a07f53c9624b8d"})
    again = mediaspec.check(CREATE, "request", b'{"script_id": "e1a07f53c9624b8d"}')
    assert first is again
    assert (first.total, first.violations, str(first)) == (0, (), "valid")


def test_whole_requests_are_checked():
    url = "https://host/v1/0a1b2c/2d-digital-human-videos"
    headers = {"X-Auth-Token": "t", "Content-Type": "application/json"}
    for body in (TOO_FAST, json.dumps(TOO_FAST), json.dumps(TOO_FAST).encode()):
        checked = mediaspec.check_http("POST", url, headers=headers, body=body)
        assert checked.operation == CREATE
        assert [violation.pointer for violation in checked.report.errors] == ["/voice_config/speed"]
    listed = mediaspec.check_http("POST", url, headers=[(b"x-auth-token", b"t")], body={"script_id": "e1a07f53c9624b8d"})
    assert listed.report.is_valid
    unknown = mediaspec.check_http("POST", "https://mts.cn-shanghai.aliyuncs.com/?Action=MakeCoffee")
    assert (unknown.operation, [one.code for one in unknown.report]) == (None, ["unknown-operation"])


def test_samples_validate_and_schemas_describe():
    for operation in mediaspec.operations()[::20]:
        try:
            sample = mediaspec.sample(operation.name, "request", full=True, seed=3)
        except mediaspec.UnknownMessage:
            continue
        assert mediaspec.check(operation.name, "request", sample).is_valid, operation.name
        assert mediaspec.schema(operation.name, "request")["$schema"].endswith("2020-12/schema")
    with pytest.raises(mediaspec.UnknownMessage, match="no page documents status 599"):
        mediaspec.sample(CREATE, 599)


def test_a_payload_is_recognized():
    best = mediaspec.detect({**TOO_FAST, "script_id": "7"})[0]
    assert (best.operation, best.message, best.part, best.errors) == (CREATE, "request", "body", 1)
    assert len(mediaspec.check(best.operation, best.message, TOO_FAST, part=best.part).errors) == 1
    assert mediaspec.detect("{}") == []
    with pytest.raises(mediaspec.InvalidPayload, match=r"1:2: error\[malformed\]"):
        mediaspec.detect("{")
    with pytest.raises(mediaspec.InvalidPayload, match="surrogate"):
        mediaspec.detect("\ud800")
    deep = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(mediaspec.InvalidPayload, match="levels deep"):
        mediaspec.detect(deep)
    itself = {}
    itself["a"] = itself
    for wrong in ({"a": 1j}, itself):
        with pytest.raises(mediaspec.NotJson):
            mediaspec.detect(wrong)


def test_what_needs_no_guess_is_mended():
    text = '{ "voice_config": {"voice_asset_id": "b81f3a7c", "speed": "100",  "volumn": 300} }'
    mended = text.replace('"100"', "100")
    of_text = mediaspec.fix(CREATE, "request", text)
    assert of_text.payload == mended
    assert (len(of_text.fixes), len(of_text.left_out)) == (1, 1)
    fix = of_text.fixes[0]
    assert (fix.violation.pointer, fix.violation.line, fix.text) == ("/voice_config/speed", 1, "100")
    assert text[fix.offset : fix.offset + fix.length] == '"100"'
    assert mediaspec.fix(CREATE, "request", text.encode()).payload == mended.encode()
    value = json.loads(text)
    of_value = mediaspec.fix(CREATE, "request", value)
    assert of_value.payload == json.loads(mended)
    assert value["voice_config"]["speed"] == "100"
    assert (of_value.fixes[0].offset, of_value.fixes[0].violation.line) == (None, None)
    good = {"script_id": "e1a07f53c9624b8d"}
    assert mediaspec.fix(CREATE, "request", good).payload is good
    assert mediaspec.fix(CREATE, "request", "\ud800").report.verdict == "malformed"


def test_a_shell_that_asks_for_completions_is_answered(command):
    asks = {"MEDIASPEC_COMPLETE": "bash", "_CLAP_COMPLETE_INDEX": "1", "_CLAP_COMPLETE_COMP_TYPE": "9", "_CLAP_IFS": "\n"}
    told = subprocess.run(
        [command, "--", "mediaspec", "che"], env={**os.environ, **asks}, capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stdout) == (0, "check"), told.stderr


def test_options_are_those_of_the_command():
    allowed = Validator(allow=["maximum@/voice_config/*"]).check(CREATE, "request", TOO_FAST)
    assert allowed.is_valid
    assert "maximum" in [violation.code for violation in allowed.warnings]
    assert Validator(max_violations=1).check(CREATE, "request", {"a": 1, "b": 2}).truncated
    for options in ({"allow": ["enumm"]}, {"allow": ["enum@a"]}, {"profile": "lenient"}):
        with pytest.raises(mediaspec.BadOption):
            Validator(**options)
    assert Validator(max_bytes=3).check(CREATE, "request", b"[  ]").error.code == "size"
    assert Validator(max_depth=1).check(CREATE, "request", {"a": {}}).error.code == "depth"


def test_contracts_are_replaced_at_run_time(tmp_path):
    contract = (ROOT / "crates/schema/contracts/metastudio.jsonl").read_text("utf-8")
    newer = tmp_path / "metastudio.jsonl"
    lines = contract.splitlines(keepends=True)
    voice = next(n for n, line in enumerate(lines) if line.startswith('{"type":{"name":"VoiceConfig"'))
    speed = next(n for n in range(voice, len(lines)) if lines[n].startswith('{"field":{"name":"speed"'))
    lines[speed] = lines[speed].replace('"max":200', '"max":301')
    newer.write_text("".join(lines), "utf-8")
    validator = Validator(newer)
    assert validator.check(CREATE, "request", TOO_FAST).is_valid
    before = mediaspec.in_use()
    try:
        mediaspec.use(validator)
        assert mediaspec.check(CREATE, "request", TOO_FAST).is_valid
    finally:
        mediaspec.use(before)
    assert not mediaspec.check(CREATE, "request", TOO_FAST).is_valid
    lines[speed] = "{\n"
    newer.write_text("".join(lines), "utf-8")
    with pytest.raises(mediaspec.ContractError) as told:
        Validator(newer)
    assert (told.value.file, told.value.line) == (newer, speed + 1)


def test_other_threads_run_while_text_is_checked():
    text = json.dumps([{"a" * 50: "b" * 50}] * 200_000).encode()
    body = Validator().message(CREATE, "request")
    ticks, running = 0, True

    def check():
        nonlocal running
        body.check(text)
        running = False

    thread = threading.Thread(target=check)
    thread.start()
    while running:
        ticks += 1
    thread.join()
    # With the interpreter held, this thread would have waited for the check to end.
    assert ticks > 1000
