"""How the site is made: links that hold in the project hold in it; an answer names no place of a computer."""

from base64 import b64decode
from io import BytesIO

import pytest
from conftest import ROOT
from PIL import Image

pytest.importorskip("sphinx", reason="pip install 'markone[docs]'")


@pytest.fixture(autouse=True)
def _making(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "docs"))


@pytest.mark.parametrize(
    ("page", "link", "leads"),
    [
        ("teach", "](../notebooks/1969_xor.ipynb)", "](notebooks/1969_xor.ipynb)"),
        ("teach", "](../experiments/pigeons.py)", "](gallery/pigeons.md)"),
        ("notebooks/1960_mark_one", "](../docs/glossary.md#words)", "](../glossary.md#words)"),
        ("notebooks/1960_mark_one", "](../markone/spec.py)", "](../../markone/spec.py)"),
        ("machine", "](glossary.md)", "](glossary.md)"),
        ("api/machine", "](../glossary.md)", "](../glossary.md)"),
    ],
)
def test_a_link_between_files_leads_to_the_page(page, link, leads):
    from making import links

    source = [f"see [it{link}"]
    links.moved(None, page, source)
    assert source == [f"see [it{leads}"]


def test_dead_links_are_found(tmp_path):
    from making import links

    (tmp_path / "deep").mkdir()
    (tmp_path / "a.html").write_text(
        '<p id="here"><a href="#here"><a href="deep/b.html#there"><img src="x.png">'
    )
    (tmp_path / "deep/b.html").write_text(
        '<a href="../a.html#nowhere"><a href="https://example.org"><p id="there">'
    )
    assert list(links.dead(tmp_path)) == ["a.html: x.png", "deep/b.html: ../a.html#nowhere"]


def test_a_docstring_becomes_restructuredtext():
    from making import docstrings

    lines = [
        "A *star*, `code` and |bars|.",
        "",
        "Parameters",
        "----------",
        "x, y : numbers",
        "    and more.",
    ]
    lines += ["", "Examples", "--------", ">>> 2 * 3", "6"]
    assert docstrings.converted(lines) == [
        r"A \*star\*, ``code`` and \|bars\|.",
        "",
        ".. rubric:: Parameters",
        "",
        "",
        "``x, y``",
        "    numbers",
        "    and more.",
        "",
        ".. rubric:: Examples",
        "",
        ">>> 2 * 3",
        "6",
    ]


def test_an_answer_names_no_place_of_the_computer():
    from making import gallery

    printed = (
        "Recording to sqlite:////tmp/x.db\n  table  \n\nAn answer.\nFigures: /tmp/f\n\nOpen the dashboard:\n"
    )
    assert gallery.said(printed) == "  table\n\nAn answer."


def test_sliders_have_a_picture_where_there_is_no_kernel():
    pytest.importorskip("ipywidgets")
    from ipywidgets import IntSlider
    from matplotlib.figure import Figure

    from markone.draw.sliders import sliders

    shown = sliders(lambda width: Figure(figsize=(width, 1), dpi=50), width=IntSlider(3))._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in shown
    assert Image.open(BytesIO(b64decode(shown["image/png"]))).size == (300, 100)


def test_every_page_that_is_built_asks_no_network_for_anything():
    """Scripts, styles, pictures and frames of the site are its own; looked at where it has been built."""
    site = ROOT / "build/site"
    if not (site / "index.html").exists():
        pytest.skip("build it: sphinx-build -W --keep-going -b html docs build/site")
    from bs4 import BeautifulSoup

    pages = [BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser") for page in site.rglob("*.html")]
    loaded = [tag["src"] for page in pages for tag in page.find_all(src=True)]
    loaded += [tag["href"] for page in pages for tag in page.find_all("link", href=True)]
    assert len(loaded) > 100
    assert [place for place in loaded if place.startswith(("http:", "https:", "//"))] == []
