"""A comparison as a page to read, a text to paste and a table to go on with."""

from markone.report.ranking import curve_leaders
from markone.report.sheet import Sheet, sheet
from markone.report.write import write

__all__ = ["Sheet", "curve_leaders", "sheet", "write"]
