"""What the commands on records share: the option that names a store, and errors in one sentence."""

import contextlib
from collections.abc import Iterator

import click

from markone.streams import is_of_output

tracking_uri = click.option(
    "--tracking-uri",
    metavar="URI",
    help="MLflow store.  [default: MLFLOW_TRACKING_URI, or mlflow.db in the project's folder]",
)


@contextlib.contextmanager
def sentences() -> Iterator[None]:
    """End the command with one sentence where a store or a file cannot be used."""
    try:
        yield
    except OSError as error:
        if is_of_output(error):
            raise
        raise click.ClickException(
            f"{error.filename or 'a file'} cannot be used ({error.strerror or error}); name another"
        ) from None
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    except Exception as error:
        from markone.tracking.reachable import sentence

        said = sentence(error)
        if said is None:
            raise
        raise click.ClickException(said) from None
