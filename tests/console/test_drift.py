"""What a page shows is what the machine is, whoever else acts, on a slow line, and once it was lost."""

from pages import CUT_LINE, SLOW_LINE, opened, served, state, told, until, until_says

ENGLISH = "?lang=en"
WIRES = "document.querySelector('#wires canvas').toDataURL()"
RIGHT = "#tools button[data-name='tools.right']"


def holds(page, what):
    """Wait until something of the page's state is so."""
    until(page, f"import('./static/state.js').then(({{ state }}) => {what})")


def show_c(page):
    """Show the machine its first slide, a C, as fast as it can look."""
    told(page, {"do": "speed", "factor": 1000})
    page.locator("[data-slide=C]").click()
    page.locator("#show").click()
    holds(page, "!state.showing && state.shown === 1")


def columns(page):
    """The columns on whose cells there is light."""
    lit = state(page, "[...state.light.keys()].filter((cell) => state.light[cell] > 127)")
    return {cell % 20 for cell in lit}


def cut(page):
    """Lose the line, and have it again."""
    page.evaluate(CUT_LINE)
    told(page, {"do": "play"})
    until(page, "globalThis.mend !== undefined")
    page.evaluate("mend()")
    holds(page, "state.connected")


def test_a_slide_is_moved_from_where_it_is_whoever_put_it_in(browser):
    with served(shared=True) as address, opened(browser, address + ENGLISH) as page:
        page.locator("[data-slide=C]").click()
        for _ in range(3):
            page.locator(RIGHT).click()
        holds(page, "state.movedThere.right === 3")
        told(page, {"do": "slide", "group": "block", "name": "T"})  # as the desk does
        holds(page, "state.slide === 'T' && state.moved.right === 0")
        before = columns(page)
        page.locator(RIGHT).click()
        holds(page, "state.movedThere.right === 1")
        assert columns(page) == {column + 1 for column in before if column < 19}
        with opened(browser, address + ENGLISH) as other:  # who goes on where somebody else was
            holds(other, "state.moved.right === 1")


def test_a_move_that_is_refused_is_not_remembered(browser):
    with served(shared=True) as address, opened(browser, address + ENGLISH) as page:
        page.locator("[data-slide=C]").click()
        holds(page, "state.slide === 'C'")
        with opened(browser, address + ENGLISH) as other:
            holds(other, "state.slide === 'C'")
            other.evaluate("import('./static/holder.js').then(({ moveSlide }) => moveSlide({ right: 2 }))")
            until_says(other, "#complaint", "text.includes('operate')")
            holds(other, "state.moved.right === 0 && !state.moving")


def test_the_letter_that_is_wanted_is_the_machines(browser, address):
    with opened(browser, address + ENGLISH) as page:
        page.locator("[data-slide=C]").click()
        until_says(page, "#wanted option:checked", "text === 'C'")
        page.evaluate(SLOW_LINE)
        page.locator("#teach").press("Enter")
        page.locator("#wanted").focus()
        page.locator("#wanted").select_option("L")
        holds(page, "state.answer.wanted === 'L'")
        page.wait_for_timeout(500)
        assert page.locator("#wanted option:checked").text_content() == "L"
        told(page, {"do": "run", "procedure": "letters"})
        holds(page, "state.following")
        told(page, {"do": "pause"})
        page.locator("#wanted").focus()
        page.locator("#wanted").select_option(label="Q")
        until_says(page, "#complaint", "text.includes('procedure')")
        wanted = state(page, "state.answer.wanted")
        assert wanted != "Q"
        until_says(page, "#wanted option:checked", f"text === '{wanted or '–'}'")


def test_a_verdict_is_on_the_slide_that_is_there(browser):
    with (
        served(shared=True) as address,
        opened(browser, address + ENGLISH) as page,
        opened(browser, address + ENGLISH) as other,
    ):
        told(page, {"do": "speed", "factor": 1000})
        page.locator("[data-slide=C]").click()
        holds(page, "state.slide === 'C' && state.answer.wanted === 'C'")
        page.locator("#show").click()
        until_says(other, "#spelt", "text !== '–'")
        page.locator("[data-slide=T]").click()
        until_says(other, "#spelt", "text === '–'")
        until_says(page, "#spelt", "text === '–'")


def test_a_time_slider_that_is_put_back_where_it_was_lets_go(browser, address):
    with opened(browser, address + ENGLISH) as page:
        show_c(page)
        page.keyboard.press("F2")
        slider = page.locator(".pane-time input[type=range]").first
        box = slider.bounding_box()
        middle, end = box["y"] + box["height"] / 2, box["x"] + box["width"] - 4
        page.mouse.move(end, middle)
        page.mouse.down()
        page.mouse.move(end - 60, middle, steps=3)
        page.mouse.move(end + 40, middle, steps=3)
        page.mouse.up()
        told(page, {"do": "play"})
        told(page, {"do": "show"})
        holds(page, "state.shown === 2 && !state.showing")
        until(
            page,
            "import('./static/state.js').then(({ state }) => document.querySelector("
            "'.pane-time input[type=range]').value === String(state.ms))",
        )


