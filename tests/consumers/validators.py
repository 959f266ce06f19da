"""Libraries for Python: python validators.py jsonschema|jsonschema-rs|fastjsonschema WORK 2020-12|draft-07"""

import sys

from batch import validating


def jsonschema(schema):
    from jsonschema import validators

    validator = validators.validator_for(schema)
    validator.check_schema(schema)
    return validator(schema).is_valid


def jsonschema_rs(schema):
    import jsonschema_rs

    jsonschema_rs.meta.validate(schema)
    return jsonschema_rs.validator_for(schema).is_valid


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


if __name__ == "__main__":
    tool, work, dialect = sys.argv[1:]
    validating(work, dialect, globals()[tool.replace("-", "_")])
