"""JSON Schemas and types for payloads of cloud media APIs.

    from mediaspec_schemas import validator

    check = validator("metastudio/Create2DDigitalHumanVideo", "request")
    for error in check.iter_errors(payload):
        print(error.json_path, error.message)

A message is ``"request"``, the status of a response such as ``"200"`` or ``200``, or the name of a callback; a part of it is
``"body"``, ``"path"``, ``"query"`` or ``"header"``. The types of payloads are under ``mediaspec_schemas.models``.
"""

from __future__ import annotations

import json
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any, Literal, TypedDict

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

__all__ = ["Message", "Part", "find", "messages", "resource", "schema", "validator"]

Part = Literal["body", "path", "query", "header"]

Message = TypedDict(
    "Message",
    {
        "operation": str,
        "method": str,
        "path": str,
        "direction": Literal["request", "response"],
        "message": str,
        "status": int | None,
        "callback": str | None,
        "in": Part,
        "type": str,
        "file": str,
        "id": str,
        "sha256": str,
        "sources": list[dict[str, str]],
    },
)
"""An entry of ``index.json``: a part of a message, with the file that holds its schema."""


def resource(path: str) -> Traversable:
    """A file of the package, such as ``"index.json"`` or ``"openapi/metastudio.openapi.json"``."""
    return files(__name__).joinpath("data", *path.split("/"))


@lru_cache(maxsize=1)
def _index() -> dict[str, Any]:
    return json.loads(resource("index.json").read_text("utf-8"))


def messages() -> list[Message]:
    """Every part of every message."""
    return list(_index()["messages"])


def _named(name: str) -> str:
    """The whole name of an operation, which may be given without its service where that is unique, and in any case."""
    operations = list(dict.fromkeys(entry["operation"] for entry in messages()))
    if name in operations:
        return name
    spelt = name.casefold()
    same = [one for one in operations if spelt in (one.casefold(), one.partition("/")[2].casefold())]
    if len(same) == 1:
        return same[0]
    if same:
        raise LookupError(f"{name} is the name of several operations: {', '.join(same)}")
    known = {(one if "/" in name else one.partition("/")[2]).casefold(): one for one in operations}
    near = [known[word] for word in get_close_matches(spelt[:100], known, n=3)]
    hint = f"did you mean {' or '.join(near)}?" if near else "messages() lists them all"
    raise LookupError(f"no operation {name}; {hint}")


def find(operation: str, message: str | int, part: Part = "body") -> Message:
    """The entry of a message.

    The name of an operation is known without its service where that is unique, and in any case; a status may be a number.

    Raises LookupError if there is no such message; it says which there are.
    """
    name = _named(operation)
    same = [entry for entry in messages() if entry["operation"] == name]
    for entry in same:
        if (entry["message"], entry["in"]) == (str(message), part):
            return entry
    known = ", ".join(f"{entry['message']} {entry['in']}" for entry in same)
    raise LookupError(f"{name} has no {message} {part}; it has: {known}")


def schema(operation: str, message: str | int, part: Part = "body") -> dict[str, Any]:
    """The JSON Schema (2020-12) of a message.

    Raises LookupError if there is no such message; it says which there are.
    """
    return json.loads(resource(find(operation, message, part)["file"]).read_text("utf-8"))


def validator(operation: str, message: str | int, part: Part = "body") -> Validator:
    """A validator of the jsonschema package, which ``mediaspec-schemas[validate]`` installs.

    Raises LookupError if there is no such message; it says which there are.
    """
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema(operation, message, part))
