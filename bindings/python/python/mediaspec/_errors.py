"""What can go wrong."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._report import Report


class MediaspecError(Exception):
    """Whatever this package raises."""


class InvalidPayload(MediaspecError, ValueError):
    """A payload is invalid or malformed. As text it has a line for each finding."""

    def __init__(self, report: Report, what: str | None = None) -> None:
        super().__init__(report, what)
        self.report = report
        """Everything that was found."""
        self.what = what
        """What was checked, where that is known."""

    def __str__(self) -> str:
        return f"{self.what}\n{self.report}" if self.what else str(self.report)


class Unknown(MediaspecError, LookupError):
    """Nothing has the name that was asked for."""

    def __init__(self, said: str, suggestions: Iterable[str] = ()) -> None:
        super().__init__(said)
        self.suggestions = tuple(suggestions)
        """The names that may have been meant, the likeliest first."""

    def __reduce__(self) -> tuple[type[Unknown], tuple[str, tuple[str, ...]]]:
        return type(self), (str(self), self.suggestions)


class UnknownOperation(Unknown):
    """No operation has the name, or several have."""


class UnknownMessage(Unknown):
    """The operation has no such message, the message no such part, or no page documents it."""


class UnknownRoute(Unknown):
    """No operation has the method and path of a request."""


class ContractError(MediaspecError, ValueError):
    """A contract file cannot be used."""

    def __init__(self, said: str, file: str | os.PathLike[str], line: int | None) -> None:
        super().__init__(said)
        self.file = Path(file)
        """The file, or the folder where that is the trouble."""
        self.line = line
        """The line, from 1; None where the file as a whole is the trouble."""

    def __reduce__(self) -> tuple[type[ContractError], tuple[str, Path, int | None]]:
        return type(self), (str(self), self.file, self.line)


class BadOption(MediaspecError, ValueError):
    """An option has a value that it does not take."""


class NotJson(MediaspecError, TypeError):
    """A payload holds an object for which JSON has no form, such as a datetime."""


class PayloadChanged(MediaspecError, RuntimeError):
    """A payload was changed while it was checked."""


class MediaspecWarning(UserWarning):
    """Something is wrong with a message that nothing was to be raised for."""
