"""A link: what a console shows, in the part of an address behind #."""

import base64
import binascii
import json
import zlib

from pydantic import ValidationError

from markone.console.description import Description
from markone.console.refusal import Refusal, wrong_in

MOST_CHARACTERS, MOST_BYTES = 6_000, 16_000
"""Of a link, and of what it unpacks to."""


def to_link(description: Description) -> str:
    """A description in letters that an address may hold; ValueError for one that is too long for a link."""
    told = description.model_dump(exclude_defaults=True)
    plain = json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()
    link = base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode().rstrip("=")
    if len(plain) > MOST_BYTES or len(link) > MOST_CHARACTERS:
        raise Refusal("link_of_long")
    return link


def from_link(text: str) -> Description:
    """The description in a link; ValueError in one sentence for what is none."""
    if len(text) > MOST_CHARACTERS:
        raise Refusal("link_long", size=len(text), most=MOST_CHARACTERS)
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(packed, MOST_BYTES + 1)
        if len(plain) > MOST_BYTES or not unpacker.eof:
            raise ValueError("it unpacks to too much, or it was cut off")
        return Description.model_validate(json.loads(plain))
    except ValidationError as error:
        raise Refusal("link_holds", **wrong_in(error)) from None
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        raise Refusal("link") from None
