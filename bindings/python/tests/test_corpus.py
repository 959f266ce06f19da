"""The engine's reports on the boundary corpus of all operations, byte for byte."""

from __future__ import annotations

import json

from mediaspec import Validator


def test_reports_are_those_of_the_engine(reports_file):
    validator = Validator()
    texts = values = 0
    with reports_file.open(encoding="utf-8") as lines:
        for line in lines:
            operation, message, part, payload, of_text, of_value = json.loads(line)
            asked = validator.message(operation, message, part)
            assert asked.check(payload.encode()).to_json() == of_text, (operation, message, part, payload)
            texts += 1
            if of_value is not None:
                value = json.loads(payload)
                # A value that is a text would be taken for JSON text.
                if not isinstance(value, str):
                    assert asked.check(value).to_json() == of_value, (operation, message, part, payload)
                    values += 1
    assert texts > 10_000
    assert values > texts * 0.9
    print(f"{texts} texts, {values} values")
