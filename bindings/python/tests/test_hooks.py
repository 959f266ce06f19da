"""Hooks of HTTP clients, on a server in this process."""

from __future__ import annotations

import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import mediaspec
import pytest
from mediaspec import InvalidPayload, MediaspecWarning, hooks

GOOD = {"script_id": "e1a07f53c9624b8d"}
BAD = {"voice_config": {"voice_asset_id": "c20d9e8b", "speed": 300}}
HEADERS = {"X-Auth-Token": "t"}


class Server(BaseHTTPRequestHandler):
    """Answers what its path asks for, and counts."""

    asked = 0
    answer = b'{"job_id": "a1b2c3"}'

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        type(self).asked += 1
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.answer)))
        self.end_headers()
        self.wfile.write(self.answer)

    do_GET = do_POST

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    class Own(Server):
        pass

    with HTTPServer(("127.0.0.1", 0), Own) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        Own.url = f"http://127.0.0.1:{serving.server_port}"
        Own.create = f"{Own.url}/v1/0a1b2c/2d-digital-human-videos"
        yield Own
        serving.shutdown()
        thread.join()


def by_requests(server, **options):
    requests = pytest.importorskip("requests")
    from mediaspec.hooks.requests import attach

    with attach(requests.Session(), **options) as session:
        yield lambda url, payload: session.post(url, json=payload, headers=HEADERS)


def by_httpx(server, **options):
    httpx = pytest.importorskip("httpx")
    from mediaspec.hooks.httpx import hooks as of_httpx

    with httpx.Client(event_hooks=of_httpx(**options), trust_env=False) as client:
        yield lambda url, payload: client.post(url, json=payload, headers=HEADERS)


def by_async_httpx(server, **options):
    httpx = pytest.importorskip("httpx")
    from mediaspec.hooks.httpx import async_hooks

    async def post(url, payload):
        async with httpx.AsyncClient(event_hooks=async_hooks(**options), trust_env=False) as client:
            return await client.post(url, json=payload, headers=HEADERS)

    yield lambda url, payload: asyncio.run(post(url, payload))


@pytest.fixture(params=[by_requests, by_httpx, by_async_httpx])
def client(request, server):
    """Makes a function that posts with a client's hooks."""
    made = []

    def make(**options):
        made.append(request.param(server, **options))
        return next(made[-1])

    yield make
    for one in made:
        next(one, None)


def test_a_wrong_request_is_not_sent(client, server):
    post = client()
    with pytest.raises(InvalidPayload, match="speed") as told:
        post(server.create, BAD)
    assert told.value.what == f"POST {server.create} (metastudio/Create2DDigitalHumanVideo)"
    assert server.asked == 0
    assert post(server.create, GOOD).status_code == 200
    assert server.asked == 1


def test_a_wrong_answer_is_told(client, server):
    server.answer = b'{"job_id": 7}'
    found = []
    post = client(on_response=found.append)
    assert post(server.create, GOOD).json() == {"job_id": 7}
    assert [(one.side, one.status, one.report.errors[0].pointer) for one in found] == [("response", 200, "/job_id")]
    with pytest.warns(MediaspecWarning, match="/job_id"):
        client()(server.create, GOOD)
    with pytest.raises(InvalidPayload):
        client(on_response=hooks.raise_errors)(server.create, GOOD)


def test_what_no_contract_has_goes_through(client, server):
    assert client()(f"{server.url}/something/else", BAD).status_code == 200


def test_a_side_without_a_handler_is_not_checked(client, server):
    assert client(on_request=None)(server.create, BAD).status_code == 200


def test_a_validator_of_your_own_decides(client, server):
    mild = mediaspec.Validator(allow=["maximum"])
    assert client(validator=mild)(server.create, BAD).status_code == 200


def test_a_body_that_is_made_while_it_is_sent_is_not_checked(server):
    requests = pytest.importorskip("requests")
    httpx = pytest.importorskip("httpx")
    from mediaspec.hooks.httpx import hooks as of_httpx
    from mediaspec.hooks.requests import attach

    def parts():
        yield json.dumps(BAD).encode()

    with attach(requests.Session()) as session:
        assert session.post(server.create, data=parts(), headers=HEADERS).status_code == 200
    with httpx.Client(event_hooks=of_httpx(), trust_env=False) as client:
        assert client.post(server.create, content=parts(), headers=HEADERS).status_code == 200
