"""How fast checking is from Python: python bench.py [ROUNDS]

Beside jsonschema-rs on objects, and beside msgspec's decoding of bytes, which checks nothing. Every round runs all of
them one after the other; shown are medians, and the ratios of what took part in the same rounds.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

import jsonschema_rs
import mediaspec
import msgspec

PAYLOADS = [
    ("Show2DDigitalHumanVideo", 200, 0),
    ("Create2DDigitalHumanVideo", "request", 0),
    ("ListSmartLiveJobs", 200, 40),
]


def payload(operation, message, copies):
    """A payload that validates, with everything optional; with the items of its list repeated."""
    made = mediaspec.sample(operation, message, full=True)
    for value in made.values():
        if copies and isinstance(value, list):
            value[:] = value * copies
    return made


def seconds(check, argument, count):
    """The time of one check."""
    start = time.perf_counter()
    for _ in range(count):
        check(argument)
    return (time.perf_counter() - start) / count


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 31
    print("| payload | dict | jsonschema-rs | ratio | bytes | msgspec | ratio |")
    print("|---|---|---|---|---|---|---|")
    for operation, message, copies in PAYLOADS:
        value = payload(operation, message, copies)
        text = json.dumps(value, ensure_ascii=False).encode()
        ours = mediaspec.Validator().message(operation, message).check
        theirs = jsonschema_rs.validator_for(mediaspec.schema(operation, message)).is_valid
        assert ours(value).is_valid and ours(text).is_valid and theirs(value), operation
        count = max(20, 2_000_000 // len(text))
        runs = [(ours, value), (theirs, value), (ours, text), (msgspec.json.decode, text)]
        times = [[seconds(check, argument, count) for check, argument in runs] for _ in range(rounds)]
        objects, rs, read, decoded = (statistics.median(column) * 1e6 for column in zip(*times, strict=True))
        of_objects = statistics.median(row[1] / row[0] for row in times)
        of_bytes = statistics.median(row[3] / row[2] for row in times)
        print(
            f"| {operation}, {len(text)} bytes | {objects:.2f} µs | {rs:.2f} µs | {of_objects:.2f} "
            f"| {read:.2f} µs | {decoded:.2f} µs | {of_bytes:.2f} |"
        )


if __name__ == "__main__":
    main()
