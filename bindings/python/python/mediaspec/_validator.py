"""Validators: a contract, and how strictly it is taken."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from . import _native
from ._report import Part, Report

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
        if body is None or isinstance(body, (str, bytes, bytearray, memoryview)):
            sent = body
        else:
            sent = json.dumps(body)
        operation, report = self._engine.check_http(method, url, None if headers is None else _pairs(headers), sent)
        return CheckedRequest(operation, report)

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


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    items = headers.items() if isinstance(headers, Mapping) else headers
    return [(_text(name), _text(value)) for name, value in items]


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "replace")
