"""Checks of what a session of `requests` sends and gets.

    import requests
    from mediaspec.hooks.requests import attach

    session = attach(requests.Session())
    session.post(url, json=job)   # raises InvalidPayload before anything is sent

"""

from __future__ import annotations

from typing import Any, TypeVar

import requests
from requests.adapters import BaseAdapter

from .._validator import Validator
from . import Checker, Handler, Sent, raise_errors, warn

__all__ = ["CheckedAdapter", "attach"]

_Session = TypeVar("_Session", bound=requests.Session)


class CheckedAdapter(BaseAdapter):
    """Sends requests through another adapter, and checks them and what is answered.

    Of a request whose body is made while it is sent, nothing is checked, nor of a response that is read as a stream.
    """

    def __init__(self, adapter: BaseAdapter, checker: Checker) -> None:
        super().__init__()
        self._adapter = adapter
        self._checker = checker

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        """Sends a request."""
        sent = None
        if request.body is None or isinstance(request.body, (bytes, str)):
            headers = [(name, value) for name, value in (request.headers or {}).items()]
            sent = Sent(request.method or "GET", request.url or "", headers, request.body)
            self._checker.request(sent)
        response = self._adapter.send(request, stream, timeout, verify, cert, proxies)
        if sent and not stream:
            media_type = response.headers.get("Content-Type")
            self._checker.response(sent, response.status_code, media_type, response.content or b"")
        return response

    def close(self) -> None:
        """Closes the other adapter."""
        self._adapter.close()


def attach(
    session: _Session,
    *,
    on_request: Handler | None = raise_errors,
    on_response: Handler | None = warn,
    validator: Validator | None = None,
) -> _Session:
    """Makes a session check what it sends and gets, and returns it.

    A request is checked before it is sent, with the headers and the body that it has then; without a `validator`, by
    the one that is in use at that moment.
    """
    checker = Checker(on_request, on_response, validator)
    for prefix, adapter in list(session.adapters.items()):
        session.mount(prefix, CheckedAdapter(adapter, checker))
    return session
