"""A figure with sliders, for notebooks."""

from base64 import b64encode
from collections.abc import Callable
from html import escape
from io import BytesIO
from typing import Any

from matplotlib.figure import Figure

HIGHEST = "55vh"
"""How much of the window a picture may fill, so that its sliders are seen with it."""


def sliders(draw: Callable[..., Figure], **controls: Any) -> Any:
    """ipywidgets `controls` above the figure that `draw` makes of their values, anew when one is moved.

    `draw` takes the values by the names of the controls; the sentence of a ValueError is shown instead of
    a figure. The picture has twice the dots that it is wide, and stays below `HIGHEST` and inside its cell.
    It is a widget of its own: `ipywidgets.interact` puts it through an Output widget, with which a notebook
    that is executed without a browser sometimes waits for ever (nbclient #312). Where there is no kernel, the
    first picture stands in the place of all.
    """
    from ipywidgets import HTML, Box, Image, Layout, VBox

    class Kept(VBox):
        def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
            bundle: dict[str, Any] = super()._repr_mimebundle_(**options)
            return bundle | ({"image/png": b64encode(picture.value).decode()} if picture.value else {})

    picture, said = Image(format="png", layout=Layout(align_self="flex-start")), HTML()

    def show(change: Any = None) -> None:
        try:
            figure = draw(**{name: control.value for name, control in controls.items()})
        except ValueError as error:
            # the picture keeps its place, so that nothing jumps when it comes back
            picture.layout.visibility, said.value = "hidden", escape(str(error))
            return
        file = BytesIO()
        figure.savefig(file, format="png", dpi=2 * figure.dpi)
        # limits and no sizes: a browser keeps the shape of a picture that has both sides free
        width, height = figure.bbox.size
        picture.layout.max_width = f"min(100%, {width:.0f}px)"
        picture.layout.max_height = f"min({HIGHEST}, {height:.0f}px)"
        picture.value, picture.layout.visibility, said.value = file.getvalue(), None, ""

    for name, control in controls.items():
        control.description = control.description or name
        control.style.description_width = "initial"
        control.observe(show, "value")
    show()
    return Kept([Box([*controls.values()], layout=Layout(flex_flow="row wrap")), said, picture])
