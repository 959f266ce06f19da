"""A million checks leave nothing behind."""

from __future__ import annotations

import gc
import sys

import mediaspec
import pytest
from mediaspec import Validator

CHECKS = 1_000_000


def resident():
    """The memory that the process holds, in bytes."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * 4096


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is there on Linux alone")
@pytest.mark.parametrize(
    ("name", "payload", "share"),
    [
        ("valid text", b'{"count": 7, "smart_live_jobs": []}', 1),
        ("valid objects", {"count": 7, "smart_live_jobs": [{"job_id": "a" * 32}]}, 1),
        ("invalid objects", {"count": "7"}, 50),
        ("malformed text", "{", 50),
        ("half a pair", {"count": "\ud800"}, 50),
        ("no JSON", {"count": 1j}, 50),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_checks_leave_nothing_behind(name, payload, share):
    message = Validator().message("ListSmartLiveJobs", 200)

    def checks(count):
        for _ in range(count):
            try:
                message.check(payload)
            except mediaspec.NotJson:
                pass
        gc.collect()

    count = CHECKS // share
    checks(count // 10)
    objects, before = len(gc.get_objects()), resident()
    checks(count)
    # Less than a byte a check.
    assert resident() - before < 1_000_000
    assert len(gc.get_objects()) - objects < 100
