"""A notebook in JupyterLab itself: a cell is live with its kernel, and recorded where there is none."""

import re
import subprocess
import sys

import pytest
from browser import PATIENCE_MS, shots
from opened_lab import jupyterlab, surroundings
from playwright.sync_api import expect

pytestmark = pytest.mark.slow
pytest.importorskip("anywidget")
nbformat = pytest.importorskip("nbformat")


CELL = "import markone.console\nmarkone.console.show('letters')"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a notebook in it."""
    folder = tmp_path_factory.mktemp("lab")
    python = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [nbformat.v4.new_code_cell(CELL)]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": python})
    nbformat.write(notebook, folder / "console.ipynb")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Where JupyterLab keeps what is its own."""
    return tmp_path_factory.mktemp("jupyter")


@pytest.fixture(scope="module")
def lab(folder, home):
    """Where JupyterLab serves the folder."""
    with jupyterlab(folder, home) as address:
        yield address


def test_a_cell_is_live_and_what_is_kept_of_it_is_recorded(browser, lab, folder, home, tmp_path):
    page, errors = browser.new_page(viewport={"width": 1280, "height": 1000}, locale="en"), []
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{lab}/doc/tree/console.ipynb?token=open")
    page.locator(".jp-Cell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    frame = page.locator(".jp-OutputArea iframe[title='markone console']").first
    frame.scroll_into_view_if_needed()
    live = frame.content_frame
    live.get_by_role("button", name="Stop the procedure").click()
    expect(live.locator("#show")).to_have_text("Show")
    live.get_by_role("button", name="Clear the slide").click()
    expect(live.locator("#sentence")).to_contain_text("Draw on the eye")
    box = live.locator("#retina").bounding_box()
    x, step = box["x"] + 4.5 * box["width"] / 20, box["width"] / 20
    page.mouse.move(x, box["y"] + 4.5 * step)
    page.mouse.down()
    page.mouse.move(x, box["y"] + 15.5 * step, steps=4)
    page.mouse.up()
    expect(live.locator("#sentence")).to_contain_text("your drawing")
    live.locator("#show").click()
    expect(live.locator("#sentence")).to_contain_text("12 of 400 photocells are lit")
    expect(live.locator("#spelt")).not_to_have_text("–")
    live.locator("[data-slide=E]").click()
    expect(live.locator("#sentence")).to_contain_text("The slide is in place: E")
    live.locator("#units").hover(position={"x": 40, "y": 40})
    expect(live.locator("#point")).to_contain_text(re.compile(r"A\d+: \d+ of \d+ excitatory lit"))
    page.screenshot(path=shots(tmp_path) / "jupyterlab.png")
    page.locator(".jp-Cell .cm-content").first.click()
    saved = folder / "console.ipynb"
    with page.expect_response(lambda answer: answer.request.method == "PUT" and saved.name in answer.url):
        page.keyboard.press("Control+s")
    page.close()
    assert not errors, errors
    convert = [sys.executable, "-m", "nbconvert", "--to", "html", str(saved)]
    subprocess.run(convert, env=surroundings(home), check=True, capture_output=True)
    recorded_without_kernel(browser, saved.with_suffix(".html"), tmp_path)


def recorded_without_kernel(browser, file, tmp_path):
    """The page that is made of the notebook opens from disk, and its run is scrubbed."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000}, locale="en")
    page.set_default_timeout(PATIENCE_MS)
    page.route("http*://**", lambda route: route.abort())
    page.goto(file.as_uri())
    page.locator("summary", has_text="As recorded, without a kernel").click()
    recorded = page.locator("details iframe").content_frame
    where = recorded.locator("#scrub-where")
    recorded.get_by_role("button", name="Next slide").click()
    expect(where).to_have_text(re.compile(r"Slide \d+ of 364 \(.\), \d*[05]\.0 s, shutter open"))
    recorded.get_by_role("slider", name="Moment of the recording").click()  # in its middle
    expect(where).to_contain_text(re.compile(r"Slide 1\d\d of 364"))
    recorded.locator("#pots").hover(position={"x": 40, "y": 40})
    expect(recorded.locator("#point")).to_contain_text(re.compile(r"P\d+: stands at"))
    expect(recorded.locator("#scrub-live")).to_contain_text("markone console letters")
    page.screenshot(path=shots(tmp_path) / "nbconvert.png")
    page.close()
