"""Verdicts of Python's jsonschema. Started by `cargo xtask soak --peers`:

    python3 verdicts.py BATCHES

Each line of BATCHES is {"schema": ..., "payloads": [...]}. Prints {"verdicts": ["101...", ...]}: a text for each line, a
`1` for each payload that is valid. Exit status 3: jsonschema is not installed.
"""

import json
import sys

try:
    from jsonschema import Draft202012Validator
except ModuleNotFoundError:
    sys.exit(3)


def verdicts(line):
    batch = json.loads(line)
    validator = Draft202012Validator(batch["schema"])
    return "".join("1" if validator.is_valid(payload) else "0" for payload in batch["payloads"])


with open(sys.argv[1], encoding="utf-8") as batches:
    told = [verdicts(line) for line in batches]
print(json.dumps({"verdicts": told}))
