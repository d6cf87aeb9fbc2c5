"""A link: what a console shows, in the part of an address behind #."""

import base64
import binascii
import json
import zlib

from pydantic import ValidationError

from markone.console.description import Description
from markone.text import line

MOST_CHARACTERS, MOST_BYTES = 6_000, 16_000
"""Of a link, and of what it unpacks to."""


def to_link(description: Description) -> str:
    """A description in letters that an address may hold; ValueError for one that is too long for a link."""
    told = description.model_dump(exclude_defaults=True)
    plain = json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()
    link = base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode().rstrip("=")
    if len(plain) > MOST_BYTES or len(link) > MOST_CHARACTERS:
        raise ValueError("the procedure is too long for a link; shorten it, or keep the page in a file")
    return link


def from_link(text: str) -> Description:
    """The description in a link; ValueError in one sentence for what is none."""
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"the link has {len(text):,} characters; at most {MOST_CHARACTERS:,} are taken")
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(packed, MOST_BYTES + 1)
        if len(plain) > MOST_BYTES or not unpacker.eof:
            raise ValueError("it unpacks to too much, or it was cut off")
        return Description.model_validate(json.loads(plain))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(line(f"the link cannot be: {where} {first['msg']}".replace("  ", " "))) from None
    except (binascii.Error, zlib.error, ValueError, RecursionError) as error:
        raise ValueError(line(f"this is no link of a console ({error}); copy all of it")) from None
