"""Checks of what a client of `httpx` sends and gets.

    import httpx
    from mediaspec.hooks.httpx import async_hooks, hooks

    client = httpx.Client(event_hooks=hooks())
    client = httpx.AsyncClient(event_hooks=async_hooks())
    client.post(url, json=job)   # raises InvalidPayload before anything is sent

Of a request whose body is made while it is sent, nothing is checked. A response is read to its end before it is checked. For one that is to be read as a stream, leave that side out with
`on_response=None`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypedDict

import httpx

from .._validator import Validator
from . import Checker, Handler, Sent, raise_errors, warn

__all__ = ["async_hooks", "hooks"]


class Hooks(TypedDict):
    """What `event_hooks` of a client takes."""

    request: list[Callable[[httpx.Request], None]]
    response: list[Callable[[httpx.Response], None]]


class AsyncHooks(TypedDict):
    """What `event_hooks` of an asynchronous client takes."""

    request: list[Callable[[httpx.Request], Awaitable[None]]]
    response: list[Callable[[httpx.Response], Awaitable[None]]]


def _sent(request: httpx.Request) -> Sent | None:
    """What is sent; None where the body is made while it is sent."""
    try:
        body = request.content
    except httpx.RequestNotRead:
        return None
    return Sent(request.method, str(request.url), request.headers.multi_items(), body)


def _check_request(checker: Checker, request: httpx.Request) -> None:
    if (sent := _sent(request)) is not None:
        checker.request(sent)


def _check_response(checker: Checker, response: httpx.Response) -> None:
    if (sent := _sent(response.request)) is not None:
        checker.response(sent, response.status_code, response.headers.get("content-type"), response.content)


def hooks(
    *,
    on_request: Handler | None = raise_errors,
    on_response: Handler | None = warn,
    validator: Validator | None = None,
) -> Hooks:
    """Returns the event hooks of a client that checks what it sends and gets."""
    checker = Checker(on_request, on_response, validator)

    def sent(request: httpx.Request) -> None:
        _check_request(checker, request)

    def answered(response: httpx.Response) -> None:
        response.read()
        _check_response(checker, response)

    return {"request": [sent] if on_request else [], "response": [answered] if on_response else []}


def async_hooks(
    *,
    on_request: Handler | None = raise_errors,
    on_response: Handler | None = warn,
    validator: Validator | None = None,
) -> AsyncHooks:
    """Returns the event hooks of an asynchronous client that checks what it sends and gets."""
    checker = Checker(on_request, on_response, validator)

    async def sent(request: httpx.Request) -> None:
        _check_request(checker, request)

    async def answered(response: httpx.Response) -> None:
        await response.aread()
        _check_response(checker, response)

    return {"request": [sent] if on_request else [], "response": [answered] if on_response else []}
