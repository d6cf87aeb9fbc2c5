"""Who says what a drawing shows, in one sentence below it."""

from collections.abc import Mapping

from markone.spec import KINDS, PROVENANCE

WORDS = {
    "primary": "documented in 1960",
    "quoted": "documented, as quoted",
    "secondary": "told by later works",
    "rumour": "hearsay",
    "assumed": "assumed",
}
"""What a visitor reads for each of `spec.KINDS`."""


def who_says(shown: Mapping[str, str]) -> str:
    """What is `shown` of each constant of `spec.PROVENANCE`, put together by how well it is known."""
    told = {kind: [text for name, text in shown.items() if PROVENANCE[name].kind == kind] for kind in KINDS}
    said = "; ".join(f"{WORDS[kind]}: {', '.join(texts)}" for kind, texts in told.items() if texts)
    return f"A simulation. {said[:1].upper()}{said[1:]}."
