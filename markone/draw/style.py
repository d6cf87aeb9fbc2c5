"""One look for all figures: colours that colour-blind readers can tell apart."""

import functools
from collections.abc import Iterable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter, FuncFormatter, LogFormatter

from markone.text import escape, printable

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#000000")
"""Okabe and Ito's palette, yellow left out because it is faint on white."""
LINES = ("-", "--", "-", "-.", ":")
"""Line styles, so that of two curves that coincide both are seen."""
CURVES = tuple(
    zip(
        (*COLOURS, "0.55"),
        ("-", "--", "-.", ":", (0, (9, 2)), (0, (3, 1)), (0, (6, 1, 1, 1, 1, 1)), (0, (1, 3))),
        "os^Dv*XP",
        strict=True,
    )
)
"""Colour, line and marker of curves that lie in one panel: no two share any of them."""
CLASSES = ((COLOURS[4], "s"), (COLOURS[2], "o"))
"""Colour and marker of class 0 and class 1: the lecture's red and green, and two shapes."""
BACKGROUND = "0.8"
"""A grey that neither light nor dark can be taken for."""
SIGNED, LIGHT, COUNTS = "PuOr_r", "gray", "cividis"
"""Colour maps: of numbers with a sign, of light, of counts."""


FORMULA = "formula"
"""The gid of a text that matplotlib is to set as a formula; any other text is text."""
SCRIPTS = (
    "Noto Sans", "Source Han Sans", "WenQuanYi", "IPA", "Hiragino", "PingFang", "Heiti", "Yu Gothic",
    "Meiryo", "MS Gothic", "Microsoft YaHei", "SimHei", "SimSun", "Malgun Gothic", "Apple SD Gothic",
    "Arial Unicode MS",
)  # fmt: skip
"""Beginnings of the names of fonts that have the signs of other scripts, where they are installed."""


@functools.cache
def _font_with(sign: str) -> str | None:
    """The family of an installed font that has a character, empty for the usual one; or None."""
    others = {font.name: font.fname for font in fontManager.ttflist if font.name.startswith(SCRIPTS)}
    fonts = {"": findfont(FontProperties()), **others}
    return next((name for name, file in fonts.items() if get_font(file).get_char_index(ord(sign))), None)


def _drawable(text: str) -> tuple[str, list[str]]:
    """A text without the characters that no font here has, which become escapes; and the fonts it needs."""
    fonts = {sign: _font_with(sign) for sign in printable(text) if not sign.isascii()}
    shown = "".join(escape(sign) if fonts.get(sign, "") is None else sign for sign in printable(text))
    return shown, sorted({name for name in fonts.values() if name})


def shortened(text: str, longest: int) -> str:
    """A text as it is drawn, of so many characters at most."""
    shown, _ = _drawable(text)
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


class _Shown(FuncFormatter):
    """Ticks with names, which are text."""


def _name_ticks(axis: Axis) -> None:
    """Let the names at ticks be text; what matplotlib writes there itself may be a formula."""
    named = axis.get_major_formatter()
    if isinstance(named, FuncFormatter | FixedFormatter) and not isinstance(named, _Shown):
        axis.set_major_formatter(
            _Shown(lambda x, place: _drawable(str(named(x, place)))[0].replace("$", r"\$"))
        )


class PlainFigure(Figure):
    """A figure in which text is text: none of it is a formula, and no character is lost."""

    def draw(self, renderer: RendererBase) -> None:
        """Draw it, after its texts have been looked through."""
        numbers = set[Text]()
        for axis in self.findobj(Axis):
            _name_ticks(axis)
            ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
            numbers |= {axis.offsetText, *(label for tick in ticks for label in (tick.label1, tick.label2))}
        for text in self.findobj(Text):
            _show(text, text in numbers)
        super().draw(renderer)


def _show(text: Text, is_tick: bool) -> None:
    """Let a text be one; what stands at a tick was looked through before."""
    text.set_parse_math(is_tick or text.get_gid() == FORMULA)
    shown, fonts = _drawable(text.get_text())
    if fonts:
        text.set_fontfamily(list(dict.fromkeys([*text.get_fontfamily(), *fonts])))
    if not is_tick:
        text.set_text(shown)


def new_figure(width: float, height: float) -> Figure:
    """An empty figure, in inches, that arranges its own margins; its texts are text, and no formulas."""
    return PlainFigure(figsize=(width, height), layout="constrained", dpi=110)


def legend_below(figure: Figure, panels: Iterable[Axes], title: str = "", columns: int | None = None) -> None:
    """One legend below all panels, with the lines of these; those of one name look alike and stand once."""
    named: dict[str, Any] = {}
    for axes in panels:
        lines, names = axes.get_legend_handles_labels()
        named |= dict(zip(names, lines, strict=True))
    columns = len(named) if columns is None else columns
    figure.legend(
        named.values(), named.keys(), loc="outside lower center", ncols=columns, title=title or None
    )


def bare(axes: Axes) -> None:
    """Take the ticks from a picture whose axes are plain positions."""
    axes.set_xticks([])
    axes.set_yticks([])


class _Plain(LogFormatter):
    """The ticks that a logarithmic axis has room for, as plain numbers."""

    def __call__(self, x: float, pos: Any = None) -> str:
        return f"{x:g}" if super().__call__(x, pos) else ""


def plain_log(*rulers: Axis) -> None:
    """Write plain numbers on logarithmic axes: powers of ten, and others where there are few of these."""
    for ruler in rulers:
        ruler.set_major_formatter("{x:g}")
        ruler.set_minor_formatter(_Plain(labelOnlyBase=False))
