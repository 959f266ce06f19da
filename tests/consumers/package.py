"""The wheel in a clean environment: python package.py WORK

It stands there alone: nothing of this folder can be imported.
"""

import importlib
import json
import re
import sys
from importlib.resources import files
from pathlib import Path

import mediaspec_schemas


def model(stem):
    """The module of a type, which must define it."""
    module = importlib.import_module("mediaspec_schemas.models." + re.sub(r"[^A-Za-z0-9_/]", "_", stem).replace("/", "."))
    words = re.split(r"[^A-Za-z0-9]+", stem.rpartition("/")[2])
    return getattr(module, "".join(word[:1].upper() + word[1:] for word in words))


def told(operation, message):
    """What is said of a message that is not there."""
    try:
        mediaspec_schemas.find(operation, message)
    except LookupError as error:
        return str(error)
    raise AssertionError(f"{operation} {message} is found")


def names():
    """Names as people write them, and what is said of those that are none."""
    create = "metastudio/Create2DDigitalHumanVideo"
    assert mediaspec_schemas.find("create2ddigitalhumanvideo", 200) == mediaspec_schemas.find(create, "200")
    near = told("Create2DDigitalHumanVide", 200)
    assert near.startswith(f"no operation Create2DDigitalHumanVide; did you mean {create}"), near
    assert told("nothing of the kind", 200) == "no operation nothing of the kind; messages() lists them all"
    other = told(create, 201)
    assert other.startswith(f"{create} has no 201 body; it has: request body, "), other


def main():
    names()
    work = Path(sys.argv[1])
    seen = set()
    typed = files("mediaspec_schemas").joinpath("py.typed")
    if not typed.is_file():
        raise FileNotFoundError(typed)
    for message in mediaspec_schemas.messages():
        if message["file"] in seen:
            continue
        seen.add(message["file"])
        artefact = message["file"].removeprefix("json-schema/")
        model(artefact.removesuffix(".json"))
        json.loads(mediaspec_schemas.resource(f"draft-07/{artefact}").read_text("utf-8"))
        check = mediaspec_schemas.validator(message["operation"], message["message"], message["in"])
        path = work / "payloads" / f"{artefact}l"
        if not path.exists():  # It does not belong to the part that is tried.
            continue
        payloads = path.read_text("utf-8").split("\n")[:-1]
        verdicts = "".join("01"[check.is_valid(json.loads(line))] for line in payloads)
        print(json.dumps({"artefact": artefact, "verdicts": verdicts}))


if __name__ == "__main__":
    main()
