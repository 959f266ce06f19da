"""Types, as mypy and pyright read them, and examples in docstrings, which run."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys

import pytest

MODULES = ["", "._report", "._validator", ".testing"]

USES = '''
from typing import assert_type

import mediaspec
from mediaspec import Report, Validator

report = mediaspec.check("Show2DDigitalHumanVideo", 200, {"state": "SUCCESS"})
assert_type(report, Report)
for violation in report.errors:
    if violation.source is not None:
        assert_type(violation.source.read, str)
    assert_type(violation.line, int | None)
assert_type(Validator("contracts", profile="strict").message("a", "request").check(b"{}"), Report)
'''

WRONG = '''
import mediaspec

mediaspec.check("a", "request", object())
mediaspec.check("a", "request", {}, part="bodi")
mediaspec.check("a", "request", {}).violations[0].pointr
'''


def run(tool, *arguments):
    """The exit status of a checker of types, and what it says."""
    pytest.importorskip(tool)
    asked = [sys.executable, "-m", tool, *arguments]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    return told.returncode, told.stdout + told.stderr


@pytest.fixture(params=["mypy", "pyright"])
def judge(request, tmp_path):
    """Judges a file by a checker of types."""

    def judge(text):
        file = tmp_path / "uses.py"
        file.write_text(text, "utf-8")
        strict = ["--strict", "--cache-dir", str(tmp_path / "cache")] if request.param == "mypy" else []
        if request.param == "pyright":
            strict = ["--pythonpath", sys.executable]
        return run(request.param, *strict, str(file))

    return judge


def test_uses_are_typed(judge):
    status, told = judge(USES)
    assert status == 0, told


def test_wrong_uses_are_told(judge):
    status, told = judge(WRONG)
    assert status == 1, told
    for line in (4, 5, 6):
        assert f"uses.py:{line}:" in told, told


def test_the_package_itself_is_typed():
    asked = ["--strict", "--cache-dir=/dev/null", "--exclude", "/mediaspec/types/", "-p", "mediaspec"]
    status, told = run("mypy", *asked)
    assert status == 0, told


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    module = importlib.import_module(f"mediaspec{name}")
    failed, attempted = doctest.testmod(module)
    assert failed == 0
    assert attempted > 0


def test_every_message_has_a_type():
    types = importlib.import_module("mediaspec.types")
    modules = [one.name for one in pkgutil.walk_packages(types.__path__, "mediaspec.types.") if not one.ispkg]
    assert len(modules) > 700
    for name in modules:
        words = name.rpartition(".")[2].split("_")
        assert getattr(importlib.import_module(name), "".join(word[:1].upper() + word[1:] for word in words)), name


def test_a_payload_is_typed_by_its_message(judge):
    told = """
from mediaspec.types.metastudio.create2_d_digital_human_video_request import Create2DDigitalHumanVideoRequest, VoiceConfig

voice: VoiceConfig = {"voice_asset_id": "a", "speed": %s}
request: Create2DDigitalHumanVideoRequest = {"voice_config": voice}
"""
    status, said = judge(told % "100")
    assert status == 0, said
    status, said = judge(told % '"100"')
    assert (status, "uses.py:4:" in said) == (1, True), said


def test_the_docs_of_members_say_bounds_default_unit_and_source():
    from mediaspec.types.metastudio import create2_d_digital_human_video_request as module

    docs = inspect.getsource(module)
    assert re.search(r"speed: .*\n\s*\"\"\"\n.* 50 to 200 %; 100 when absent\. .*Source: [a-z0-9-]+, .*read \d{4}-\d\d-\d\d", docs)
