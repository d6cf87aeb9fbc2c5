"""`markone provenance`: who says so, constant by constant."""

import csv
import io
import json
from typing import Any

import click

FORMS = ("table", "csv", "markdown", "json")


@click.command()
@click.option(
    "--as", "form", type=click.Choice(FORMS), default="table", show_default=True, help="How it is printed."
)
@click.option("--json", "as_json", is_flag=True, help="The same as --as json.")
def provenance(form: str, as_json: bool) -> None:
    """Say of every physical constant who says so: a source, or nobody (assumed).

    \b
    markone provenance                     the best sources first
    markone provenance --as csv > facts.csv
    markone provenance --as markdown       for a page
    """
    from markone.spec import provenance as table

    rows = table()
    print_as = {"csv": _csv, "markdown": _markdown, "json": lambda rows: json.dumps(rows, indent=1)}
    form = "json" if as_json else form
    if form in print_as:
        click.echo(print_as[form](rows).rstrip("\n"))
    else:
        _table(rows)


def _table(rows: list[dict[str, Any]]) -> None:
    from rich.table import Table

    from markone.spec import KINDS
    from markone.terminal import plain_console

    console = plain_console(is_lasting=False)
    for kind, meaning in KINDS.items():
        of_kind = [row for row in rows if row["kind"] == kind]
        if not of_kind:
            continue
        drawn = Table(title=f"{kind}: {meaning}", title_justify="left")
        for heading in ("constant", "value", "source"):
            drawn.add_column(heading)
        for row in of_kind:
            drawn.add_row(row["constant"], str(row["value"]), row["source"])
        console.print(drawn)


def _csv(rows: list[dict[str, Any]]) -> str:
    from markone.text import csv_cell

    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows([csv_cell(value) for value in row.values()] for row in rows)
    return file.getvalue()


def _markdown(rows: list[dict[str, Any]]) -> str:
    from markone.text import markdown

    lines = [f"| {' | '.join(rows[0])} |", "|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(map(markdown, row.values()))} |" for row in rows)])
