"""Where visitors of a kiosk may read on: an address as a picture to photograph, because no link leads out."""

import io
from urllib.parse import urlsplit

import segno

from markone.validation import shown

MOST_ADDRESS = 300
"""Characters; a longer one would make squares too small for a phone at arm's length."""


def qr_code(address: str) -> bytes:
    """An SVG picture of an address; ValueError for what is no address of a page."""
    if not _is_address(address):
        raise ValueError(f"{shown(address)} is no address of a page; give one that begins with https://")
    if len(address) > MOST_ADDRESS:
        raise ValueError(f"the address has {len(address)} characters; give one of {MOST_ADDRESS} at most")
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", scale=8, light="white")
    return picture.getvalue()


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:  # half an IPv6 address
        return False
    plain = text.isascii() and text.isprintable() and " " not in text
    return plain and parts.scheme in ("http", "https") and bool(parts.netloc)
