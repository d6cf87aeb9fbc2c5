"""The notebooks as a student meets them: in JupyterLab, in a browser, every cell run."""

import re
import shutil

import pytest
from browser import chromium, shots
from cells import cells
from conftest import ROOT
from opened_lab import jupyterlab

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
WINDOWS = {"laptop": (1280, 720), "large": (1920, 1080)}
SMALLEST = 0.6
"""Of the size for which a picture was drawn, so that letters of 10 points are at least 9 pixels high."""
FIGURES = ".jp-Cell-outputWrapper:has(.widget-inline-hbox):has(img)"
"""Cells whose picture has sliders or choices."""
MEASURE = """() => {
  const height = document.querySelector(".jp-NotebookPanel-notebook").getBoundingClientRect().height;
  return [...document.querySelectorAll(".jp-CodeCell")].map((cell) => {
    const output = cell.querySelector(".jp-Cell-outputWrapper");
    const control = output.querySelector(".widget-inline-hbox");
    const picture = output.querySelector("img");
    return {
      slider: !!control,
      output: output.getBoundingClientRect().height,
      height,
      shown: picture ? [picture.clientWidth, picture.clientHeight] : null,
      dots: picture ? picture.naturalWidth : null,
      wide: output.scrollWidth - output.clientWidth,
      error: cell.querySelector('[data-mime-type="application/vnd.jupyter.error"]')?.innerText ?? "",
      warned: cell.querySelector('[data-mime-type="application/vnd.jupyter.stderr"]')?.innerText ?? "",
      number: cell.querySelector(".jp-InputArea-prompt").innerText,
    };
  });
}"""
"""Of each code cell: how high its output is, and how its first picture is shown; all in CSS pixels."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a JupyterLab with copies of the notebooks, and settings of nobody."""
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", home / "notebooks", ignore=shutil.ignore_patterns(".*"))
    with jupyterlab(home / "notebooks", home, PYTHONPATH=str(ROOT)) as address:
        yield address


def opened(browser, lab, name, window):
    """A page with the notebook in it, all of its cells run."""
    width, height = WINDOWS[window]
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(120_000)
    page.goto(f"{lab}/lab/tree/{name}.ipynb?reset&token=open")
    page.wait_for_selector(".jp-CodeCell")
    page.wait_for_function("() => window.jupyterapp")
    page.evaluate("() => jupyterapp.commands.execute('filebrowser:hide-main')")
    page.wait_for_function(
        "() => jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
    )
    page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-cells')", None)
    page.wait_for_function(
        """() => [...document.querySelectorAll(".jp-CodeCell .jp-InputArea-prompt")]
            .every((prompt) => /\\[\\d+\\]/.test(prompt.innerText))""",
        timeout=400_000,
    )
    page.wait_for_function(  # a widget comes after its cell has ended
        "([figures, count]) => document.querySelectorAll(figures).length >= count",
        arg=[FIGURES, cells_with_sliders(name)],
    )
    page.wait_for_function("() => [...document.images].every((image) => image.complete)")
    return page


def photograph(page, folder, name, window):
    """Each heading with what follows it, and each figure from its end, as they are seen; kept in `folder`."""
    page.evaluate("() => document.querySelectorAll('details').forEach((folded) => { folded.open = true; })")
    found = page.query_selector_all(".jp-MarkdownCell h1, .jp-MarkdownCell h2, .jp-MarkdownCell h3")
    for number, heading in enumerate(found):
        heading.evaluate("(node) => node.scrollIntoView({ block: 'start' })")
        page.screenshot(path=folder / f"{name}_{window}_{number:02}.png")
    for number, output in enumerate(page.query_selector_all(".jp-Cell-outputWrapper:has(img)")):
        output.evaluate("(node) => node.scrollIntoView({ block: 'end' })")
        page.screenshot(path=folder / f"{name}_{window}_figure_{number:02}.png")


def move(page):
    """Move the first control of each cell by a step, and wait for another picture, or a refusal."""
    for cell in page.query_selector_all(FIGURES):
        picture = cell.query_selector("img")
        before = picture.get_attribute("src")
        slider, chosen = cell.query_selector(".noUi-handle"), cell.query_selector("select")
        if slider:
            slider.press("ArrowRight")
        else:
            another = chosen.evaluate("(one) => (one.selectedIndex + 1) % one.options.length")
            chosen.select_option(index=another)
        page.wait_for_function(
            """([picture, before]) =>
                picture.src !== before || !picture.checkVisibility({ visibilityProperty: true })""",
            arg=[picture, before],
        )


def cells_with_sliders(name):
    """How many cells of a notebook end in a figure with sliders."""
    return sum(bool(re.search(r"^sliders\(", code, re.MULTILINE)) for code in cells(name, "code"))


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_in_jupyterlab_and_fits_the_window(lab, tmp_path, name, window):
    with chromium() as browser:
        page = opened(browser, lab, name, window)
        photograph(page, shots(tmp_path), name, window)
        measured = page.evaluate(MEASURE)
        move(page)
    assert [cell["error"] + cell["warned"] for cell in measured if cell["error"] or cell["warned"]] == []
    assert [cell["number"] for cell in measured if cell["wide"] > 1] == [], "wider than the window"
    moved = [cell for cell in measured if cell["slider"]]
    assert len(moved) == cells_with_sliders(name)
    for cell in moved:
        assert cell["output"] <= cell["height"], f"cell {cell['number']}: sliders and figure need scrolling"
        assert cell["dots"] >= 1.5 * cell["shown"][0], f"cell {cell['number']}: the picture is not sharp"
        assert cell["shown"][0] >= SMALLEST * cell["dots"] / 2, f"cell {cell['number']}: too small to read"
