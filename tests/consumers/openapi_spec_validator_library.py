"""openapi-spec-validator: python openapi_spec_validator_library.py FOLDER"""

import json
import sys
from pathlib import Path

from openapi_spec_validator import validate

from batch import tell

if __name__ == "__main__":
    for file in sorted(Path(sys.argv[1]).glob("*.openapi.json")):
        tell(file.name, lambda: validate(json.loads(file.read_text("utf-8"))))
