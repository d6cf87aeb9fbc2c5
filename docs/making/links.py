"""Links: those between files of the project lead to their pages, and no page has a dead one."""

import posixpath
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

LINK = re.compile(r"\]\((\.\./[^)#\s]+)")
"""A link in Markdown that leaves its own folder, up to a fragment."""
PAGES = (
    (re.compile(r"docs/(.+)"), r"\1"),
    (re.compile(r"notebooks/(.+\.ipynb)"), r"notebooks/\1"),
    (re.compile(r"experiments/(\w+)\.py"), r"gallery/\1.md"),
    (re.compile(r"CHANGELOG\.md"), "site/changelog.md"),
    (re.compile(r"README\.md"), "index.md"),
)
"""Files of the project, and the pages that show them. Any other file is offered as it is."""


def page_of(file: str) -> str:
    """Where a file of the project is found, from `docs` on: its page, or the file itself."""
    for pattern, page in PAGES:
        if found := pattern.fullmatch(file):
            return found.expand(page)
    return f"../{file}"


def moved(app: Sphinx, page: str, source: list[str]) -> None:
    """Let links that hold in the project hold in the site."""
    folder = posixpath.dirname(page)
    home = folder if folder == "notebooks" else posixpath.join("docs", folder)

    def found(link: re.Match[str]) -> str:
        file = posixpath.normpath(posixpath.join(home, link[1]))
        return f"]({posixpath.relpath(page_of(file), folder or '.')}"

    if folder != "gallery":  # written for the site
        source[0] = LINK.sub(found, source[0])


class _Page(HTMLParser):
    """What a page links to, and what in it can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and name in ("href", "src"):
                self.links.append(value)
            elif value and name in ("id", "name"):
                self.ids.add(value)


def dead(site: Path) -> Iterator[str]:
    """Each link of the site's pages that leads to no file or to no place in it: page and link."""
    pages = {file: _Page(file.read_text(encoding="utf-8")) for file in sorted(site.rglob("*.html"))}
    for file, page in pages.items():
        for link in page.links:
            scheme, host, path, _, fragment = urlsplit(link)
            if scheme or host:
                continue
            aim = (file.parent / unquote(path)).resolve() if path else file
            ids = pages[aim].ids if aim in pages else {unquote(fragment)}
            if not aim.exists() or (fragment and unquote(fragment) not in ids):
                yield f"{file.relative_to(site)}: {link}"


def check(app: Sphinx, error: Exception | None) -> None:
    """Refuse a site with a dead link."""
    found = [] if error or app.builder.format != "html" else list(dead(Path(app.outdir)))
    if found:
        raise ExtensionError("dead links:\n" + "\n".join(found))
