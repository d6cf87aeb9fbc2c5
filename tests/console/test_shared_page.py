"""A class at one machine: two browsers, of which one operates it and hands it over to the other."""

from browser import chromium
from pages import opened, served, until_says

HERE = "?lang=en"


def test_who_looks_on_asks_and_is_handed_the_machine():
    with (
        chromium() as browser,
        served(shared=True) as address,
        opened(browser, address + HERE) as first,
        opened(browser, address + HERE) as second,
    ):
        until_says(second, "#operator p", "text.includes('You look on')")
        assert first.locator("#operator").is_hidden()
        second.locator("#operator button").click()
        until_says(first, "#operator button", "text === 'Hand over'")
        first.locator("#operator button").click()
        second.locator("#operator").wait_for(state="hidden")
        until_says(first, "#operator button", "text === 'Ask to operate'")
        second.locator("#show").click()
        until_says(first, "#spelt", "text !== '–'")
        spelt = first.locator("#spelt").text_content()
        until_says(second, "#spelt", f"text === '{spelt}'")
