"""One page in one file: its modules joined into one script, with style, words and pictures put in.

The modules keep simple rules (docs/console.md), so that joining them is a matter of order: each import is
one line `import { a, b } from "./x.js";`, each export stands before a declaration at the start of a line,
no name is renamed, none is defined by two modules, nobody imports in a circle.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

STATIC = Path(str(resources.files("markone.console") / "static"))
"""The page's files."""
IMPORT = re.compile(r'^import \{ ?([\w$, ]+?),? ?\} from "\./([a-z0-9_]+\.js)";[ \t]*(?://.*)?$', re.M)
DEFINED = re.compile(r"^(?:export )?(?:async )?(?:function\*?|class|const|let|var) +([\w$]+)", re.M)
UNPACKED = re.compile(r"^(?:export )?(?:const|let|var) *[{\[]([^=]*)[}\]] *=", re.M)
EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|class|const|let) +([\w$]+)", re.M)
BROKEN = {
    r"^\s*import\b": 'is not one line `import { a, b } from "./x.js";`',
    r"^\s*export\b": "exports something other than a declaration",
    r"^await\b|^(?:const|let) [^=(]*= *await\b": "waits at its top level",
    r"\bimport\s*\(|\bimport\.meta\b": "imports while it runs",
    r"</script|<!--": "holds what ends a script in a page",
}
"""What is left of a module once its imports and exports are gone must not hold these."""
STYLE = re.compile(r'<link rel="stylesheet" href="/?static/([a-z0-9_]+\.css)" ?/?>')
SCRIPT = re.compile(r'<script type="module" src="/?static/([a-z0-9_]+\.js)"></script>')
ICON = re.compile(r'(href|src)="/?static/([a-z0-9_]+\.(svg|png))"')
MEDIA = {"svg": "image/svg+xml", "png": "image/png"}
OUTSIDE = re.compile(
    r'(?:href|src|action|data)="(?!data:|#|")[^"]*"|@import|url\((?!["\']?(?:data:|#|%23))|\bon\w+="'
)


def joined(folder: Path, first: str) -> str:
    """The module `first` of a folder and all that it imports, as one script that leaves no name behind.

    Raises ValueError, which names the file, where a module breaks a rule.
    """
    sources: dict[str, str] = {}
    _visit(folder, first, sources, ())
    _check_names(sources)
    body = "\n".join(f"// {name}\n{_plain(name, source)}" for name, source in sources.items())
    return f'(() => {{\n"use strict";\n{body}\n}})();\n'


def _visit(folder: Path, name: str, sources: dict[str, str], above: tuple[str, ...]) -> None:
    """Read a module after those that it imports."""
    if name in above:
        raise ValueError(f"the modules {' -> '.join((*above, name))} import in a circle")
    if name in sources:
        return
    path = folder / name
    if not path.is_file():
        raise ValueError(f"{above[-1] if above else 'the page'} imports {name}, which there is not")
    source = path.read_text("utf-8")
    for names, other in IMPORT.findall(source):
        if re.search(r"\bas\b", names):
            raise ValueError(f"{name} renames what it imports from {other}")
        _visit(folder, other, sources, (*above, name))
        missing = {each.strip() for each in names.split(",")} - set(EXPORTED.findall(sources[other]))
        if missing:
            raise ValueError(f"{name} imports {', '.join(sorted(missing))}, which {other} does not export")
    sources[name] = source


def _check_names(sources: Mapping[str, str]) -> None:
    """Raise ValueError for a name that two modules define."""
    home: dict[str, str] = {}
    for name, source in sources.items():
        unpacked = [word for names in UNPACKED.findall(source) for word in re.findall(r"[\w$]+", names)]
        for defined in {*DEFINED.findall(source), *unpacked}:
            if defined in home:
                raise ValueError(f"{home[defined]} and {name} both define {defined}")
            home[defined] = name


def _plain(name: str, source: str) -> str:
    """A module without its imports and exports."""
    declared = re.compile(r"^export (?=(?:async )?(?:function|class|const|let)\b)", re.M)
    source = declared.sub("", IMPORT.sub("", source)).strip()
    for rule, said in BROKEN.items():
        found = re.search(rule, source, re.M)
        if found:
            line = source[: found.start()].count("\n") + 1
            raise ValueError(f"{name} {said}: {source.splitlines()[line - 1].strip()!r}")
    return source


def page(folder: Path, data: Mapping[str, str]) -> str:
    """`index.html` of a folder in one file, whose script finds `data` in elements of these ids.

    It asks for nothing: its policy forbids all but what it holds.
    """
    html = (folder / "index.html").read_text("utf-8")
    scripts = [joined(folder, first) for first in SCRIPT.findall(html)]
    styles = [(folder / name).read_text("utf-8") for name in STYLE.findall(html)]
    html = STYLE.sub("", SCRIPT.sub("", html))
    html = ICON.sub(lambda found: _inlined(folder, *found.groups()), html)
    outside = OUTSIDE.search(html) or OUTSIDE.search("\n".join(styles))
    if outside:
        raise ValueError(f"the page reaches outside itself, or holds a script, at {outside[0]!r}")
    style = "\n".join(styles)
    held = "".join(f'<script type="text/plain" id="{name}">{text}</script>\n' for name, text in data.items())
    head = f'<meta http-equiv="Content-Security-Policy" content="{policy(scripts, style)}">'
    code = "".join(f"<script>{script}</script>\n" for script in scripts)
    html = _before(html, "<head>", head, after=True)
    html = _before(html, "</head>", f"<style>{style}</style>")
    return _before(html, "</body>", held + code)


def policy(scripts: list[str], style: str) -> str:
    """A content security policy that lets these run, and nothing be asked for."""
    hashes = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src {_hash(style)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _inlined(folder: Path, attribute: str, name: str, kind: str) -> str:
    data = base64.b64encode((folder / name).read_bytes()).decode()
    return f'{attribute}="data:{MEDIA[kind]};base64,{data}"'


def _before(html: str, tag: str, text: str, after: bool = False) -> str:
    first, found, rest = html.partition(tag)
    if not found:
        raise ValueError(f"the page has no {tag}")
    return first + (tag + text if after else text + tag) + rest
