"""A figure with sliders, for notebooks."""

from base64 import b64encode
from collections.abc import Callable
from html import escape
from io import BytesIO
from typing import Any

from matplotlib.figure import Figure


def sliders(draw: Callable[..., Figure], **controls: Any) -> Any:
    """ipywidgets `controls` above the figure that `draw` makes of their values, anew when one is moved.

    `draw` takes the values by the names of the controls; the sentence of a ValueError is shown instead of
    a figure. The picture is a widget of its own: `ipywidgets.interact` puts it through an Output widget,
    with which a notebook that is executed without a browser sometimes waits for ever (nbclient #312).
    Where there is no kernel, the first picture stands in the place of all.
    """
    from ipywidgets import HTML, Image, VBox

    class Box(VBox):
        def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
            bundle: dict[str, Any] = super()._repr_mimebundle_(**options)
            return bundle | ({"image/png": b64encode(picture.value).decode()} if picture.value else {})

    picture, said = Image(format="png"), HTML()

    def show(change: Any = None) -> None:
        try:
            figure = draw(**{name: control.value for name, control in controls.items()})
        except ValueError as error:
            # an empty picture is shown as a broken one
            picture.value, picture.layout.display, said.value = b"", "none", escape(str(error))
            return
        file = BytesIO()
        figure.savefig(file, format="png")
        picture.value, picture.layout.display, said.value = file.getvalue(), None, ""

    for name, control in controls.items():
        control.description = control.description or name
        control.observe(show, "value")
    show()
    return Box([*controls.values(), said, picture])