def test_a_tour_begins_again_when_the_line_is_back(browser, address):
    with opened(browser, address + ENGLISH + "&kiosk&pace=20") as page:
        holds(page, "state.shown > 1")
        page.evaluate(CUT_LINE)
        until(page, "globalThis.mend !== undefined")
        with page.expect_event("load"):
            page.evaluate("setTimeout(mend)")
        holds(page, "state.shown > 1")


def test_explanations_are_of_the_machine_as_it_is_on_a_slow_line(browser, address):
    with opened(browser, address + ENGLISH) as page:
        page.evaluate(SLOW_LINE)
        for volts in (3.0, 3.5):
            told(page, {"do": "turn", "pot": "P7", "volts": volts})
            holds(page, f"Math.abs(state.volts[6] - {volts}) < 0.01")
            if volts == 3.0:
                page.evaluate("import('./static/select.js').then(({ pointAt }) => pointAt('P7'))")
                page.wait_for_timeout(120)
        holds(page, "state.pointed.told && Math.abs(state.pointed.told.volts - 3.5) < 0.01")


def test_wires_that_are_lit_are_so_in_a_page_that_was_opened_later(browser):
    with served(shared=True) as address, opened(browser, address + ENGLISH) as page:
        show_c(page)
        with opened(browser, address + ENGLISH) as later:
            later.evaluate("import('./static/select.js').then(({ pointAt }) => pointAt('A1'))")
            holds(later, "state.pointed?.told && state.pointed?.wires")
            lit = state(later, "state.pointed.told.lit_cells")
            assert len(lit) == state(later, "state.pointed.told.plus + state.pointed.told.minus") > 0
            later.wait_for_timeout(200)
            drawn = later.evaluate(WIRES)
            dark = "state.pointed.told.lit_cells = []; changed('pointed');"
            later.evaluate(f"import('./static/state.js').then(({{ state, changed }}) => {{ {dark} }})")
            for _ in range(100):  # a busy machine draws late
                if later.evaluate(WIRES) != drawn:
                    break
                later.wait_for_timeout(50)
            assert later.evaluate(WIRES) != drawn


def test_at_the_desk_nothing_is_struck_from_elsewhere_and_nothing_refused_stands(browser, address):
    with opened(browser, address + ENGLISH) as page:
        page.keyboard.press("F2")
        page.locator(".pane-faults input[type=checkbox]").check()
        page.keyboard.press("F2")
        page.evaluate("import('./static/select.js').then(({ pointAt }) => pointAt('P2'))")
        page.wait_for_timeout(200)
        page.keyboard.press("F2")
        page.wait_for_timeout(300)
        assert state(page, "state.broken") == {}
        theta = page.locator(".pane-panel input[type=number][aria-label=theta]")
        before = theta.input_value()
        theta.fill("99999")
        theta.press("Enter")
        until_says(page, ".pane-panel .refused", "text.includes('99999')")
        assert theta.input_value() == before


def test_why_is_told_in_the_pages_language_and_of_its_time(browser, address):
    with opened(browser, address + ENGLISH) as page:
        show_c(page)
        told(page, {"do": "turn", "pot": "P1", "volts": 1.5})
        page.keyboard.press("F2")
        page.locator(".pane-why input").fill("P1")
        page.locator(".pane-why input").press("Enter")
        page.locator(".pane-why li").first.wait_for()
        until_says(page, ".pane-why .moves", "text.includes('by hand')")
        page.locator("#language").select_option("de")
        until_says(page, ".pane-why .moves", "text.includes('von Hand')")
        told(page, {"do": "back", "ms": 0})
        until_says(page, ".pane-why .moves", "!text.includes('von Hand')")


def test_a_link_that_is_put_into_the_address_is_opened(browser, address):
    with opened(browser, address + ENGLISH) as page:
        told(page, {"do": "turn", "pot": "P1", "volts": 1.5})
        link = page.evaluate(
            "import('./static/talk.js').then(({ ask }) => ask({ do: 'link', face: 'museum' }))"
        )["link"]
        with page.expect_navigation():
            page.evaluate(f"location.hash = '{link}'")
        page.locator(".slide").first.wait_for(state="attached")


def test_a_part_that_another_machine_lacks_is_pointed_at_no_more(browser, address):
    with opened(browser, address + ENGLISH) as page:
        page.evaluate("import('./static/select.js').then(({ pointAt }) => pointAt('R5'))")
        holds(page, "state.pointed?.told")
        told(page, {"do": "run", "procedure": "left-right"})
        holds(page, "state.machine.responses < 5 && state.pointed === null")


HALF_ASKED = """import('./static/field.js').then(({ FieldPane }) => {
  const pane = new FieldPane();
  pane.fields = [Array(400).fill(2)]; // the desk was left before the others were told
  pane.fields.length = 5;
  const canvas = new OffscreenCanvas(600, 400);
  pane.paint(canvas.getContext("2d"), 600, 400);
  const [left, top] = pane.layout(600, 400).place(0);
  return [...canvas.getContext("2d").getImageData(left + 9, top + 9, 1, 1).data];
})"""


def test_fields_are_drawn_of_which_only_some_are_known(browser, address):
    with opened(browser, address + ENGLISH) as page:
        assert page.evaluate(HALF_ASKED) == [0x7F, 0x3B, 0x08, 255]  # the colour of the most
