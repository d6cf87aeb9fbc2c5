"""Where a kiosk's visitors may read on: a QR code, and no link."""

import io
import re
import xml.etree.ElementTree as ET

import pytest
from browser import chromium
from pages import WIDE, opened, served, until

from markone.cli import main
from markone.console.more import MOST_ADDRESS, qr_code

ADDRESS = "https://museum.example/mark-1?a=1&b=<2>"


def squares(picture):
    """The dark squares of the picture, from its path of lines, each a run of dark squares of one row."""
    path = ET.parse(io.BytesIO(picture)).getroot().findall(".//{*}path")[-1].get("d")
    dark, row, column = set(), 0.0, 0
    for letter, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        given = [float(number) for number in numbers.split()]
        if letter == "M":
            column, row = int(given[0]), given[1]
        elif letter == "m":
            column, row = column + int(given[0]), row + given[1]
        else:
            dark |= {(int(row), column + step) for step in range(int(given[0]))}
            column += int(given[0])
    return dark


def test_the_picture_is_a_code_and_no_markup_of_the_address():
    picture = qr_code(ADDRESS)
    assert b"museum" not in picture
    assert b"script" not in picture
    dark = squares(picture)
    rows = {row for row, _ in dark}
    size, first = max(rows) - min(rows) + 1, min(rows)
    assert (size - 17) % 4 == 0  # ISO 18004: 17 + 4 x version squares a side
    finder = {(r, c) for r in range(7) for c in range(7) if {r, c} & {0, 6} or (2 <= r <= 4 and 2 <= c <= 4)}
    for down, right in ((0, 0), (0, size - 7), (size - 7, 0)):
        seen = {(r, c) for r in range(7) for c in range(7) if (first + down + r, first + right + c) in dark}
        assert seen == finder


@pytest.mark.parametrize(
    "given", ["javascript:alert(1)", "museum", "https://", "https://a b", "file:///etc", "ü", "https://["]
)
def test_what_is_no_address_is_refused(command, given):
    done = command(main, "console", "--kiosk", "--more", given, "--no-browser")
    assert done.exit_code == 1
    assert "is no address of a page; give one that begins with https://" in done.stderr


def test_it_is_for_a_kiosk_and_short(command):
    done = command(main, "console", "--more", ADDRESS, "--no-browser")
    assert "--more is for a --kiosk" in done.stderr
    with pytest.raises(ValueError, match=f"give one of {MOST_ADDRESS} at most"):
        qr_code("https://a.example/" + "x" * MOST_ADDRESS)


@pytest.mark.parametrize("size", [WIDE, {"width": 1024, "height": 600}], ids=["wide", "low"])
def test_a_visitor_opens_it_and_any_touch_closes_it(size):
    with (
        chromium() as browser,
        served(more=ADDRESS) as address,
        opened(browser, address + "?lang=de&kiosk&more&idle=60", size) as page,
    ):
        page.locator("#more").click()
        code = page.locator("#more-code img")
        code.wait_for()
        until(page, "document.querySelector('#more-code img').naturalWidth > 200")
        box = code.bounding_box()
        assert box["width"] >= 200
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= size["height"]
        assert page.locator("a[href]").count() == 0
        code.click()
        code.wait_for(state="hidden")
