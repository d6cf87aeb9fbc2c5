"""Addresses from a page: the part that one names, or a refusal in the page's own language."""

from markone.addresses import names, number
from markone.console.refusal import Refusal
from markone.kernels.association import Wiring


def index_of(at: str, kind: str, wiring: Wiring) -> int:
    """The index, from 0, of the part called `at`; `kind` is S, A, C, P, R or plug. Refuses one of no part."""
    try:
        return number(at, kind, wiring)
    except ValueError:
        every = names(kind, wiring)
        code = "plug" if kind == "plug" else "part"
        raise Refusal(code, at=at, first=every[0], last=every[-1]) from None
