"""`markone dashboard`: MLflow's pages on what was recorded."""

import click

from markone.cli.store import tracking_uri


@click.command()
@tracking_uri
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True)
@click.option("--browser/--no-browser", default=True, help="Open the page in a browser.")
def dashboard(tracking_uri: str | None, port: int, browser: bool) -> None:
    """Open MLflow's pages on what was recorded; Ctrl-C ends it.

    The server listens on this machine only.
    """
    from markone import store
    from markone.dashboard import serve
    from markone.streams import say

    try:
        uri = store.resolve(tracking_uri)
        serve(uri, port, say, click.launch if browser else None)
    except store.StoreError as error:
        raise click.ClickException(str(error)) from None
