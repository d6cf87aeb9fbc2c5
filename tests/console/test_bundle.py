"""Modules are joined into one script only if they keep the rules."""

import re

import pytest

from markone.console.bundle import STATIC, joined, page

HTML = (
    '<html><head><link rel="stylesheet" href="static/a.css"></head>'
    '<body><script type="module" src="static/main.js"></script></body></html>'
)


@pytest.fixture
def folder(tmp_path):
    """A page of two modules; give others by name."""

    def put(**modules):
        files = {
            "index.html": HTML,
            "a.css": "p { color: red }",
            "main.js": 'import { b } from "./b.js";\nb();\n',
        }
        files |= {"b.js": "export function b() {}\n"}
        files |= {name.replace("_", "."): text for name, text in modules.items()}
        for name, text in files.items():
            (tmp_path / name).write_text(text)
        return tmp_path

    return put


def test_the_pages_own_modules_keep_the_rules():
    script = joined(STATIC, "main.js")
    assert not re.search(r"^(?:import|export)\b", script, re.M)
    assert script.index("// state.js") < script.index("// main.js")


def test_a_module_comes_after_those_that_it_imports(folder):
    script = joined(folder(), "main.js")
    assert script.index("function b()") < script.index("b();")


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        (
            {"b_js": "export function b() {}\n", "main_js": 'import { b } from "./b.js";\nconst b = 1;\n'},
            "both define b",
        ),
        (
            {
                "b_js": "export const b = 1;\nconst { x, y } = b;\n",
                "main_js": 'import { b } from "./b.js";\nlet y = b;\n',
            },
            "both define y",
        ),
        ({"main_js": 'import { b as c } from "./b.js";\n'}, "renames"),
        ({"b_js": 'import { m } from "./main.js";\nexport function b() {}\n'}, "in a circle"),
        ({"main_js": 'import { c } from "./b.js";\n'}, "does not export"),
        ({"main_js": 'import { b } from "./c.js";\n'}, "there is not"),
        ({"main_js": 'import b from "./b.js";\n'}, "is not one line"),
        ({"main_js": 'import "./b.js";\n'}, "is not one line"),
        ({"main_js": "export default 3;\n"}, "exports something other"),
        ({"main_js": "const a = await b();\n"}, "waits at its top level"),
        ({"main_js": 'const a = import("./b.js");\n'}, "imports while it runs"),
        ({"main_js": 'const a = "</script>";\n'}, "ends a script"),
    ],
)
def test_a_broken_rule_is_named(folder, modules, said):
    with pytest.raises(ValueError, match=said) as error:
        joined(folder(**modules), "main.js")
    assert ".js" in str(error.value)


@pytest.mark.parametrize(
    "html",
    [
        HTML.replace("<body>", '<body><img src="https://example.org/x.png">'),
        HTML.replace("<body>", '<body onload="x()">'),
    ],
)
def test_a_page_that_reaches_outside_is_refused(folder, html):
    with pytest.raises(ValueError, match="reaches outside"):
        page(folder(index_html=html), {})


def test_style_that_asks_for_something_is_refused(folder):
    with pytest.raises(ValueError, match="reaches outside"):
        page(folder(a_css='p { background: url("x.png") }'), {})


def test_the_page_has_all_in_it_and_a_policy(folder):
    html = page(folder(), {"recording": "QUJD"})
    assert "default-src 'none'" in html
    assert "color: red" in html
    assert '<script type="text/plain" id="recording">QUJD</script>' in html
    assert "static/" not in html
