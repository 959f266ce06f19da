"""Payloads that mean harm: a finding, or one clear error, and never a crash."""

from __future__ import annotations

import codecs
import collections
import datetime
import decimal
import enum
import gc
import json
import random
import threading
import time

import mediaspec
import pytest
from mediaspec import Validator

CREATE = "metastudio/Create2DDigitalHumanVideo"
body = Validator().message(CREATE, "request")


def codes(payload):
    return [violation.code for violation in body.check(payload)]


def malformed(payload):
    report = body.check(payload)
    assert report.verdict == "malformed"
    return report.error.code


def nested(depth, make):
    value = None
    for _ in range(depth):
        value = make(value)
    return value


def test_deep_payloads_are_told():
    for make in (lambda inner: [inner], lambda inner: {"a": inner}, lambda inner: (inner,)):
        assert malformed(nested(129, make)) == "depth"
        assert malformed(nested(100_000, make)) == "depth"
        assert malformed({"voice_config": nested(100_000, make)}) == "depth"
    assert malformed(b"[" * 1_000_000) == "depth"


def test_payloads_that_contain_themselves_are_told():
    dict_of_itself = {}
    dict_of_itself["voice_config"] = dict_of_itself
    assert malformed(dict_of_itself) == "depth"
    unknown = {}
    unknown["a"] = unknown
    assert malformed(unknown) == "depth"
    list_of_itself = []
    list_of_itself.append(list_of_itself)
    assert malformed(list_of_itself) == "depth"
    assert malformed({"shoot_scripts": list_of_itself}) == "depth"


def test_integers_of_any_size_are_told():
    for number in (2**63, -(2**63) - 1, 2**64, 10**30, -(10**300)):
        told = body.check({"voice_config": {"voice_asset_id": "a", "speed": number}})
        assert told.verdict == "invalid"
        assert told.errors[0].code in ("maximum", "minimum")
    assert malformed({"voice_config": {"speed": 10**400}}) == "number"
    assert malformed({"a": -(10**400)}) == "number"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_json_has_no_form_for_are_told(number):
    assert malformed({"voice_config": {"speed": number}}) == "number"
    assert malformed([number]) == "number"
    assert malformed({"a": [number]}) == "number"


def test_halves_of_surrogate_pairs_are_told():
    for payload in ({"script_id": "\ud800"}, {"\udfff": 1}, ["\udc00"], "\ud800", '{"a": "\udc00"}'):
        assert malformed(payload) == "utf-8"
    assert body.check(b'{"a": "\xff"}').verdict == "malformed"


def test_a_payload_may_change_while_python_refuses_a_text_in_it():
    payload = {}

    def change(error):
        payload.clear()
        payload.update((f"name {number}", [number]) for number in range(30))
        raise error

    codecs.register_error("strict", change)
    try:
        for length in range(2000):
            for name, value in [("script_id", 1), ("a" * length, "\ud800" + "b" * length), ("\udfff" + "c" * length, [])]:
                payload.clear()
                payload.update([(name, value), ("script_id", "\ud800" + "d" * length)])
                assert malformed(payload) == "utf-8"
    finally:
        codecs.register_error("strict", codecs.strict_errors)


def test_a_boolean_is_no_number():
    told = body.check({"voice_config": {"voice_asset_id": "a", "speed": True}})
    assert [(one.code, one.found) for one in told.errors] == [("type", "true")]


class Colour(str, enum.Enum):
    RED = "red"


class Number(enum.IntEnum):
    SPEED = 300


class Text(str):
    __slots__ = ()

    def __str__(self):
        raise RuntimeError("it is not asked")


def test_derived_classes_are_what_json_makes_of_them():
    voice = collections.OrderedDict(voice_asset_id=Text("c20d9e8b"), speed=Number.SPEED)
    payload = collections.defaultdict(dict, voice_config=voice, script_id=Colour.RED)
    assert codes(payload) == codes(json.loads(json.dumps(payload)))
    assert "maximum" in codes(payload)
    pair = collections.namedtuple("Pair", "a b")(1, 2)
    assert codes({"shoot_scripts": pair}) == codes({"shoot_scripts": [1, 2]})


class Raises(dict):
    def items(self):
        raise KeyError("no")


class Empty(dict):
    """Holds members, and tells of none."""

    def items(self):
        return []


class Wrong(dict):
    def items(self):
        return [1, 2]


class Short(dict):
    def items(self):
        return [("a",)]


class Endless(dict):
    def items(self):
        return [("voice_config", Endless())]


class Checks(dict):
    """Checks something while it is checked."""

    def items(self):
        assert len(body.check({"voice_config": {"voice_asset_id": "a", "speed": 300}}).errors) == 1
        return list(super().items())


class Refuses:
    def __getattribute__(self, name):
        raise RuntimeError(name)


class Meta(type):
    def __getattribute__(cls, name):
        raise RuntimeError(name)


class Strange(metaclass=Meta):
    pass


def test_classes_that_lie_or_raise_are_told():
    with pytest.raises(KeyError):
        body.check({"voice_config": Raises(a=1)})
    for wrong in (Wrong(a=1), Short(a=1)):
        with pytest.raises((TypeError, IndexError)):
            body.check({"voice_config": wrong})
    assert codes({"voice_config": Empty(speed=300)}) == codes({"voice_config": {}})
    assert malformed(Endless()) == "depth"
    plain = {"voice_config": {"voice_asset_id": "a", "speed": 300}}
    assert codes(Checks(plain)) == codes(plain)


