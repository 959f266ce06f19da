"""The engine. What is here has its docs in the modules that use it."""

from os import PathLike

from ._report import Report

__version__: str

class Message:
    @property
    def operation(self) -> str: ...
    def check(self, payload: object, media_type: str | None = None) -> Report: ...
    def fix(self, payload: str | bytes | bytearray | memoryview, placed: bool) -> tuple[bytes | None, str, Report]: ...

class Engine:
    def __new__(
        cls,
        contracts: str | PathLike[str] | None,
        profile: str | None,
        allow: list[str],
        max_violations: int | None,
        max_depth: int | None,
        max_bytes: int | None,
    ) -> Engine: ...
    def message(self, operation: str, message: str, part: str) -> Message: ...
    def check_http(
        self,
        method: str,
        url: str,
        headers: list[tuple[str, str]] | None,
        body: str | bytes | bytearray | memoryview | None,
    ) -> tuple[str | None, Report]: ...
    def detect(
        self, payload: str | bytes | bytearray | memoryview, placed: bool
    ) -> tuple[str, Report | None]: ...
    def sample(self, asked: tuple[str, str, str], full: bool, seed: int) -> str: ...
    def schema(self, asked: tuple[str, str, str]) -> str: ...
    def operations(self) -> str: ...

def run(arguments: list[str]) -> int: ...
def json_of_nothing() -> str: ...
