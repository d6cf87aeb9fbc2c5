"""The engineer's face in a browser: all instruments on one screen, and each does what it says."""

import re
import subprocess
import sys

import pytest
from browser import shots
from playwright.sync_api import expect

from markone.switches import SWITCHES

SCREENS = ((1280, 720), (1920, 1080))
PANES = "panel procedures log scope curve why field parts faults time".split()  # noqa: SIM905


@pytest.fixture(scope="module")
def address():
    """Where a console listens whose machine all pages share."""
    command = [sys.executable, "-m", "markone", "console", "--no-browser", "--shared", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as console:
        try:
            yield re.search(r"http://\S+", console.stdout.readline())[0]
        finally:
            console.terminate()


@pytest.fixture
def page(browser, address):
    """The engineer's face, of a machine that stands at its start and plays."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.set_default_timeout(15_000)
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{address}?face=engineer&lang=en")
    page.locator(".pane-panel .row").first.wait_for()
    yield page
    page.close()
    assert not wrong


def button(page, name):
    return page.locator("#engineer").get_by_role("button", name=name, exact=True)


def run(page, speed="1,000×"):
    button(page, "Run").click()
    button(page, speed).click()


def rest(page):
    """End what runs."""
    button(page, "10,000×").click()
    halt = button(page, "Halt")
    halt.evaluate("(halt) => halt.click()")  # nothing where the procedure has ended by itself meanwhile
    expect(halt).to_be_disabled()
    if button(page, "Play").count():
        button(page, "Play").click()
    expect(page.locator(".phase")).to_contain_text("rest")


@pytest.mark.parametrize("screen", SCREENS, ids=str)
@pytest.mark.parametrize("language", ["en", "pt", "de"])
def test_all_instruments_fit_on_a_screen(page, screen, language, tmp_path):
    page.set_viewport_size(dict(zip(("width", "height"), screen, strict=True)))
    page.locator("#language").select_option(language)
    for name in PANES:
        box = page.locator(f".pane-{name}").bounding_box()
        assert box["width"] > 100
        assert box["height"] > 90
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= screen[0]
        assert box["y"] + box["height"] <= screen[1]
    assert page.evaluate("document.documentElement.scrollHeight") <= screen[1]
    assert page.evaluate("document.documentElement.scrollWidth") <= screen[0]
    told = page.locator("#engineer").inner_text()
    assert not re.search(r"\b(panel|procedures|log|curve|scope|field|parts|faults|timeline|why)\.[a-z]", told)
    page.screenshot(path=shots(tmp_path) / f"engineer_{language}_{screen[0]}.png")


def test_whatever_is_pressed_is_large_enough_and_has_a_name(page):
    controls = page.locator("#engineer :is(button, select, input, textarea)")
    for control in controls.all():
        if not control.is_visible():
            continue
        name = control.evaluate(
            "e => e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent"
        )
        assert name.strip(), control.evaluate("e => e.outerHTML")
        box = control.bounding_box()
        checkbox = control.get_attribute("type") == "checkbox"  # its label, which is pressed too, is larger
        assert checkbox or box["height"] >= 44


def test_the_panel_has_every_row_and_sets_it(page):
    rest(page)
    titles = page.locator(".pane-panel .row strong").all_inner_texts()
    assert titles[:-1] == list(SWITCHES)
    theta = page.get_by_role("spinbutton", name="theta")
    theta.fill("3")
    theta.press("Enter")
    expect(page.get_by_role("slider", name="theta")).to_have_value("3")
    theta.fill("99")
    theta.press("Enter")
    expect(page.locator(".pane-panel .refused")).to_contain_text("theta")
    button(page, "1×").click()
    page.locator(".pane-procedures .hand select").select_option(label="block E")
    button(page, "Show").click()
    expect(theta).to_be_disabled()
    expect(page.locator(".pane-panel .note")).to_contain_text("A slide is being shown")
    rest(page)
    expect(theta).to_be_enabled()


def test_a_procedure_fills_log_curve_and_fields(page):
    rest(page)
    page.get_by_role("textbox", name="Lines of the procedure").fill("nonsense")
    button(page, "Run").click()
    expect(page.locator(".pane-procedures .refused")).to_contain_text("nonsense")
    page.locator(".pane-procedures select").first.select_option("letters")
    run(page)
    expect(page.locator(".pane-curve .note")).to_contain_text(re.compile("Pass [2-9]|Test:"))
    expect(page.locator(".pane-log li").nth(30)).to_be_attached()
    text = page.locator(".pane-log").inner_text()
    assert re.search(
        r"P\d+, P\d+, P\d+ and \d+ more (up|down): R\d was (on|off), wanted (on|off), slide [A-Z]", text
    )
    assert page.locator(".pane-log li").count() <= 301
    rest(page)
    page.locator(".pane-field canvas").hover(position={"x": 20, "y": 40})
    moves = re.compile(r"S\d+\.\d+ moves R1 by ([+−]\d|0\.0+\b)")
    expect(page.locator(".pane-field .note")).to_contain_text(moves)


def test_the_log_stays_where_it_was_scrolled_to(page):
    run(page, "100×")
    log = page.locator(".pane-log ol")
    expect(log.locator("li").nth(40)).to_be_attached()
    log.evaluate("e => { e.scrollTop = 0; }")
    expect(button(page, "To the newest line")).to_be_visible()
    assert log.evaluate("e => e.scrollTop") == 0
    button(page, "To the newest line").click()
    expect(page.locator(".newest")).to_be_hidden()


def test_a_part_is_pointed_at_struck_asked_for_and_repaired(page):
    rest(page)
    run(page)
    expect(page.locator(".pane-curve .note")).to_contain_text(re.compile("Pass [2-9]|Test:"))
    rest(page)
    page.locator(".pane-parts canvas").click(position={"x": 150, "y": 80})
    asked = page.get_by_label("Potentiometer", exact=True)
    expect(asked).to_have_value(re.compile(r"P\d+"))
    pot = asked.input_value()
    expect(page.locator(".pane-why li").first).to_contain_text(pot)
    expect(page.locator(".pane-faults").get_by_label("At")).to_have_value(pot)
    button(page, "Strike").click()
    repair = page.get_by_role("button", name=f"Repair {pot}")
    expect(repair).to_be_visible()
    repair.click()
    expect(page.locator(".pane-faults .broken")).to_contain_text("Everything is in order.")
    page.locator(".pane-faults select").select_option("dim photocell")
    page.locator(".pane-faults").get_by_label("At").fill("S1.1")
    page.get_by_label("Amount").fill("0.25")
    button(page, "Strike").click()
    page.get_by_role("button", name="Repair S1.1").click()
    page.locator(".pane-faults").get_by_label("At").fill("S99.1")
    button(page, "Strike").click()
    expect(page.locator(".pane-faults .refused")).to_have_text(
        "there is no S99.1 here; this machine has S1.1 to S20.20"
    )


def test_time_goes_by_steps_and_back(page):
    run(page)
    expect(page.locator(".pane-curve .note")).to_contain_text(re.compile("Pass [2-9]|Test:"))
    rest(page)
    button(page, "To the start").click()
    expect(page.locator(".clock")).to_have_text("0:00:00.000")
    expect(page.locator(".phase")).to_contain_text("expose")
    for phase in ("settle", "decide"):
        button(page, "Step").click()
        expect(page.locator(".phase")).to_contain_text(phase)
    expect(page.locator(".clock")).to_have_text("0:00:01.000")
    slider = page.get_by_role("slider", name="Back to a time")
    slider.evaluate("e => { e.value = 700; e.dispatchEvent(new Event('change')); }")
    expect(page.locator(".clock")).to_have_text("0:00:00.700")
    expect(page.locator(".phase")).to_contain_text("settle")
    button(page, "One slide back").click()
    expect(page.locator(".clock")).to_have_text("0:00:00.000")


def test_keys_go_through_the_parts_and_the_fields(page):
    rest(page)
    parts, told = page.locator(".pane-parts canvas"), page.locator(".pane-parts .note")
    parts.focus()
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    expect(told).to_have_text("S2.2")
    assert told.get_attribute("aria-live") == "polite"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text("A2")
    page.keyboard.press("Enter")
    said = page.locator(".pane-why .told")
    expect(said).to_contain_text("A2: ")
    expect(said).to_contain_text("told by others")
    expect(said).to_contain_text("assumed")
    for _ in range(2):  # to the potentiometers by the lamps of the answer, or straight
        page.keyboard.press("Home")
    page.locator(".pane-field canvas").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Home")
    expect(page.locator(".pane-field .note")).to_contain_text("S1.2 moves R2 by")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("S1.2: ")


def test_the_log_says_at_once_that_it_went_back(page):
    run(page)
    expect(page.locator(".pane-log li").nth(10)).to_be_attached()
    rest(page)
    button(page, "To the start").click()
    expect(page.locator(".pane-log li").last).to_have_text("0:00:00.000 back in time")


@pytest.mark.parametrize("screen", [(1280, 720), (390, 844)], ids=str)
def test_axe_finds_nothing(browser, address, screen):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    size = dict(zip(("width", "height"), screen, strict=True))
    page = browser.new_page(viewport=size, bypass_csp=True)
    page.goto(f"{address}?face=engineer&lang=en")
    run(page)
    expect(page.locator(".pane-log li").nth(10)).to_be_attached()
    rest(page)
    page.locator(".pane-parts canvas").click(position={"x": 20, "y": 30})
    button(page, "Strike").click()
    found = axe.Axe().run(page).response["violations"]
    wide = page.evaluate(
        "[...document.querySelectorAll('#engineer *')].map((e) => e.getBoundingClientRect().right)"
    )
    page.close()
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
    assert max(wide) <= screen[0]  # nothing lies beside a phone


def test_the_link_is_put_into_the_address(page):
    button(page, "Link to this").click()
    expect(page.locator(".pane-time .note")).to_contain_text("link")
    assert re.search(r"#[\w-]{8,}$", page.url)


def test_a_second_page_looks_on(page, browser, address):
    other = browser.new_page(viewport={"width": 1280, "height": 720})
    other.goto(f"{address}?face=engineer&lang=en")
    expect(other.locator("#operator")).to_contain_text("Another page operates this machine")
    for name in ("Run", "Show", "Step", "Strike", "10×", "To the start"):
        expect(button(other, name)).to_be_disabled()
    expect(other.get_by_role("spinbutton", name="theta")).to_be_disabled()
    other.get_by_label("Potentiometer", exact=True).fill("P3")
    button(other, "Why?").click()
    expect(other.locator(".pane-why li").first).to_contain_text("P3")
    page.close()
    expect(button(other, "Step")).to_be_enabled()
    other.close()
