"""What tests say of payloads.

>>> from mediaspec.testing import assert_valid
>>> assert_valid("ListSmartLiveJobs", 200, {"count": 7}).total
0
>>> assert_valid("ListSmartLiveJobs", 200, {"count": "7"})
Traceback (most recent call last):
    ...
AssertionError: response 200 of ListSmartLiveJobs is invalid
error[type] /count: "7" is a string (an integer expected)
"""

from __future__ import annotations

from . import in_use
from ._report import Part, Report
from ._validator import CheckedRequest, Headers, Payload, Validator

__all__ = ["assert_request_valid", "assert_valid"]


def assert_valid(
    operation: str,
    message: str | int,
    payload: Payload,
    *,
    part: Part = "body",
    media_type: str | None = None,
    warnings: bool = True,
    validator: Validator | None = None,
) -> Report:
    """Fails unless a payload is valid, with a line for each finding; returns the report.

    Without `warnings` it fails on a warning, too.
    """
    __tracebackhide__ = True
    found = (validator or in_use()).check(operation, message, payload, part=part, media_type=media_type)
    name = f"response {message}" if str(message).isdigit() else message
    _judge(found, f"{name} of {operation}", warnings)
    return found


def assert_request_valid(
    method: str,
    url: str,
    *,
    headers: Headers | None = None,
    body: Payload = None,
    warnings: bool = True,
    validator: Validator | None = None,
) -> CheckedRequest:
    """Fails unless a whole request is valid, with a line for each finding; returns what was checked."""
    __tracebackhide__ = True
    checked = (validator or in_use()).check_http(method, url, headers=headers, body=body)
    _judge(checked.report, f"request of {checked.operation or 'an unknown operation'}", warnings)
    return checked


def _judge(report: Report, what: str, warnings: bool) -> None:
    __tracebackhide__ = True
    if not report.is_valid:
        raise AssertionError(f"{what} is {report.verdict}\n{report}")
    if report.total and not warnings:
        raise AssertionError(f"{what} has warnings\n{report}")
