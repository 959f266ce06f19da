"""Checks payloads of cloud media APIs against what the vendors document.

    >>> import mediaspec
    >>> payload = {"voice_config": {"voice_asset_id": "c20d9e8b", "speed": 300}}
    >>> report = mediaspec.check("metastudio/Create2DDigitalHumanVideo", "request", payload)
    >>> for violation in report.errors:
    ...     print(violation)
    error[maximum] /voice_config/speed: 300 is above 200 (50 to 200 allowed; 100 when absent)
    >>> report.violations[0].source.read
    '2026-11-20'

Nothing is asked over the network, and no page of a vendor is needed: the contract is part of the package. The functions
here use one validator for the whole process; `use` replaces it, `Validator` makes others.
"""

from __future__ import annotations

from typing import Any

from ._errors import (
    BadOption,
    ContractError,
    InvalidPayload,
    MediaspecError,
    MediaspecWarning,
    NotJson,
    PayloadChanged,
    Unknown,
    UnknownMessage,
    UnknownOperation,
    UnknownRoute,
)
from ._native import __version__
from ._report import Disputed, MalformedError, Part, Report, Severity, Source, Suggestion, Verdict, Violation
from ._validator import CheckedRequest, Fit, Fix, Fixed, Headers, Message, Operation, Payload, Profile, Validator

__all__ = [
    "BadOption",
    "CheckedRequest",
    "ContractError",
    "Disputed",
    "Fit",
    "Fix",
    "Fixed",
    "Headers",
    "InvalidPayload",
    "MalformedError",
    "MediaspecError",
    "MediaspecWarning",
    "Message",
    "NotJson",
    "Operation",
    "Part",
    "Payload",
    "PayloadChanged",
    "Profile",
    "Report",
    "Severity",
    "Source",
    "Suggestion",
    "Unknown",
    "UnknownMessage",
    "UnknownOperation",
    "UnknownRoute",
    "Validator",
    "Verdict",
    "Violation",
    "__version__",
    "check",
    "check_http",
    "detect",
    "fix",
    "in_use",
    "operations",
    "sample",
    "schema",
    "use",
]

for _one in [_one for _one in globals().values() if isinstance(_one, type) and issubclass(_one, BaseException)]:
    # Tracebacks name errors as users do.
    _one.__module__ = __name__
del _one

_in_use = Validator()


def use(validator: Validator) -> None:
    """Makes the functions of this module use another validator: of a newer contract, say.

    >>> import mediaspec
    >>> mediaspec.use(mediaspec.Validator(profile="strict"))
    >>> mediaspec.use(mediaspec.Validator())
    """
    global _in_use
    _in_use = validator


def in_use() -> Validator:
    """Returns the validator that the functions of this module use."""
    return _in_use


def check(
    operation: str,
    message: str | int,
    payload: Payload,
    *,
    part: Part = "body",
    media_type: str | None = None,
) -> Report:
    """Checks a payload: see `Validator.check`.

    >>> import mediaspec
    >>> mediaspec.check("Show2DDigitalHumanVideo", "200", '{"state": "SUCCESS"}').violations[0].suggestion.text
    'did you mean "SUCCEED"?'
    >>> mediaspec.check("ListSmartLiveJob", 200, {})
    Traceback (most recent call last):
        ...
    mediaspec.UnknownOperation: no operation is called `ListSmartLiveJob`; did you mean `metastudio/ListSmartLiveJobs`, `metastudio/ListSmartLive` or `metastudio/ListSmartLiveRooms`?
    """
    return _in_use.check(operation, message, payload, part=part, media_type=media_type)


def check_http(method: str, url: str, *, headers: Headers | None = None, body: Payload = None) -> CheckedRequest:
    """Checks a whole request: see `Validator.check_http`."""
    return _in_use.check_http(method, url, headers=headers, body=body)


def detect(payload: Payload) -> list[Fit]:
    """Returns the messages that a payload fits, best first: see `Validator.detect`."""
    return _in_use.detect(payload)


def fix(operation: str, message: str | int, payload: Payload, *, part: Part = "body") -> Fixed:
    """Mends what can be mended without a guess: see `Validator.fix`."""
    return _in_use.fix(operation, message, payload, part=part)


def sample(
    operation: str,
    message: str | int,
    *,
    part: Part = "body",
    full: bool = False,
    seed: int = 0,
) -> Any:
    """Returns a payload that validates: see `Validator.sample`."""
    return _in_use.sample(operation, message, part=part, full=full, seed=seed)


def schema(operation: str, message: str | int, *, part: Part = "body") -> dict[str, Any]:
    """Returns the JSON Schema of a part of a message: see `Validator.schema`."""
    return _in_use.schema(operation, message, part=part)


def operations() -> list[Operation]:
    """Returns every operation: see `Validator.operations`."""
    return _in_use.operations()
