"""Measures a validator of Python beside json.loads, both from bytes. Started by `cargo xtask bench --peers`:

    python3 python.py msgspec|pydantic|fastjsonschema SCHEMA ROUNDS NANOSECONDS_A_TURN PAYLOAD...

Prints one JSON object. Exit status 3: the validator is not installed.

msgspec and pydantic check classes, which are made of the JSON Schema here: every bound, list of values and pattern is
in them, rules across members are not.
"""

import gc
import json
import sys
from pathlib import Path
from time import perf_counter_ns
from typing import Annotated, Literal, Optional

NOT_INSTALLED = 3

SCALARS = {"string": str, "integer": int, "number": float, "boolean": bool}


class Types:
    """The Python types that a JSON Schema describes; `constrain` and `make` are those of one library."""

    def __init__(self, schema, constrain, make):
        self.definitions = schema["$defs"]
        self.constrain = constrain
        self.make = make
        self.made = {}

    def object(self, name, schema):
        if name not in self.made:
            required = schema.get("required", [])
            fields = [
                (member, self.of(sub), member in required)
                for member, sub in schema["properties"].items()
            ]
            self.made[name] = self.make(name, fields)
        return self.made[name]

    def of(self, schema):
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return self.object(name, self.definitions[name])
        if "anyOf" in schema:
            one, null = schema["anyOf"]
            assert null == {"type": "null"}, null
            return Optional[self.of(one)]
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        nullable = "null" in types
        [kind] = [name for name in types if name != "null"]
        if "enum" in schema:
            made = Literal[tuple(value for value in schema["enum"] if value is not None)]
        elif kind == "array":
            made = self.constrain(list[self.of(schema["items"])], schema)
        else:
            made = self.constrain(SCALARS[kind], schema)
        return Optional[made] if nullable else made


def given(schema, names):
    """The keywords that the schema has, under the names that the library gives them."""
    return {name: schema[keyword] for keyword, name in names.items() if keyword in schema}


def msgspec_check(schema):
    import msgspec

    names = {
        "minimum": "ge",
        "maximum": "le",
        "minLength": "min_length",
        "maxLength": "max_length",
        "minItems": "min_length",
        "maxItems": "max_length",
        "pattern": "pattern",
    }

    def constrain(kind, keywords):
        found = given(keywords, names)
        return Annotated[kind, msgspec.Meta(**found)] if found else kind

    def make(name, fields):
        fields = [
            (member, kind) if required else (member, Optional[kind], None)
            for member, kind, required in sorted(fields, key=lambda field: not field[2])
        ]
        return msgspec.defstruct(name, fields)

    decoder = msgspec.json.Decoder(Types(schema, constrain, make).object("Response", schema))

    def check(data):
        try:
            decoder.decode(data)
        except msgspec.ValidationError:
            return False
        return True

    return check


def pydantic_check(schema):
    import pydantic

    names = {
        "minimum": "ge",
        "maximum": "le",
        "minLength": "min_length",
        "maxLength": "max_length",
        "minItems": "min_length",
        "maxItems": "max_length",
        "pattern": "pattern",
    }

    def constrain(kind, keywords):
        found = given(keywords, names)
        return Annotated[kind, pydantic.Field(**found)] if found else kind

    def make(name, fields):
        # Strict: "12" is no number.
        strict = pydantic.ConfigDict(strict=True, protected_namespaces=())
        return pydantic.create_model(
            name,
            __config__=strict,
            **{
                member: (kind, ...) if required else (Optional[kind], None)
                for member, kind, required in fields
            },
        )

    model = Types(schema, constrain, make).object("Response", schema)

    def check(data):
        try:
            model.model_validate_json(data)
        except pydantic.ValidationError:
            return False
        return True

    return check


def fastjsonschema_check(schema):
    import fastjsonschema

    # It knows drafts up to 7; no keyword of the schema has another meaning there, and it resolves any pointer.
    validate = fastjsonschema.compile({**schema, "$schema": "http://json-schema.org/draft-07/schema#"})

    def check(data):
        try:
            validate(json.loads(data))
        except fastjsonschema.JsonSchemaValueException:
            return False
        return True

    return check


CHECKS = {
    "msgspec": msgspec_check,
    "pydantic": pydantic_check,
    "fastjsonschema": fastjsonschema_check,
}


def run(task, data, times):
    start = perf_counter_ns()
    for _ in range(times):
        task(data)
    return perf_counter_ns() - start


def median(values):
    return sorted(values)[len(values) // 2]


def measure(check, data, rounds, turn):
    """Median nanoseconds of json.loads and of the check."""
    tasks = [json.loads, check]
    times = [max(1, -(-turn // max(1, min(run(task, data, 1) for _ in range(3))))) for task in tasks]
    taken = [[] for _ in tasks]
    for number in range(rounds):
        # Each task goes first in every other round.
        for index in (0, 1) if number % 2 else (1, 0):
            taken[index].append(run(tasks[index], data, times[index]) / times[index])
    return [median(values) for values in taken]


def main():
    engine, schema, rounds, turn, *files = sys.argv[1:]
    schema = json.loads(Path(schema).read_bytes())
    try:
        check = CHECKS[engine](schema)
    except ModuleNotFoundError:
        return NOT_INSTALLED
    rows = []
    for file in map(Path, files):
        data = file.read_bytes()
        gc.collect()
        reference_ns, ns = measure(check, data, int(rounds), int(turn))
        rows.append(
            {"payload": file.stem, "valid": check(data), "ns": ns, "reference_ns": reference_ns}
        )
    json.dump({"reference": "json.loads", "rows": rows}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
