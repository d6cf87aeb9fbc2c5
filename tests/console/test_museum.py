"""The museum's face: whoever stands before it draws, shows and teaches, by mouse, finger and keys."""

import json
import re
import time

import pytest
from browser import PATIENCE_MS
from pages import CUT_LINE, PHONE, SLOW_LINE, WIDE, opened, served, state, told, until, until_says

from markone.console.bundle import STATIC

ENGLISH = "?lang=en"
LESSONS = 24
SHORT = {"width": 390, "height": 664}  # a phone whose browser has its bars
SIZES = pytest.mark.parametrize("size", [WIDE, PHONE, SHORT], ids=["wide", "phone", "short"])


def cell(page, row, column):
    """The middle of a photocell on the page, counted from 0."""
    box = page.locator("#retina").bounding_box()
    return box["x"] + (column + 0.5) * box["width"] / 20, box["y"] + (row + 0.5) * box["height"] / 20


def light(page):
    """The cells on which there is light."""
    return set(state(page, "[...state.light.keys()].filter((cell) => state.light[cell] > 127)"))


def is_lit(page, cells):
    """On these cells there comes to be light, and on no others."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while light(page) != cells and time.monotonic() < end:
        page.wait_for_timeout(20)
    assert light(page) == cells


def shown(page):
    """Press the button, and wait for what the lamps spell."""
    until(page, "document.querySelector('#show').ariaDisabled !== 'true'")
    page.locator("#show").click()
    until_says(page, "#spelt", "text !== '–'")
    return page.locator("#spelt").text_content()


def test_a_letter_is_drawn_with_the_mouse_and_shown(browser, address):
    with opened(browser, address + ENGLISH) as page:
        page.mouse.move(*cell(page, 3, 9))
        page.mouse.down()
        page.mouse.move(*cell(page, 12, 9), steps=3)
        page.mouse.move(*cell(page, 12, 14), steps=2)
        page.mouse.up()
        drawn = {20 * row + 9 for row in range(3, 13)} | {240 + column for column in range(9, 15)}
        is_lit(page, drawn)
        page.mouse.click(*cell(page, 3, 9))  # what is drawn twice is gone
        is_lit(page, drawn - {69})
        page.locator("#wanted").select_option("L")
        told(page, {"do": "speed", "factor": 1000})
        shown(page)
        until_says(page, "#judged", "text !== ''")
        assert state(page, "state.answer.wanted") == "L"
        is_lit(page, drawn - {69})  # as the machine has it


def test_the_keys_draw_and_point(browser, address):
    with opened(browser, address + ENGLISH) as page:
        page.locator("#retina").focus()
        for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Space", "ArrowDown", "Enter"):
            page.keyboard.press(key)
        is_lit(page, {22, 42})
        until_says(page, "#point", "text.startsWith('S3.3')")
        said = page.locator("#" + page.locator("#retina").get_attribute("aria-activedescendant"))
        assert said.text_content() == "S3.3, in the light"
        page.locator("#units").focus()
        page.keyboard.press("ArrowRight")
        until_says(page, "#point", "text.startsWith('A2: ')")
        assert "of 10 excitatory lit" in page.locator("#point").text_content()
        said = page.locator("#point").text_content()  # who says so, of every number in it
        assert "512 A-units told by others Wikipedia" in said
        assert "threshold assumed P_a near .2" in said
        for rack, part in (("#pots", "P1: "), ("#answer", "R1: ")):
            page.locator(rack).focus()
            until_says(page, "#point", f"text.startsWith('{part}')")


def test_two_letters_are_taught_until_they_are_right(browser, address):
    with opened(browser, address + ENGLISH) as page:
        told(page, {"do": "speed", "factor": 1000})
        right = 0
        for lesson in range(LESSONS):
            letter = "CT"[lesson % 2]
            page.locator(f"[data-slide={letter}]").click()
            until_says(page, "#wanted option:checked", f"text === '{letter}'")
            right = right + 1 if shown(page) == letter else 0
            if right == 4:
                break
        assert right == 4, f"after {LESSONS} lessons"
        assert page.locator("#judged").text_content().endswith("Right")
        assert state(page, "state.volts.some((one) => one > 0) && state.volts.some((one) => one < 0)")
        page.locator("[data-slide=C]").click()  # it has not answered to this one yet
        until_says(page, "#spelt", "text === '–'")


def test_another_language(browser, address):
    with opened(browser, address, locale="en-GB") as page:
        until_says(page, "#show", "text === 'Show'")
        page.locator("#language").select_option("de")
        until_says(page, "#show", "text === 'Zeigen'")
        assert page.evaluate("document.documentElement.lang") == "de"
        page.reload()  # it is kept
        until_says(page, "#show", "text === 'Zeigen'")
    with opened(browser, address, locale="pt-BR") as page:
        until_says(page, "#show", "text === 'Mostrar'")


def test_of_two_languages_the_one_chosen_last_is_spoken(browser, address):
    with opened(browser, address, locale="en-GB") as page:
        until_says(page, "#show", "text === 'Show'")
        late = []

        def hold(route):
            late.append(route)  # its words come after those of the other

        page.route("**/words/pt.json", hold)
        page.locator("#language").select_option("pt")
        page.locator("#language").select_option("de")
        until_says(page, "#show", "text === 'Zeigen'")
        with page.expect_response("**/words/pt.json"):
            late[0].continue_()
        page.wait_for_timeout(200)
        assert page.locator("#show").text_content() == "Zeigen"


@SIZES
def test_nothing_scrolls_and_nothing_is_cut_off(browser, address, size):
    with opened(browser, address + "?lang=pt", size, has_touch=True) as page:
        for tab in ["retina"] if size is WIDE else ["slides", "units", "dials", "retina"]:
            if size is not WIDE:
                page.locator(f"[data-to={tab}]").click()
            assert page.evaluate(
                "[document.documentElement, document.body, document.querySelector('#museum')].every((one) =>"
                " one.scrollHeight <= one.clientHeight && one.scrollWidth <= one.clientWidth)"
            )
            small = page.evaluate(
                "[...document.querySelectorAll('button, select, label.key')].filter((one) => {"
                " const { width, height, right, bottom } = one.getBoundingClientRect();"
                " const least = Math.min(width, height);"
                " return least && (least < 43.9 || right > innerWidth || bottom > innerHeight);"
                "}).map((one) => one.id || one.textContent)"
            )
            assert not small
            spilt = (
                "(one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'none'"
            )
            assert not page.evaluate(
                f"[...document.querySelectorAll('#plate :is(button, h1)')].filter({spilt}).length"
            )
        page.touchscreen.tap(*cell(page, 5, 5))
        is_lit(page, {105})


@SIZES
def test_axe_finds_nothing(browser, address, size):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    with opened(browser, address + ENGLISH, size, bypass_csp=True) as page:
        page.locator("[data-slide=E]").evaluate("(one) => one.click()")
        found = axe.Axe().run(page).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]


@SIZES
def test_axe_finds_nothing_in_a_kiosk(browser, address, size):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    with opened(browser, address + "?lang=de&kiosk&idle=2&countdown=60", size, bypass_csp=True) as page:
        until(page, "import('./static/state.js').then(({ state }) => state.shown > 0)")
        found = axe.Axe().run(page).response["violations"]
        page.mouse.click(*cell(page, 9, 13))
        page.locator("#still").wait_for()
        found += axe.Axe().run(page).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]


def test_pictures_are_put_in_unless_they_are_too_large(browser, address, tmp_path, ink):
    (tmp_path / "large.png").write_bytes(bytes(2_000_001))
    with opened(browser, address + ENGLISH) as page:
        page.locator("#picture").set_input_files(tmp_path / "large.png")
        until_says(page, "#complaint", "text.includes('2 MB')")
        page.locator("#picture").set_input_files(ink)
        until_says(page, "#sentence", "text.includes('your picture')")
        is_lit(page, {20 * row + column for row in range(5, 10) for column in range(5, 15)})


def test_a_kiosk_shows_itself_is_taken_over_and_begins_again(browser, address):
    with opened(browser, address + ENGLISH + "&kiosk&pace=20&idle=1&countdown=5") as page:
        until(page, "import('./static/state.js').then(({ state }) => state.shown > 1)")
        assert page.locator("#kiosk").is_visible()
        page.mouse.move(300, 300)
        page.mouse.down()
        page.mouse.up()
        assert not page.locator("#kiosk").is_visible()
        had = state(page, "state.shown")
        assert had > 1  # the very machine
        page.evaluate(
            "import('./static/state.js').then(({ state }) => {"
            " state.link = location.hash = 'a-link-that-a-visitor-has-made'; })"
        )
        page.locator("#language").select_option("de")  # for this visitor, and not for the next
        page.get_by_role("button", name="Ich bin noch da").click()
        assert not page.locator("#still").is_visible()
        assert state(page, "state.shown") >= had
        page.locator("#still").wait_for()
        with page.expect_navigation():
            pass
        page.locator("#kiosk").wait_for()  # a new machine
        assert "#" not in page.url
        assert page.locator("a[href]").count() == 0


def test_a_kiosk_on_a_phone_shows_all_its_controls_and_the_picture(browser, address):
    with opened(browser, address + "?lang=de&kiosk&idle=60", PHONE, has_touch=True) as page:
        until(page, "import('./static/state.js').then(({ state }) => state.shown > 0)")
        assert page.locator("#kiosk").is_visible()
        covered = page.evaluate(COVERED_BY_BAND)
        assert not covered
        page.touchscreen.tap(*cell(page, 9, 13))
        page.locator("#kiosk").wait_for(state="hidden")
        until(page, "import('./static/state.js').then(({ state }) => state.light[9 * 20 + 13] > 127)")


COVERED_BY_BAND = """(() => {
  const band = document.querySelector('#kiosk').getBoundingClientRect();
  const shown = ':is(button, select, input, #retina, #answer, #spelt, #sentence)';
  const parts = document.querySelectorAll(`#museum ${shown}`);
  return [...parts].filter((part) => {
    const { left, right, top, bottom, width } = part.getBoundingClientRect();
    return width && left < band.right && right > band.left && top < band.bottom && bottom > band.top;
  }).map((part) => part.id || part.textContent);
})()"""


def dropped(page, file, place):
    """Drop a file on a place, as from a window of files."""
    x, y = place
    files = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
    devtools = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        devtools.send("Input.dispatchDragEvent", {"type": kind, "x": x, "y": y, "data": files})


NOTE_READING = """() => {
  window.read = 0;
  Blob.prototype.arrayBuffer = () => { read++; return new Promise(() => {}); };
}"""
"""A picture begins to be read as it is dropped, and is sent some time later."""


@pytest.fixture
def ink(tmp_path):
    """A picture of a black bar on white paper."""
    image = pytest.importorskip("PIL.Image")
    paper = image.new("L", (40, 40), 255)
    paper.paste(0, (10, 10, 30, 20))
    paper.save(tmp_path / "ink.png")
    return tmp_path / "ink.png"


def test_a_picture_is_dropped_on_the_page(browser, address, ink):
    with opened(browser, address + ENGLISH) as page:
        dropped(page, ink, cell(page, 9, 9))
        until_says(page, "#sentence", "text.includes('your picture')")
        assert page.url == address + ENGLISH
        place = cell(page, 9, 9)
        page.keyboard.press("F2")
        page.evaluate(NOTE_READING)
        dropped(page, ink, place)  # on the other face, which takes none
        refused = "!document.querySelector('#engineer').dispatchEvent(new Event('drop', {}))"
        assert page.evaluate(refused.format("{ bubbles: true, cancelable: true }"))
        page.keyboard.press("F2")
        assert page.locator("#retina").is_visible()
        assert page.evaluate("read") == 0


def test_a_kiosk_takes_no_picture_and_leads_nowhere(browser, address, ink):
    with opened(browser, address + ENGLISH + "&kiosk&idle=60") as page:
        page.mouse.click(*cell(page, 0, 0))  # takes over
        until(page, "import('./static/state.js').then(({ state }) => !state.showing)")
        page.locator("#show").wait_for()
        page.evaluate("() => { window.sent = []; WebSocket.prototype.send = (text) => sent.push(text); }")
        page.evaluate(NOTE_READING)
        dropped(page, ink, cell(page, 9, 9))
        page.locator("#teach").click()
        until(page, "sent.length > 0")
        assert page.evaluate("read") == 0
        assert not [text for text in page.evaluate("sent") if re.search("picture|target", text)]
        assert page.locator("#complaint").text_content() == ""
        allowed = "!document.body.dispatchEvent(new Event('{}', {{ bubbles: true, cancelable: true }}))"
        for name in ("contextmenu", "dragstart"):
            assert page.evaluate(allowed.format(name)), name
        assert len(page.context.pages) == 1
        assert page.url.startswith(address)


class Hand:
    """Fingers on a page."""

    def __init__(self, page):
        self.devtools = page.context.new_cdp_session(page)

    def touch(self, kind, *places):
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        self.devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def spread(self, x, y, times):
        """Two fingers, level beside a place and 24 px apart, go to so many times that distance."""
        self.touch("touchStart", (x - 12, y), (x + 12, y))
        for step in range(1, 11):
            apart = 12 * (1 + (times - 1) * step / 10)
            self.touch("touchMove", (x - apart, y), (x + apart, y))
        self.touch("touchEnd")


def middle(page, selector):
    box = page.locator(selector).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def pointed_by_tap(page, x, y):
    """The address of the part that is under a finger."""
    page.evaluate("import('./static/select.js').then(({ pointAt }) => pointAt(null))")
    page.touchscreen.tap(x, y)
    until(page, "import('./static/state.js').then(({ state }) => state.pointed !== null)")
    return state(page, "state.pointed.at")


@pytest.mark.parametrize(("tab", "rack"), [("units", "#units"), ("dials", "#pots")])
def test_two_fingers_zoom_a_rack_and_one_moves_it(browser, address, tab, rack):
    with opened(browser, address + ENGLISH, PHONE, has_touch=True, is_mobile=True) as page:
        page.locator(f"[data-to={tab}]").click()
        x, y = middle(page, rack)
        here = pointed_by_tap(page, x + 3, y)
        beside = pointed_by_tap(page, x + 30, y)
        assert beside != here
        hand = Hand(page)
        hand.spread(x, y, 10)  # at most eight times as large: 3 px are 24 then
        assert pointed_by_tap(page, x + 30, y) == here  # whose 3 px are 24 and more
        assert page.evaluate("visualViewport.scale") == 1
        hand.touch("touchStart", (x + 60, y))
        hand.touch("touchMove", (x, y))
        hand.touch("touchMove", (x - 60, y))
        hand.touch("touchEnd")
        assert pointed_by_tap(page, x + 30 - 120, y) == here  # it went along with the finger


ZOOMS_PAGE = """(selector) => {
  const actions = [];
  for (let one = document.querySelector(selector); one; one = one.parentElement) {
    actions.push(getComputedStyle(one).touchAction);
  }
  return actions.every((action) => /auto|manipulation|pinch-zoom/.test(action));
}"""


def test_two_fingers_may_zoom_the_page_itself_unless_it_is_a_kiosk(browser, address):
    for query, may in (("", True), ("&kiosk&idle=60", False)):
        with opened(browser, address + ENGLISH + query, PHONE, has_touch=True, is_mobile=True) as page:
            for place in ("#retina", "#sentence", "#answer", "#plate"):
                assert page.evaluate(ZOOMS_PAGE, place) == may, (place, query)
            how = page.locator("meta[name=viewport]").get_attribute("content")
            assert not re.search("scalable|maximum", how)


def test_a_stroke_is_taken_back_when_its_finger_zooms_the_page(browser, address):
    with opened(browser, address + ENGLISH, PHONE, has_touch=True, is_mobile=True) as page:
        page.touchscreen.tap(*cell(page, 2, 2))
        hand = Hand(page)
        hand.touch("touchStart", cell(page, 5, 5))
        is_lit(page, {42, 105})
        hand.touch("touchStart", cell(page, 5, 5), cell(page, 15, 5))
        hand.touch("touchMove", cell(page, 3, 5), cell(page, 18, 5))
        until(page, "import('./static/state.js').then(({ state }) => !state.light[105])")
        is_lit(page, {42})


def in_holder(page):
    """The cells on which there is light in the machine, as far as the page was told."""
    return set(state(page, "[...state.inHolder.keys()].filter((cell) => state.inHolder[cell] > 127)"))


def test_what_is_drawn_stays_though_older_pictures_of_the_slide_come(browser, address):
    with opened(browser, address + ENGLISH) as page:
        page.mouse.click(*cell(page, 2, 2))
        is_lit(page, {42})
        until(page, "import('./static/state.js').then(({ state }) => state.inHolder[42] > 127)")
        page.evaluate(SLOW_LINE)
        page.get_by_role("button", name="Clear the slide").click()
        page.mouse.click(*cell(page, 2, 2))
        page.wait_for_timeout(150)
        page.mouse.click(*cell(page, 5, 5))
        assert light(page) == {42, 105}
        until(page, "import('./static/state.js').then(({ state }) => !state.drawing)")
        page.wait_for_timeout(500)
        assert light(page) == in_holder(page) == {42, 105}


def test_what_is_drawn_is_moved_with_the_slide(browser, address):
    with opened(browser, address + ENGLISH) as page:
        page.evaluate(
            "import('./static/holder.js').then(({ paintCells, moveSlide }) => {"
            " paintCells([42], 255); moveSlide({ right: 1 }); })"
        )
        is_lit(page, {43})


def test_what_the_machine_refuses_or_never_hears_is_not_drawn(browser):
    draw = "import('./static/holder.js').then(({ paintCells }) => paintCells([105], 255))"
    with served(shared=True) as address, opened(browser, address + ENGLISH) as page:
        page.mouse.click(*cell(page, 2, 2))
        is_lit(page, {42})
        with opened(browser, address + ENGLISH) as other:
            is_lit(other, {42})
            other.evaluate(draw)
            until_says(other, "#complaint", "text.includes('operate')")
            is_lit(other, {42})
        page.evaluate(CUT_LINE)
        page.evaluate(draw)
        until(page, "globalThis.mend !== undefined")
        is_lit(page, {42})
        page.evaluate(draw)
        page.wait_for_timeout(200)
        assert light(page) == {42, 105}
        page.evaluate("mend()")
        until(page, "import('./static/state.js').then(({ state }) => state.connected)")
        is_lit(page, {42})


def test_on_the_retina_of_a_kiosk_one_finger_draws(browser, address):
    with opened(browser, address + ENGLISH + "&kiosk&idle=60", PHONE, has_touch=True, is_mobile=True) as page:
        page.touchscreen.tap(*middle(page, "#sentence"))
        page.get_by_role("button", name="Clear the slide").tap()
        hand = Hand(page)
        hand.touch("touchStart", cell(page, 5, 5), cell(page, 15, 5))
        hand.touch("touchMove", cell(page, 5, 7), cell(page, 15, 8))
        is_lit(page, {105, 106, 107})


HEARD = """(message) => import('./static/heard.js').then(({ heard }) => heard(message))"""


@pytest.mark.parametrize(
    ("code", "told", "language", "said"),
    [
        ("part", {"at": "A900", "first": "A1", "last": "A512"}, "de", "A900 gibt es hier nicht; diese"),
        ("picture_large", {"size": 2_500_000, "most": 2_000_000}, "pt", "a imagem tem 2.500.000 bytes"),
        (
            "amount",
            {"kind": "dim photocell", "amount": 1.5, "most": 1},
            "de",
            "schwache Fotozelle: Den Betrag 1,5",
        ),
        ("said", {}, "en", "line 3: there is no such thing"),
        ("nobody knows", {}, "en", "line 3: there is no such thing"),
    ],
)
def test_a_refusal_is_told_in_the_pages_language(browser, address, code, told, language, said):
    page_language = language if language != "en" else "pt"  # what has no words there stays as it came
    with opened(browser, f"{address}?lang={page_language}") as page:
        until(page, f"document.documentElement.lang === '{page_language}'")
        message = {
            "is": "error",
            "id": None,
            "code": code,
            "with": told,
            "text": "line 3: there is no such thing",
        }
        page.evaluate(HEARD, message)
        complaint = page.locator("#complaint")
        assert complaint.text_content().startswith(said)
        assert "{" not in complaint.text_content()
        assert complaint.get_attribute("lang") == language


def test_a_shared_machine_is_asked_for_and_handed_over(browser, address):
    with opened(browser, address + ENGLISH) as page:
        bar = page.locator("#operator")
        button = bar.locator("button")
        assert not bar.is_visible()
        page.evaluate("import('./static/state.js').then(({ state }) => { state.shared = true; })")
        page.evaluate("() => { window.sent = []; WebSocket.prototype.send = (text) => sent.push(text); }")
        for news, says, sends in (
            ({"can_operate": False, "asked": False, "waiting": 1}, "Ask to operate", '"do":"operate"'),
            ({"can_operate": False, "asked": True, "waiting": 2}, "it is yours when the operator", None),
            ({"can_operate": True, "asked": False, "waiting": 3}, "machine: 3", '"do":"hand_over"'),
            ({"can_operate": True, "asked": False, "waiting": 0}, None, None),
        ):
            page.evaluate(HEARD, {"is": "operator", **news})
            until(page, f"{str(says is None).lower()} === document.querySelector('#operator').hidden")
            looks_on = str(not news["can_operate"]).lower()
            until(page, f"{looks_on} === document.querySelector('#desk').inert")
            if says:
                until_says(page, "#operator", f"text.includes('{says}')")
                assert button.is_enabled() == bool(sends)
            if sends:
                button.click()
                until(page, f"sent.some((text) => text.includes('{sends}'))")


def test_what_was_set_here_is_told_beside_its_source(browser, address):
    with opened(browser, address + "?lang=de") as page:
        page.locator("#units").focus()
        until_says(page, "#point", "text.startsWith('A1: ')")
        page.evaluate(HEARD, {"is": "news", "here": {"Spec.theta": [3, 2]}})
        until_says(page, "#point", "text.includes('Schwelle hier auf 3 gestellt, ab Werk 2: angenommen')")


LONGEST = {"slide": "standing bar 12", "wanted": "W", "cells": 400, "slides": "12,345"}
LONGEST |= {"motors": 512, "units": 512, "of": 512, "one": "C", "two": "T"}
CUT_OFF = """([told, most]) => import('./static/words.js').then(({ say }) => {
  const place = document.querySelector('#sentence');
  return Object.entries(told).filter(([key, numbers]) => {
    place.textContent = say(key, { ...numbers, letter: say('sentence.nothing') });
    const lines = place.scrollHeight / parseFloat(getComputedStyle(place).lineHeight);
    return place.scrollWidth > place.clientWidth || lines > most + 0.1;
  }).map(([key]) => key);
})"""


SPEAKS = "import('./static/words.js').then(({ language, has }) => language === '%s' && has('sentence.wait'))"


@pytest.mark.parametrize("language", ["en", "pt", "de"])
def test_no_sentence_is_cut_off(browser, address, language):
    words = json.loads((STATIC / "words" / "en.json").read_text("utf-8"))
    told = {key: LONGEST for key in words if re.match(r"sentence\.|kiosk\.(?!countdown|stay|touch)", key)}
    with opened(browser, f"{address}?lang={language}") as page:
        until(page, SPEAKS % language)
        for width, height, lines in ((1024, 768, 1), (1280, 720, 1), (1920, 1080, 1), (390, 844, 3)):
            page.set_viewport_size({"width": width, "height": height})
            assert not page.evaluate(CUT_OFF, [told, lines]), (width, language)
