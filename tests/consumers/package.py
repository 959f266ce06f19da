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


def main():
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
