"""The words of the page: the same keys and numbers in all languages, and all that are used."""

import json
import re

import pytest

from markone.console import explain, tray
from markone.console.server import STATIC
from markone.spec import PROVENANCE

LANGUAGES = ("en", "pt", "de")
PLACE = re.compile(r"\{(\w+)\}")
SAID = re.compile(r"\b(?:say|told)\(([^;`{]*)|\b(?:says|name): (\"[a-z]+\.[a-z.]+\")")
KEY = re.compile(r"\"([a-z]+(?:\.[a-z]+)+)\"")
BEGUN = re.compile(r"`([a-z.]+)\.\$\{|sayOf\(\"([a-z.]+)\"")
OF_PAGE = re.compile(r"(?:data-(?:say|name)|dataset\.(?:say|name) )=\s?\"([^\"]+)\"")


def pairs(language):
    """The keys and texts of a language, in the order of its file."""
    return json.loads((STATIC / "words" / f"{language}.json").read_text("utf-8"), object_pairs_hook=list)


@pytest.fixture(scope="module")
def words():
    return {language: dict(pairs(language)) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_are_sorted_and_each_is_there_once(language):
    keys = [key for key, _ in pairs(language)]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_all_languages_have_the_same_keys_and_numbers(words, language):
    assert words[language].keys() == words["en"].keys()
    for key, text in words["en"].items():
        assert words[language][key].strip(), key
        assert set(PLACE.findall(words[language][key])) == set(PLACE.findall(text)), key


def test_every_key_that_is_used_is_there(words):
    used = set()
    for file in (STATIC / "index.html", *sorted(STATIC.glob("*.js"))):
        text = re.sub(r"(?m)(^|\s)//.*$", "", file.read_text("utf-8"))
        said = [key for call in SAID.findall(text) for key in KEY.findall("".join(call))]
        used |= {(key, file.name) for key in [*said, *OF_PAGE.findall(text)]}
    assert len(used) > 100
    assert not {(key, where) for key, where in used if key not in words["en"]}


def test_no_word_is_left_over(words):
    """Each is used as it stands, or its beginning is, to which the page adds the machine's own name."""
    files = (STATIC / "index.html", *STATIC.glob("*.js"), *STATIC.parent.glob("*.py"))
    text = "\n".join(file.read_text("utf-8") for file in files)
    begun = tuple(f"{prefix}." for pair in BEGUN.findall(text) for prefix in pair if prefix)
    panes = {f"{name}.title" for name in re.findall(r"deskPane\(\"(\w+)\"", text)}
    left = {key for key in words["en"] if f'"{key}"' not in text and not key.startswith(begun)}
    assert not left - panes


def test_what_the_machine_calls_things_has_words(words):
    names = [name for slides in tray.groups().values() for name in slides if " " in name]
    needed = {f"tray.group.{group}" for group in tray.groups()}
    needed |= {f"tray.name.{name.split()[0]}" for name in names}
    needed |= {f"explain.source.{each.kind}" for each in PROVENANCE.values()}
    needed |= {f"explain.of.{name}" for named in explain.SOURCES.values() for name in named}
    assert needed <= words["en"].keys()
