"""JSON Schemas and types for payloads of cloud media APIs.

    from mediaspec_schemas import validator

    check = validator("metastudio/Create2DDigitalHumanVideo", "request")
    for error in check.iter_errors(payload):
        print(error.json_path, error.message)

A message is ``"request"``, the status of a response such as ``"200"``, or the name of a callback; a part of it is
``"body"``, ``"path"``, ``"query"`` or ``"header"``. The types of payloads are under ``mediaspec_schemas.models``.
"""

from __future__ import annotations

import json
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


def find(operation: str, message: str, part: Part = "body") -> Message:
    """The entry of a message.

    Raises LookupError if there is no such message; it says which there are.
    """
    same = [entry for entry in messages() if entry["operation"] == operation]
    for entry in same:
        if (entry["message"], entry["in"]) == (message, part):
            return entry
    if not same:
        example = messages()[0]["operation"]
        raise LookupError(f"no operation {operation}; names are like {example}, and messages() lists them all")
    known = ", ".join(f"{entry['message']} {entry['in']}" for entry in same)
    raise LookupError(f"{operation} has no {message} {part}; it has: {known}")


def schema(operation: str, message: str, part: Part = "body") -> dict[str, Any]:
    """The JSON Schema (2020-12) of a message.

    Raises LookupError if there is no such message; it says which there are.
    """
    return json.loads(resource(find(operation, message, part)["file"]).read_text("utf-8"))


def validator(operation: str, message: str, part: Part = "body") -> Validator:
    """A validator of the jsonschema package, which ``mediaspec-schemas[validate]`` installs.

    Raises LookupError if there is no such message; it says which there are.
    """
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema(operation, message, part))
