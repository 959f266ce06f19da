"""The command check-jsonschema, once a schema for all its payloads: python check_jsonschema_cli.py WORK 2020-12|draft-07

Its entry point is called within one process, because starting it takes longer than the checks.
"""

import contextlib
import io
import json
import os
import sys
import tempfile
from pathlib import Path

from batch import findings, lines, validating_files
from check_jsonschema import main as check_jsonschema


def run(*arguments):
    """What the command prints as JSON."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        # Its exit status says less than what it prints.
        with contextlib.suppress(SystemExit):
            check_jsonschema(["--output-format", "json", *map(str, arguments)])
    return json.loads(out.getvalue())


def verdicts(schema, payloads):
    metaschema = run("--check-metaschema", schema)
    if metaschema["status"] != "ok":
        raise ValueError(metaschema["errors"])
    files = []
    for number, line in enumerate(lines(payloads)):
        files.append(f"{number}.json")
        Path(files[-1]).write_text(line, "utf-8")
    if not files:
        return []
    found = run("--schemafile", schema, *files)
    # Where nothing is wrong with any of them, it says no more than so.
    if found.get("parse_errors"):
        raise ValueError(found["parse_errors"])
    refused = {error["filename"] for error in found.get("errors", [])}
    return [file not in refused for file in files]


if __name__ == "__main__":
    work, dialect = Path(sys.argv[1]).resolve(), sys.argv[2]
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        validating_files(work, dialect, verdicts)
        findings(work, dialect, lambda schema, payload: len(run("--schemafile", schema, payload)["errors"]))
