"""`markone console`: the whole machine on a page, live, in one file, or as a film."""

from pathlib import Path
from typing import Any

import click

from markone.streams import Command, say

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(cls=Command)
@click.argument("procedure", required=False)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=1960, show_default=True, help="Where it listens; 0: any."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Others need the token that is printed.")
@click.option("--shared", is_flag=True, help="All pages see one machine, which one of them operates.")
@click.option("--kiosk", is_flag=True, help="For a museum: it gives a tour of itself; any touch takes over.")
@click.option(
    "--more", default="", metavar="ADDRESS", help="Where a kiosk's visitors may read on: a QR code."
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    help="What its board is plugged by.",
)
@click.option(
    "--patching",
    type=click.Choice(["shares", "full"]),
    default="shares",
    show_default=True,
    help="One pot in each A-unit, or one for each R-unit.",
)
@click.option("--pots", default="assumed", show_default=True, help="assumed, ideal, worn, or a device.")
@click.option("--browser/--no-browser", default=True, help="Open the page in a browser.")
@click.option(
    "--export", "page", type=FILE, metavar="RUN.html", help="Record it to one page, which asks for nothing."
)
@click.option("--film", type=FILE, metavar="FILE.mp4|.gif", help="Record it to an animation; needs Chromium.")
@click.option(
    "--face",
    type=click.Choice(["museum", "engineer"]),
    default="museum",
    show_default=True,
    help="Of an animation.",
)
def console(
    procedure: str | None,
    page: Path | None,
    film: Path | None,
    face: str,
    host: str,
    port: int,
    browser: bool,
    **given: Any,
) -> None:
    """Open the machine on a page: draw, show, teach, break, look into it.

    PROCEDURE is the name of one that comes along (letters, two-letters, left-right, spontaneous), which is
    followed at once. Every page has a machine of its own unless --shared. Ctrl-C ends it. With --export or
    --film it is recorded to its end instead, as fast as it goes (letters if none is named).

    \b
    markone console                  it has learnt nothing: show it a slide
    markone console letters          watch it learn; F2 shows the engineer's face
    markone console --shared         a class: one page operates, others look on
    markone console --kiosk          a museum
    markone console --host 0.0.0.0   other computers too, with a token
    markone console letters --export letters.html   one file, opens by itself
    markone console two-letters --film film.gif      an animation
    """
    from markone.console.command import open_console

    try:
        if page or film:
            kept = {name: given[name] for name in ("seed", "patching", "pots")}
            _record({"procedure": procedure or "letters", **kept}, page, film, face)
        else:
            open_console(procedure or "", host, port, click.launch if browser else None, **given)
    except BrokenPipeError:  # whoever read what is said is gone
        raise
    except (ValueError, OSError) as error:
        if isinstance(error, OSError) and error.filename:
            raise
        raise click.ClickException(str(error)) from None


def _record(told: dict[str, Any], page: Path | None, film: Path | None, face: str) -> None:
    """Record a procedure to a page, to a film, or to both."""
    from markone.console import film as films
    from markone.console.command import described
    from markone.console.export import check, export
    from markone.console.recording import record
    from markone.terminal import plain_console, progress_bar

    if page:
        check(page)
    if film:
        films.check(film)
    with progress_bar(plain_console()) as bar:
        task = bar.add_task("Recording slides", total=None)
        recording = record(described(**told), lambda slides, ms: bar.update(task, completed=slides))
        if page:
            export(recording, page)
        if film:
            task = bar.add_task("Taking pictures", total=None)
            films.film(recording, film, face, lambda done, of: bar.update(task, completed=done, total=of))
    for path in filter(None, (page, film)):
        say(f"{path}: {path.stat().st_size / 1e6:.2f} MB")
