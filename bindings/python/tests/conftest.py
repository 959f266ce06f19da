"""What several tests need."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
pytest_plugins = ["pytester"]


@pytest.fixture(scope="session")
def reports_file() -> Path:
    """What the engine says of the boundary corpus: the output of the example `reports`."""
    file = os.environ.get("MEDIASPEC_REPORTS")
    if not file:
        pytest.skip("MEDIASPEC_REPORTS does not name the output of `cargo run --example reports`")
    return Path(file)


@pytest.fixture(scope="session")
def command() -> str:
    """The `mediaspec` command of this environment."""
    import sys

    found = shutil.which("mediaspec", path=str(Path(sys.executable).parent))
    assert found, "the package brings a command"
    return found
