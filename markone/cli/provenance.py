"""`markone provenance`: who says so, constant by constant."""

import json

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def provenance(as_json: bool) -> None:
    """Say of every physical constant who says so: a source, or nobody (assumed)."""
    from rich.table import Table

    from markone.spec import provenance as table
    from markone.terminal import plain_console

    rows = table()
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    drawn = Table(title="The historical machine, constant by constant")
    for heading in ("constant", "value", "kind", "source"):
        drawn.add_column(heading)
    for row in rows:
        drawn.add_row(*map(str, row.values()))
    plain_console().print(drawn)
