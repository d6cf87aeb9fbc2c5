"""The site: `sphinx-build -W --keep-going -b html docs build/site`. It asks no network for anything.

`docs/making` makes what is not written by hand: the gallery, the recorded machine, the notebooks' pages.
"""

import sys
from importlib import metadata
from pathlib import Path

from sphinx.application import Sphinx

DOCS = Path(__file__).parent
CACHE = DOCS.parent / "build" / "site-cache"
sys.path.insert(0, str(DOCS))

from making import digest, docstrings, gallery, links, notebooks, recorded  # noqa: E402

project, author, version = "markone", "The developers of markone", metadata.version("markone")
project_copyright = author
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx_copybutton", "sphinx_design"]
exclude_patterns = ["making"]

html_theme = "furo"
html_title = "markone"
html_show_sphinx = False
html_copy_source = False
html_static_path = ["site/static"]
html_css_files = ["site.css"]
RECORDED = CACHE / "recorded"
RECORDED.mkdir(parents=True, exist_ok=True)  # Sphinx lets go of a path that is not there when it begins
html_extra_path = [str(RECORDED)]
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

myst_heading_anchors = 3
default_role = "code"
smartquotes = False  # or --quick becomes –quick
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True}
toc_object_entries_show_parents = "hide"

nb_execution_mode = "cache"
nb_execution_cache_path = str(CACHE / f"notebooks-{digest.of_markone()}")
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_execution_in_temp = True
nb_mime_priority_overrides = [("html", "image/png", 5)]  # a picture before sliders that cannot move
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # or pages ask a network for them


def make(app: Sphinx) -> None:
    """What has to be there before the pages are read."""
    gallery.make(DOCS / "gallery", CACHE)
    notebooks.copy(DOCS / "notebooks")
    recorded.make(RECORDED)


def setup(app: Sphinx) -> None:
    """The steps of the build that are not Sphinx's own."""
    app.connect("builder-inited", make)
    app.connect("source-read", links.moved)
    app.connect("autodoc-process-docstring", docstrings.read)
    app.connect("autodoc-skip-member", docstrings.theirs)
    app.connect("build-finished", links.check)
