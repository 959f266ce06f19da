"""The plugin for pytest, in a pytest of its own."""

from __future__ import annotations

import pytest
from mediaspec import Validator, testing


def test_assertions_tell_what_is_wrong():
    report = testing.assert_valid("ListSmartLiveJobs", 200, {"count": 7})
    assert report.is_valid
    with pytest.raises(AssertionError, match='response 200 of ListSmartLiveJobs is invalid\nerror.type. /count: "7"'):
        testing.assert_valid("ListSmartLiveJobs", 200, {"count": "7"})
    mild = Validator(allow=["type"])
    assert testing.assert_valid("ListSmartLiveJobs", 200, {"count": "7"}, validator=mild).total == 1
    with pytest.raises(AssertionError, match="has warnings"):
        testing.assert_valid("ListSmartLiveJobs", 200, {"count": "7"}, warnings=False, validator=mild)
    with pytest.raises(AssertionError, match="limit"):
        testing.assert_request_valid("GET", "https://host/v1/0a1b2c/digital-human-videos?limit=500")


def test_fixtures_are_there_and_take_the_configuration(pytester):
    pytester.makepyprojecttoml(
        """
        [tool.pytest.ini_options]
        mediaspec_profile = "tolerant"
        mediaspec_allow = ["maximum@/voice_config/speed"]
        """
    )
    pytester.makepyfile(
        """
        def test_allowed(assert_valid):
            report = assert_valid("Create2DDigitalHumanVideo", "request", {"voice_config": {"voice_asset_id": "a", "speed": 300}})
            assert report.is_valid and report.total

        def test_wrong(assert_valid):
            assert_valid("Create2DDigitalHumanVideo", "request", {"voice_config": {"voice_asset_id": "a", "speed": "x"}})
        """
    )
    result = pytester.runpytest()
    result.assert_outcomes(passed=1, failed=1)
    # The traceback ends at the line of the test.
    result.stdout.fnmatch_lines(["*test_fixtures*:6: AssertionError*"])
