"""Reports: what the engine found, as the JSON object says it that the `mediaspec` command writes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ._errors import InvalidPayload
from ._native import json_of_nothing

Part = Literal["body", "path", "query", "header"]
Severity = Literal["error", "warning"]
Verdict = Literal["valid", "invalid", "malformed"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a constraint was read."""

    name: str
    """Short name of the source."""
    url: str
    """Where it can be read."""
    anchor: str | None
    """The table's number or the section's name."""
    read: str
    """The day it was read, `YYYY-MM-DD`."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may have been meant in place of what was found."""

    text: str
    """The suggestion as a sentence."""
    replacement: str | None
    """JSON text of the value to send in place of the one that was found."""
    rename: str | None
    """The name to give to the member."""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Disputed:
    """A source that sees a value otherwise than the one that governs."""

    source: Source | None
    allows: bool
    """Whether it allows the value."""
    says: Mapping[str, Any]
    """What it says of the value, in the form of `Violation.expected`."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is wrong. As text it is one line, as Rust writes it."""

    part: Part
    """The part of the message."""
    pointer: str
    """JSON Pointer to the value, relative to the part."""
    code: str
    """What is wrong: `maximum`, `enum`, `required` and so on; `mediaspec explain CODE` explains each."""
    severity: Severity
    """Errors make a payload invalid; warnings do not."""
    message: str
    """What was found and what is allowed, in a sentence."""
    found: str | None
    """JSON text of the scalar that was found; None for a missing, an unknown and a sensitive member."""
    expected: Mapping[str, Any]
    """What would be allowed, in the words of JSON Schema."""
    rule: str | None
    """The rule that was broken, where it is one."""
    line: int | None
    """The line, from 1; None where the payload was no text."""
    column: int | None
    """The column in code points, from 1."""
    source: Source | None
    """Where the constraint was read."""
    disputed: tuple[Disputed, ...]
    """The sources that see the value otherwise."""
    suggestion: Suggestion | None
    """What may have been meant."""
    embedded: tuple[str, ...]
    """Inside JSON documents in strings: the way on from `pointer`, one JSON Pointer for each level."""
    _text: str = field(repr=False, compare=False)

    def __str__(self) -> str:
        return self._text


@dataclass(frozen=True, slots=True)
class MalformedError:
    """Why a payload could not be read to its end."""

    code: str
    """`syntax`, `utf-8`, `number`, `depth`, `size`, `unreadable` or `encoding`."""
    message: str
    """The reason in a sentence."""
    line: int | None
    """The line, from 1."""
    column: int | None
    """The column in code points, from 1."""
    offset: int | None
    """The offset in bytes, from 0."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. As text it has a line for each finding.

    >>> import mediaspec
    >>> report = mediaspec.check("ListSmartLiveJobs", 200, {"count": "7"})
    >>> report.verdict, len(report.violations)
    ('invalid', 1)
    >>> print(report)
    error[type] /count: "7" is a string (an integer expected)
    """

    verdict: Verdict
    """`valid`, `invalid` (at least one error) or `malformed` (not readable to the end)."""
    total: int
    """How many findings there are, beyond the limit too."""
    truncated: bool
    """Whether the limit cut the list."""
    violations: tuple[Violation, ...]
    """The findings in document order, errors and warnings. Of malformed input there is one, of the code `malformed`."""
    error: MalformedError | None
    """Why the payload could not be read to its end."""
    _json: str = field(repr=False)
    _text: str = field(repr=False, compare=False)

    @property
    def is_valid(self) -> bool:
        """Whether the verdict is `valid`; warnings do not count."""
        return self.verdict == "valid"

    @property
    def errors(self) -> tuple[Violation, ...]:
        """The findings that make the message invalid."""
        return tuple(violation for violation in self.violations if violation.severity == "error")

    @property
    def warnings(self) -> tuple[Violation, ...]:
        """The findings that are mere advice."""
        return tuple(violation for violation in self.violations if violation.severity == "warning")

    def __iter__(self) -> Iterator[Violation]:
        return iter(self.violations)

    def __str__(self) -> str:
        return self._text

    def raise_for_errors(self) -> None:
        """Raises `InvalidPayload` unless the verdict is `valid`.

        >>> import mediaspec
        >>> mediaspec.check("ListSmartLiveJobs", 200, b'{"count": 7').raise_for_errors()
        Traceback (most recent call last):
            ...
        mediaspec.InvalidPayload: 1:12: error[malformed]: the document ends before it is complete
        """
        if self.verdict != "valid":
            raise InvalidPayload(self)

    def to_json(self) -> str:
        """Returns the JSON object that the engine writes of the report, byte for byte."""
        return self._json

    def to_dict(self) -> dict[str, Any]:
        """Returns the same as objects of Python."""
        decoded: dict[str, Any] = json.loads(self._json)
        return decoded


def _source(said: Mapping[str, Any] | None) -> Source | None:
    return None if said is None else Source(said["name"], said["url"], said["anchor"], said["read"])


def violation(said: Mapping[str, Any], text: str) -> Violation:
    """Makes a violation of the JSON object that the engine writes of it; `text` is its line."""
    suggestion = said["suggestion"]
    return Violation(
        part=said["in"],
        pointer=said["pointer"],
        code=said["code"],
        severity=said["severity"],
        message=said["message"],
        found=said.get("found"),
        expected=said["expected"],
        rule=said["rule"],
        line=said["line"],
        column=said["column"],
        source=_source(said["source"]),
        disputed=tuple(Disputed(_source(one["source"]), one["allows"], one["says"]) for one in said["disputed"]),
        suggestion=suggestion and Suggestion(suggestion["text"], suggestion["replacement"], suggestion["rename"]),
        embedded=tuple(said.get("embedded", ())),
        _text=text,
    )


def make(text_of_json: str, text: str, lines: Sequence[str], malformed: str | None) -> Report:
    """Makes a report of what the engine says of it. `malformed` lists the violations that the JSON object has not."""
    said = json.loads(text_of_json)
    violations = said["violations"] if malformed is None else json.loads(malformed)
    error = said["error"]
    return Report(
        verdict=said["verdict"],
        total=said["total"],
        truncated=said["truncated"],
        violations=tuple(violation(one, line) for one, line in zip(violations, lines, strict=True)),
        error=error
        and MalformedError(error["code"], error["message"], error["line"], error["column"], error["offset"]),
        _json=text_of_json,
        _text=text,
    )


NOTHING = make(json_of_nothing(), "valid", (), None)
"""The report that has nothing to say: every valid payload without a warning gets this one."""
