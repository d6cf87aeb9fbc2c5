"""The museum's face: whoever stands before it draws, shows and teaches, by mouse, finger and keys."""

import pytest
from browser import chromium
from pages import PHONE, WIDE, opened, served, state, told, until, until_says

ENGLISH = "?lang=en"
LESSONS = 24
SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])


@pytest.fixture(scope="module")
def address():
    with served() as found:
        yield found


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


def cell(page, row, column):
    """The middle of a photocell on the page, counted from 0."""
    box = page.locator("#retina").bounding_box()
    return box["x"] + (column + 0.5) * box["width"] / 20, box["y"] + (row + 0.5) * box["height"] / 20


def light(page):
    """The cells on which there is light."""
    return set(state(page, "[...state.light.keys()].filter((cell) => state.light[cell] > 127)"))


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
        assert light(page) == drawn
        page.mouse.click(*cell(page, 3, 9))  # what is drawn twice is gone
        assert light(page) == drawn - {69}
        page.locator("#wanted").select_option("L")
        told(page, {"do": "speed", "factor": 1000})
        shown(page)
        until_says(page, "#judged", "text !== ''")
        assert state(page, "state.answer.wanted") == "L"
        assert light(page) == drawn - {69}  # as the machine has it


def test_the_keys_draw_and_point(browser, address):
    with opened(browser, address + ENGLISH) as page:
        page.locator("#retina").focus()
        for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Space", "ArrowDown", "Enter"):
            page.keyboard.press(key)
        assert light(page) == {22, 42}
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


@SIZES
def test_nothing_scrolls_and_nothing_is_cut_off(browser, address, size):
    with opened(browser, address + "?lang=pt", size, has_touch=True) as page:
        for tab in ["retina"] if size is WIDE else ["slides", "units", "dials", "retina"]:
            if size is PHONE:
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
        assert light(page) == {105}


@SIZES
def test_axe_finds_nothing(browser, address, size):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    with opened(browser, address + ENGLISH, size, bypass_csp=True) as page:
        page.locator("[data-slide=E]").evaluate("(one) => one.click()")
        found = axe.Axe().run(page).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]


def test_pictures_are_put_in_unless_they_are_too_large(browser, address, tmp_path):
    image = pytest.importorskip("PIL.Image")
    paper = image.new("L", (40, 40), 255)
    paper.paste(0, (10, 10, 30, 20))
    paper.save(tmp_path / "ink.png")
    (tmp_path / "large.png").write_bytes(bytes(2_000_001))
    with opened(browser, address + ENGLISH) as page:
        page.locator("#picture").set_input_files(tmp_path / "large.png")
        until_says(page, "#complaint", "text.includes('2 MB')")
        page.locator("#picture").set_input_files(tmp_path / "ink.png")
        until_says(page, "#sentence", "text.includes('your picture')")
        assert light(page) == {20 * row + column for row in range(5, 10) for column in range(5, 15)}


def test_a_kiosk_shows_itself_is_taken_over_and_begins_again(browser, address):
    with opened(browser, address + ENGLISH + "&kiosk&pace=20&idle=1&countdown=2") as page:
        until(page, "import('./static/state.js').then(({ state }) => state.shown > 1)")
        assert page.locator("#kiosk").is_visible()
        page.mouse.move(300, 300)
        page.mouse.down()
        page.mouse.up()
        assert not page.locator("#kiosk").is_visible()
        had = state(page, "state.shown")
        assert had > 1  # the very machine
        page.evaluate("location.hash = 'a link that a visitor has made'")
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
