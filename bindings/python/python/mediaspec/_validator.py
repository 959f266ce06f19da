"""Validators: a contract, and how strictly it is taken."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from . import _native
from ._errors import NotJson
from ._report import Part, Report, Violation, violation

Json: TypeAlias = "Mapping[str, Any] | list[Any] | tuple[Any, ...] | str | int | float | bool | None"
Payload: TypeAlias = "Json | bytes | bytearray | memoryview"
"""What is checked: JSON text as `str` or bytes, or the objects that `json.dumps` would make it of."""
Headers: TypeAlias = "Mapping[str, str | bytes] | Iterable[tuple[str | bytes, str | bytes]]"
Profile = Literal["documented", "strict", "tolerant"]

# How many parts of messages a validator keeps at hand.
_KEPT = 4096


@dataclass(frozen=True, slots=True)
class CheckedRequest:
    """The outcome of checking a whole request."""

    operation: str | None
    """The operation; None where a host of the vendor was asked for an operation that no contract has."""
    report: Report
    """What was found: path, query, headers, body, in this order."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A message that a payload fits, more or less. Its names are those that `Validator.check` takes."""

    operation: str
    message: str
    """`request`, a status, or the name of a callback."""
    part: Part
    documented: int
    """How many members of the payload the contract has, those of inner objects too."""
    undocumented: int
    """How many members it does not have, in objects that it describes."""
    errors: int
    """How many errors a check of the payload finds."""
    warnings: int
    """How many warnings it finds."""
    type: str
    """The name of the type that the contract gives the part: messages that share one fit alike."""


@dataclass(frozen=True, slots=True)
class Fix:
    """An edit of JSON text, and what it mends."""

    violation: Violation
    """What was wrong."""
    offset: int | None
    """Where the edit begins, in bytes of UTF-8; None where the payload was no text."""
    length: int | None
    """How many bytes it takes away."""
    text: str
    """The JSON text that it puts there."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A payload with what could be mended."""

    payload: Any
    """The payload, as `str`, bytes or objects, as it was handed over; every byte of a text that no edit took away is as it was."""
    fixes: tuple[Fix, ...]
    """The edits that were made, in the order of the text."""
    left_out: tuple[Fix, ...]
    """The edits that were left out, since with them there would be a finding that was not there before."""
    report: Report
    """What a check finds of the payload as it is now."""


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of a contract."""

    name: str
    """Its full name, such as `metastudio/ListDigitalHumanVideo`."""
    method: str
    path: str
    """The path's template."""
    family: str
    """The group that the vendor gives it."""
    summary: str
    statuses: tuple[int, ...]
    """The documented statuses of its responses."""
    callbacks: tuple[str, ...]
    """The names of its callbacks."""


class Message:
    """One part of one message of an operation, ready to check payloads. Made by `Validator.message`.

    >>> from mediaspec import Validator
    >>> body = Validator().message("Create2DDigitalHumanVideo", "request")
    >>> body.operation
    'metastudio/Create2DDigitalHumanVideo'
    >>> body.check({"voice_config": {"voice_asset_id": "c20d9e8b", "speed": 300}}).violations[0].pointer
    '/voice_config/speed'
    """

    __slots__ = ("_native", "check")

    def __init__(self, native: _native.Message) -> None:
        self._native = native
        self.check = native.check
        """Checks a payload, as `Validator.check` does."""

    @property
    def operation(self) -> str:
        """The operation's full name."""
        return self._native.operation


