"""Where visitors of a kiosk may read on: an address as a picture to photograph, because no link leads out."""

import io
from urllib.parse import urlsplit

import segno

from markone.validation import shown

MOST_ADDRESS = 300
"""Characters; a longer one would make squares too small for a phone at arm's length."""


def qr_code(address: str) -> bytes:
    """An SVG picture of an address; ValueError for what is no address of a page."""
    parts = urlsplit(address) if address.isascii() and address.isprintable() else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc or " " in address:
        raise ValueError(f"{shown(address)} is no address of a page; give one that begins with https://")
    if len(address) > MOST_ADDRESS:
        raise ValueError(f"the address has {len(address)} characters; give one of {MOST_ADDRESS} at most")
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", scale=8, light="white")
    return picture.getvalue()
