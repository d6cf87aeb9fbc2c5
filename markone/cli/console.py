"""`markone console`: the whole machine on a page."""

import click

from markone.streams import Command


@click.command(cls=Command)
@click.argument("procedure", required=False)
@click.option("--port", type=click.IntRange(0, 65535), default=1960, show_default=True, help="0: any.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Others need the token that is printed.")
@click.option("--shared", is_flag=True, help="All pages see one machine, which one of them operates.")
@click.option("--kiosk", is_flag=True, help="For a museum: it gives a tour of itself; any touch takes over.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="Of the board.")
@click.option("--patching", type=click.Choice(["shares", "full"]), default="shares", show_default=True)
@click.option("--pots", default="historical", show_default=True, help="historical, ideal, worn, or a device.")
@click.option("--browser/--no-browser", default=True, help="Open the page in a browser.")
def console(procedure: str | None, host: str, port: int, browser: bool, **given: object) -> None:
    """Open the machine on a page: draw, show, teach, break, look into it.

    PROCEDURE is the name of one that comes along (letters, two-letters, left-right, spontaneous), which is
    followed at once. Every page has a machine of its own unless --shared. Ctrl-C ends it.
    """
    from markone.console.command import open_console

    try:
        open_console(procedure or "", host, port, click.launch if browser else None, **given)  # type: ignore[arg-type]
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from None