# Made where they are used: whoever else touches some of them fails.
STRANGERS = {
    "datetime": lambda: datetime.datetime(2026, 11, 30),
    "decimal": lambda: decimal.Decimal("1.5"),
    "bytes": lambda: b"bytes",
    "set": lambda: {1, 2},
    "object": object,
    "class": lambda: int,
    "complex": lambda: 1j,
    "refuses": Refuses,
    "strange": Strange,
    "UserDict": lambda: collections.UserDict(a=1),
    "generator": lambda: (n for n in range(3)),
    "NotImplemented": lambda: NotImplemented,
    "ellipsis": lambda: ...,
    "function": lambda: len,
}


@pytest.mark.parametrize("name", STRANGERS)
def test_objects_that_json_has_no_form_for_are_one_clear_error(name):
    value = STRANGERS[name]()
    with pytest.raises(mediaspec.NotJson, match="/a~1b/1 is of the class") as told:
        body.check({"a/b": [0, value]})
    assert isinstance(told.value, TypeError)
    if name != "bytes":
        with pytest.raises(mediaspec.NotJson, match="the payload is of the class"):
            body.check(value)


@pytest.mark.parametrize("name", [1, None, (1, 2), b"a", 1.5, frozenset()])
def test_names_that_are_no_texts_are_one_clear_error(name):
    with pytest.raises(mediaspec.NotJson, match="/voice_config has a member whose name is of the class"):
        body.check({"voice_config": {name: 1}})


class Changes(dict):
    """Changes what is around it while it is read."""

    def __init__(self, change):
        super().__init__()
        self.change = change

    def items(self):
        self.change()
        gc.collect()
        return []


def test_payloads_that_change_meanwhile_are_told():
    def grow():
        outer[f"more{len(outer)}"] = "x" * 1000

    outer = {}
    outer.update(a=Changes(grow), b=1, c="text")
    with pytest.raises(mediaspec.PayloadChanged):
        body.check(outer)

    outer = {"a": None, "b": ["x" * 1000]}
    outer["a"] = Changes(outer.clear)
    with pytest.raises(mediaspec.PayloadChanged):
        body.check(outer)

    def replace():
        outer["b"] = "y" * 1000

    outer = {"a": Changes(replace), "b": "z" * 1000}
    assert "additionalProperties" in codes(outer)

    items = [None, "x" * 1000]
    items[0] = Changes(items.clear)
    with pytest.raises(mediaspec.PayloadChanged):
        body.check({"shoot_scripts": items})
    items = []
    items.append(Changes(lambda: items.append(Changes(lambda: items.append(1)))))
    with pytest.raises(mediaspec.PayloadChanged):
        body.check(items)


def test_payloads_that_other_threads_change_crash_nothing():
    payload = {"shoot_scripts": [{"sequence_no": n} for n in range(20)]}
    done = threading.Event()

    def change():
        dice = random.Random(1)
        while not done.is_set():
            scripts = payload["shoot_scripts"]
            if len(scripts) > dice.randrange(40):
                scripts.pop()
            else:
                scripts.append({str(dice.random()): Empty()})
            payload[str(dice.randrange(50))] = dice.random()
            payload.pop(str(dice.randrange(50)), None)

    threads = [threading.Thread(target=change) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        end = time.monotonic() + 3
        while time.monotonic() < end:
            try:
                body.check(payload)
            except mediaspec.PayloadChanged:
                pass
    finally:
        done.set()
        for thread in threads:
            thread.join()


def anything(dice, depth=0):
    """An object of any kind, some of which JSON has no form for."""
    kind = dice.randrange(16 if depth < 6 else 11)
    if kind < 11:
        return dice.choice(
            [
                None,
                True,
                dice.randrange(-(10**3), 10**3),
                dice.getrandbits(dice.choice([8, 64, 65, 1100])),
                dice.choice([float("nan"), float("inf"), 1e308, -0.0, dice.random()]),
                "".join(map(chr, (dice.randrange(0x110000) for _ in range(dice.randrange(6))))),
                dice.choice(["\ud800", "", "a" * 10_000, "2026-11-30T00:00:00Z"]),
                b"x",
                Colour.RED,
                dice.choice([object(), 1j, decimal.Decimal(1), {1}]),
                Number.SPEED,
            ]
        )
    if kind < 13:
        return [anything(dice, depth + 1) for _ in range(dice.randrange(5))]
    names = ["voice_config", "speed", "shoot_scripts", "video_config", "script_id", "\udc00", "a/b~c", 7, None]
    made = {dice.choice(names): anything(dice, depth + 1) for _ in range(dice.randrange(5))}
    return dice.choice([dict, Checks, collections.OrderedDict, Empty])(made)


def test_whatever_comes_there_is_a_report_or_one_clear_error():
    dice = random.Random(20261130)
    messages = [Validator().message(one.name, "request") for one in mediaspec.operations()[::25]]
    reports = errors = 0
    for _ in range(20_000):
        try:
            report = dice.choice(messages).check(anything(dice))
        except mediaspec.NotJson:
            errors += 1
        else:
            json.loads(report.to_json())
            reports += 1
    assert reports > 1000
    assert errors > 1000


def test_whatever_bytes_come_there_is_a_report():
    dice = random.Random(3)
    text = json.dumps(mediaspec.sample(CREATE, "request", full=True)).encode()
    for _ in range(20_000):
        changed = bytearray(text)
        for _ in range(dice.randrange(1, 4)):
            at = dice.randrange(len(changed))
            changed[at : at + dice.randrange(3)] = dice.randbytes(dice.randrange(3))
        assert body.check(bytes(changed)).verdict in ("valid", "invalid", "malformed")
