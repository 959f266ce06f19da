"""What the runners for Python share: the form of what they read and of what they print.

A work folder holds documents.txt, which lists the schemas; each lies in the folder of its dialect, and payloads/ has
what is checked against it, a JSON text a line. mistakes.json is a payload with several mistakes, and mistakes.txt names its
schema.
"""

import json
from pathlib import Path


def lines(file):
    # Not `splitlines`: it splits at characters that stand in JSON texts.
    return Path(file).read_text("utf-8").split("\n")[:-1]


def tell(artefact, read):
    """Tells what became of an artefact: that it was read, with what was found in it, or why it was not."""
    try:
        line = {"artefact": artefact, **(read() or {})}
    except Exception as error:  # Whatever a tool throws is its answer.
        line = {"artefact": artefact, "error": f"{type(error).__name__}: {error}"}
    print(json.dumps(line), flush=True)


def validating_files(work, dialect, verdicts):
    """Tells the verdicts on the payloads of each schema.

    `verdicts` gets the paths of the schema and of its payloads, and gives a list of bools.
    """
    work = Path(work).resolve()
    for artefact in lines(work / "documents.txt"):

        def read():
            valid = verdicts(work / dialect / artefact, work / "payloads" / f"{artefact}l")
            return {"verdicts": "".join("01"[bool(valid)] for valid in valid)}

        tell(artefact, read)


def validating(work, dialect, compile_schema):
    """The same by a function that gets a schema, and gives a function from a payload to a bool."""

    def verdicts(schema, payloads):
        check = compile_schema(json.loads(schema.read_text("utf-8")))
        return [check(json.loads(line)) for line in lines(payloads)]

    validating_files(work, dialect, verdicts)


def findings(work, dialect, count):
    """Tells how many findings there are on the payload with mistakes, by a function of the paths of its schema and of itself."""
    work = Path(work).resolve()
    schema = work / dialect / (work / "mistakes.txt").read_text("utf-8")
    tell("mistakes", lambda: {"findings": count(schema, work / "mistakes.json")})
