"""The page is made of the files that a run leaves."""

import json

import pytest
from matplotlib import pyplot as plt

from benchmarks import growth, page

SPREAD = {"low": 1.0, "median": 12.3, "high": 20.0}
PART = {
    "work": "XOR", "seconds": {"markone": 0.5, "jax": 6.0}, "ratios": {"jax": SPREAD}, "beside": {},
    "best": "jax", "asked": {"jax": 2.0}, "limit": "chain", "share": {"median": 0.5}, "share asked": 0.6,
    "most s": None, "rounds": 5, "missed": ["50% of the limit, 60% asked"],
}  # fmt: skip
BARS = [{"bar": "F4", "holds": False, "parts": [PART]}, {"bar": "F5", "holds": True, "parts": []}]


def test_a_line_says_what_was_found_and_asked():
    line = page.table(BARS).splitlines()[2]
    assert line == "| F4 | XOR | jax 12.3x | – | 50% of chain | 2x, 60% | **no** |"
    assert page.table(BARS, ["bar", "holds"]).splitlines()[::2] == ["| bar | holds |", "| F4 | **no** |"]
    assert page.answer(BARS) == "1 of 2 bars hold; missed: F4."


def test_the_page_is_written_between_its_marks(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "DOCS", tmp_path)
    names = ("speed", "speed-avx2", "growth")
    text = "a\n" + "".join(f"<!-- {name} -->\nearlier\n<!-- end of {name} -->\nb\n" for name in names)
    (tmp_path / "speed.md").write_text(text)
    found = {"about": {"processor": "P"}, "left out": ["cimba"], "bars": BARS}
    (tmp_path / "speed.json").write_text(json.dumps(found))
    (tmp_path / "speed-avx2.json").write_text(json.dumps({**found, "about": {"processor": "Q"}}))
    page.main()
    written = (tmp_path / "speed.md").read_text()
    assert written.count("earlier") == 1  # nothing grew
    assert "processor Q." in written
    assert "Not installed, and left out: cimba." in written
    assert written.startswith("a\n<!-- speed -->")
    assert (tmp_path / "speed.png").exists()
    plt.close("all")


def test_a_page_without_marks_is_refused():
    with pytest.raises(SystemExit, match="no marks for speed"):
        page.put("nothing", "speed", "text")


def test_an_exponent_is_that_of_the_larger_sizes():
    sizes = [1, 10, 100, 1000]
    assert growth.exponent(sizes, [5, 5, 1e4, 1e6]) == pytest.approx(2)
    series = growth.Series("squares", [10, 20], lambda size: lambda: [0] * size, power=-10)
    found = growth.measure(series)
    assert not found["holds"]
    assert found["sizes"] == [10, 20]
    assert "| squares | 10 | 20 |" in growth.table({"series": [found]})