class Validator:
    """Checks messages against a contract. It never changes, and threads may share one.

    `contracts` names a contract file, or a folder with one for each service, in place of the contract that is built in.
    `profile` is `documented`, `strict` or `tolerant`; `allow` lists what shall only warn, a code or a code and a JSON
    Pointer, in which `*` is any one step. Limits bound what hostile input can make a check do; without them a report
    lists 1,000 errors, objects and lists nest 128 deep, and text may be of any size.

    >>> from mediaspec import Validator
    >>> mild = Validator(profile="tolerant", allow=["enum", "maximum@/voice_config/speed"])
    >>> request = {"script_id": "e1a07f53c9624b8d90b7d3a1f6c84e25", "voice_config": {"voice_asset_id": "c20d9e8b", "speed": 300}}
    >>> report = mild.check("Create2DDigitalHumanVideo", "request", request)
    >>> report.verdict, [violation.severity for violation in report]
    ('valid', ['warning'])

    Raises `ContractError` for a contract that cannot be used, and `BadOption` for anything else.
    """

    __slots__ = ("_engine", "_kept")

    def __init__(
        self,
        contracts: str | os.PathLike[str] | None = None,
        *,
        profile: Profile | None = None,
        allow: Iterable[str] = (),
        max_violations: int | None = None,
        max_depth: int | None = None,
        max_bytes: int | None = None,
    ) -> None:
        self._engine = _native.Engine(contracts, profile, list(allow), max_violations, max_depth, max_bytes)
        self._kept: dict[tuple[str, str | int, str], _native.Message] = {}

    def _message(self, operation: str, message: str | int, part: str) -> _native.Message:
        asked = (operation, message, part)
        try:
            return self._kept[asked]
        except KeyError:
            found = self._engine.message(operation, _name(message), part)
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        self._kept[asked] = found
        return found

    def message(self, operation: str, message: str | int, part: Part = "body") -> Message:
        """Returns one part of a message, for many payloads of one sort. Names are those of `check`."""
        return Message(self._message(operation, message, part))

    def check(
        self,
        operation: str,
        message: str | int,
        payload: Payload,
        *,
        part: Part = "body",
        media_type: str | None = None,
    ) -> Report:
        """Checks a payload.

        `operation` is a full name, or the part behind the slash where that is unique, in any case. `message` is
        `"request"`, a status such as `200` or `"200"`, or the name of a callback. `payload` is JSON text, or the objects
        that `json.dumps` would make it of; `str` is text. With `media_type`, what the `Content-Type` header says, text
        is read as the form it may be.

        Raises `UnknownOperation`, `UnknownMessage`, and `NotJson` for objects for which JSON has no form.
        """
        return self._message(operation, message, part).check(payload, media_type)

    def check_http(
        self,
        method: str,
        url: str,
        *,
        headers: Headers | None = None,
        body: Payload = None,
    ) -> CheckedRequest:
        """Checks a whole request; the operation is found from method and URL.

        `headers` that are None are not known, and nothing is said of them. `body` is text as it is sent; a dict or a list
        is what would be sent as JSON.

        >>> import mediaspec
        >>> checked = mediaspec.check_http("GET", "https://host/v1/0a1b2c/digital-human-videos?limit=500")
        >>> checked.operation
        'metastudio/ListDigitalHumanVideo'
        >>> print(checked.report)
        error[maximum] query /limit: 500 is above 100 (1 to 100 allowed; 10 when absent)

        Raises `UnknownRoute` where no operation has that method and path, and the host is none of the vendors'.
        """
        sent = None if body is None else _written(body)[0]
        operation, report = self._engine.check_http(method, url, None if headers is None else _pairs(headers), sent)
        return CheckedRequest(operation, report)

    def detect(self, payload: Payload) -> list[Fit]:
        """Returns the messages that a payload fits, best first.

        >>> import mediaspec
        >>> best = mediaspec.detect({"voice_config": {"voice_asset_id": "b81f3a7c", "speed": 300}, "script_id": "7"})[0]
        >>> best.operation, best.message, best.errors
        ('metastudio/Create2DDigitalHumanVideo', 'request', 1)

        Raises `InvalidPayload` for a payload that cannot be read to its end.
        """
        fits, report = self._engine.detect(*_written(payload))
        if report is not None:
            report.raise_for_errors()
        return [Fit(part=fit.pop("in"), **fit) for fit in json.loads(fits)]

    def fix(self, operation: str, message: str | int, payload: Payload, *, part: Part = "body") -> Fixed:
        """Mends what can be mended without a guess: a number or a truth value in quotes, a value that differs in case alone, a
        slip in a member's name, a value in whose place the vendor names another. Everything else stays as it is.

        >>> import mediaspec
        >>> wrong = {"voice_config": {"voice_asset_id": "b81f3a7c", "speed": "100"}}
        >>> mediaspec.fix("Create2DDigitalHumanVideo", "request", wrong).payload
        {'voice_config': {'voice_asset_id': 'b81f3a7c', 'speed': 100}}
        """
        text, placed = _written(payload)
        mended, edits, report = self._message(operation, message, part).fix(text, placed)
        made: list[Fix] = []
        left_out: list[Fix] = []
        for edit in json.loads(edits):
            told = violation(edit["violation"], edit["line"])
            fix = Fix(told, edit["offset"], edit["length"], edit["text"])
            (made if edit["made"] else left_out).append(fix)
        if not made or mended is None:
            fixed: Any = payload
        elif isinstance(payload, str):
            fixed = mended.decode()
        else:
            fixed = mended if placed else json.loads(mended)
        return Fixed(fixed, tuple(made), tuple(left_out), report)

    def sample(
        self,
        operation: str,
        message: str | int,
        *,
        part: Part = "body",
        full: bool = False,
        seed: int = 0,
    ) -> Any:
        """Returns a payload that validates: what is required, or with `full` what is optional too. Another `seed` gives
        other values.

        >>> import mediaspec
        >>> mediaspec.sample("ListSmartLiveJobs", "request", part="path")
        {'project_id': '4c1f7a90be3d48529a6e0d5b7c82f314'}

        Raises `UnknownOperation`, and `UnknownMessage` too where no page says what the part is.
        """
        return json.loads(self._engine.sample((operation, _name(message), part), full, seed))

    def schema(self, operation: str, message: str | int, *, part: Part = "body") -> dict[str, Any]:
        """Returns the JSON Schema (2020-12) of a part of a message.

        >>> import mediaspec
        >>> mediaspec.schema("Create2DDigitalHumanVideo", "request")["title"]
        'Create2DDigitalHumanVideoReq'

        Raises `UnknownOperation`, and `UnknownMessage` too where no page says what the part is.
        """
        schema: dict[str, Any] = json.loads(self._engine.schema((operation, _name(message), part)))
        return schema

    def operations(self) -> list[Operation]:
        """Returns every operation, service by service, in the order of their names."""
        return [
            Operation(**{**one, "statuses": tuple(one["statuses"]), "callbacks": tuple(one["callbacks"])})
            for one in json.loads(self._engine.operations())
        ]


def _name(message: str | int) -> str:
    """A message as the engine names it."""
    return str(int(message)) if isinstance(message, int) else message


def _written(payload: Payload) -> tuple[str | bytes | bytearray | memoryview, bool]:
    """A payload as JSON text, and whether the text is what was handed over."""
    if isinstance(payload, (str, bytes, bytearray, memoryview)):
        return payload, True
    try:
        return json.dumps(payload), False
    except (TypeError, ValueError) as error:
        raise NotJson(f"the payload cannot be written as JSON: {error}") from error
    except RecursionError:
        # Any text that nests so deeply says the same.
        return "[" * 1000, False


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    items = headers.items() if isinstance(headers, Mapping) else headers
    return [(_text(name), _text(value)) for name, value in items]


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "replace")
