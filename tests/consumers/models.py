"""datamodel-code-generator, and an import of the models that it writes: python models.py WORK 2020-12|draft-07"""

import sys
import warnings
from pathlib import Path
from types import ModuleType

from datamodel_code_generator import DataModelType, Formatter, InputFileType, PythonVersion, generate
from pydantic import BaseModel, RootModel

from batch import lines, tell


def imported(schema):
    source = generate(
        schema.read_text("utf-8"),
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        class_name="Payload",
        aliases={"Config": "Config_"},  # Pydantic takes an attribute of that name for its own.
        disable_timestamp=True,
        formatters=[Formatter.BUILTIN],
    )
    module = sys.modules["payload"] = ModuleType("payload")
    exec(compile(source, schema.name, "exec"), module.__dict__)  # Pydantic compiles bounds and patterns here.
    model = module.Payload
    if not issubclass(model, (BaseModel, RootModel)):
        raise TypeError(f"Payload is {model!r}")


if __name__ == "__main__":
    work, dialect = Path(sys.argv[1]), sys.argv[2]
    warnings.simplefilter("error")
    for artefact in lines(work / "documents.txt"):
        tell(artefact, lambda: imported(work / dialect / artefact))
