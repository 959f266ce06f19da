"""Checks of what HTTP clients send and get: `mediaspec.hooks.requests` and `mediaspec.hooks.httpx`.

Requests to operations that no contract has are let through without a word, unless they go to a host of the vendors'.
What is found goes to a handler: `raise_errors`, which raises `InvalidPayload` for errors; `warn`, which warns of
every finding; or a function of yours, which is handed a `Finding`. Without a handler a side is not checked.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .. import in_use
from .._errors import InvalidPayload, MediaspecWarning, UnknownRoute
from .._report import Report
from .._validator import CheckedRequest, Headers, Validator

__all__ = ["Checker", "Finding", "Handler", "Sent", "raise_errors", "warn"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check of a request or a response has found: at least a warning."""

    side: Literal["request", "response"]
    operation: str | None
    """The operation; None where a host of the vendor was asked for an operation that no contract has."""
    method: str
    url: str
    """The URL without its query, which may hold what no log should."""
    status: int | None
    """The status of a response."""
    report: Report

    def __str__(self) -> str:
        answered = "" if self.status is None else f", response {self.status}"
        return f"{self.method} {self.url} ({self.operation or 'an unknown operation'}{answered})\n{self.report}"


Handler: TypeAlias = Callable[[Finding], None]


def raise_errors(finding: Finding) -> None:
    """Raises `InvalidPayload` where there is an error, and passes over warnings."""
    if not finding.report.is_valid:
        raise InvalidPayload(finding.report, str(finding).partition("\n")[0])


def warn(finding: Finding) -> None:
    """Warns of every finding, with the class `MediaspecWarning`."""
    warnings.warn(str(finding), MediaspecWarning, stacklevel=2)


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it is sent."""

    method: str
    url: str
    headers: Headers
    body: bytes | str | None


class Checker:
    """What the hooks of all clients have in common."""

    def __init__(
        self,
        on_request: Handler | None = raise_errors,
        on_response: Handler | None = warn,
        validator: Validator | None = None,
    ) -> None:
        self._on_request = on_request
        self._on_response = on_response
        self._validator = validator

    def request(self, sent: Sent) -> None:
        """Checks what is about to be sent."""
        if self._on_request is None:
            return
        checked = self._checked(sent)
        if checked and _has_findings(checked.report):
            self._on_request(_finding("request", sent, checked.operation, None, checked.report))

    def response(self, sent: Sent, status: int, media_type: str | None, body: bytes) -> None:
        """Checks what was answered. Of an answer to HEAD, and of one without a body where none has to be, nothing is said."""
        bodiless = sent.method.upper() == "HEAD" or status in (204, 304)
        if self._on_response is None or not 100 <= status <= 599 or (bodiless and not body):
            return
        checked = self._checked(sent)
        if checked is None or checked.operation is None:
            return
        validator = self._validator or in_use()
        report = validator.check(checked.operation, status, body, media_type=media_type)
        if _has_findings(report):
            self._on_response(_finding("response", sent, checked.operation, status, report))

    def _checked(self, sent: Sent) -> CheckedRequest | None:
        validator = self._validator or in_use()
        try:
            return validator.check_http(sent.method, sent.url, headers=sent.headers, body=sent.body)
        except UnknownRoute:
            return None


def _has_findings(report: Report) -> bool:
    # Of malformed input nothing is counted.
    return bool(report.total) or not report.is_valid


def _finding(
    side: Literal["request", "response"], sent: Sent, operation: str | None, status: int | None, report: Report
) -> Finding:
    return Finding(side, operation, sent.method, sent.url.partition("?")[0], status, report)
