"""A plugin for pytest, which finds it by itself where this package is installed.

The fixture `mediaspec_validator` is the validator that the configuration describes:

    [tool.pytest.ini_options]
    mediaspec_contracts = "contracts"          # a contract file or a folder; the contract that is built in unless told
    mediaspec_profile = "strict"
    mediaspec_allow = ["enum@/state"]          # codes that shall only warn

and the fixture `assert_valid` is `mediaspec.testing.assert_valid` with that validator:

    def test_the_job_that_we_send(assert_valid):
        assert_valid("Create2DDigitalHumanVideo", "request", make_job())
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from . import testing
from ._report import Report
from ._validator import Validator


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declares what can be configured."""
    parser.addini("mediaspec_contracts", "a contract file, or a folder of them, for mediaspec's fixtures", default="")
    parser.addini("mediaspec_profile", "documented, strict or tolerant, for mediaspec's fixtures", default="")
    parser.addini("mediaspec_allow", "what shall only warn, for mediaspec's fixtures", type="args", default=[])


@pytest.fixture(scope="session")
def mediaspec_validator(pytestconfig: pytest.Config) -> Validator:
    """The validator that pytest's configuration describes."""
    settings: dict[str, Any] = {"allow": pytestconfig.getini("mediaspec_allow")}
    if contracts := pytestconfig.getini("mediaspec_contracts"):
        settings["contracts"] = pytestconfig.rootpath / contracts
    if profile := pytestconfig.getini("mediaspec_profile"):
        settings["profile"] = profile
    return Validator(**settings)


@pytest.fixture
def assert_valid(mediaspec_validator: Validator) -> Callable[..., Report]:
    """Fails unless a payload is valid: see `mediaspec.testing.assert_valid`."""
    return partial(testing.assert_valid, validator=mediaspec_validator)
