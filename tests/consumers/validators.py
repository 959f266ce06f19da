"""Libraries for Python: python validators.py jsonschema|jsonschema-rs|fastjsonschema WORK 2020-12|draft-07"""

import json
import sys

from batch import findings, validating


def jsonschema(schema):
    from jsonschema import validators

    validator = validators.validator_for(schema)
    validator.check_schema(schema)
    return validator(schema)


def jsonschema_rs(schema):
    import jsonschema_rs

    jsonschema_rs.meta.validate(schema)
    return jsonschema_rs.validator_for(schema)


def fastjsonschema(schema):
    import fastjsonschema

    validate = fastjsonschema.compile(schema)

    def check(payload):
        try:
            validate(payload)
        except fastjsonschema.JsonSchemaValueException:
            return False
        return True

    return check


def read(file):
    return json.loads(file.read_text("utf-8"))


if __name__ == "__main__":
    tool, work, dialect = sys.argv[1:]
    if tool == "fastjsonschema":
        # It ends at its first finding.
        validating(work, dialect, fastjsonschema)
    else:
        compiled = {"jsonschema": jsonschema, "jsonschema-rs": jsonschema_rs}[tool]
        validating(work, dialect, lambda schema: compiled(schema).is_valid)
        findings(work, dialect, lambda schema, payload: len(list(compiled(read(schema)).iter_errors(read(payload)))))
