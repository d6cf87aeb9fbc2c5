"""What only a whole install has, and what is said where it is missing."""

from importlib.util import find_spec


class NotInstalledError(ModuleNotFoundError):
    """A package that one thing needs is not installed, as in an install from requirements-slim.txt."""


def need(package: str, what: str) -> None:
    """Raise NotInstalledError, in a sentence that says what to do, unless `package` can be imported."""
    if find_spec(package) is None:
        raise NotInstalledError(
            f"{what} needs {package}, which is not installed here; `pip install markone` brings it",
            name=package,
        )
