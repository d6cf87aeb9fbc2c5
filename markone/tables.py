"""Tables on terminals that are too narrow for them."""

from collections.abc import Iterator

from rich.columns import Columns
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

ENDLESS = 10_000
"""Columns of a terminal on which every table has room."""


def fitted(table: Table, console: Console, options: ConsoleOptions) -> RenderableType:
    """A table with headings as it is; or row by row, where a word or a number of it would be cut."""
    title, caption = (_text(console, part or "") for part in (table.title, table.caption))
    table.min_width = None
    for column in table.columns:
        if column.no_wrap:
            column.min_width = max(_text(console, cell).cell_len for cell in (column.header, *column.cells))
    if Measurement.get(console, options.update_width(ENDLESS), table).minimum <= options.max_width:
        table.min_width = min(title.cell_len, options.max_width)  # a title is not broken over few columns
        return table
    return Group(*(part for part in (title, *_blocks(table, console), caption) if part))


def _blocks(table: Table, console: Console) -> Iterator[RenderableType]:
    """The first cell of each row, and below it the others, with the names of their columns.

    What stands alone in its row is a heading.
    """
    names = [_text(console, column.header) for column in table.columns]
    rows = zip(*([_text(console, cell) for cell in column.cells] for column in table.columns), strict=True)
    for head, *cells in rows:
        pairs = [Text.assemble(name, ": ", cell) for name, cell in zip(names[1:], cells, strict=True) if cell]
        if head:
            yield Text.assemble(names[0], ": ", head.plain.strip()) if pairs else head
        yield Padding(Columns(pairs, padding=(0, 2)), (0, 0, 0, 2))


def _text(console: Console, cell: RenderableType) -> Text:
    return cell if isinstance(cell, Text) else console.render_str(str(cell))
