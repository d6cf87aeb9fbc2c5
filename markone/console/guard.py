"""Who may talk to the console, and how much: hosts, origins, a token, headers, sizes, rates."""

import hmac
import ipaddress
from urllib.parse import urlsplit

from aiohttp import web

MOST_MESSAGE = 3_000_000
"""Bytes of one message, of which a picture takes most."""
MOST_A_SECOND, BURST = 40, 120
"""Messages of one page."""
BYTES_OF_ONE = 50_000
"""A message counts as one, and as one more for each so many bytes."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {}"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """The rules of one server on `host`, which asks for a `token` if that is not this machine alone."""

    def __init__(self, host: str, port: int, token: str = "", frame: str = "") -> None:
        self.port, self.token = port, token
        self.hosts = {"127.0.0.1", "localhost", "[::1]", "::1"} | ({host} if token else set())
        self.headers = {**HEADERS, "Content-Security-Policy": POLICY.format(frame or "'none'")}

    def check(self, request: web.Request) -> None:
        """Raise an HTTP error for a request that is none of a page of ours."""
        host = self._host(request.headers.get("Host", ""))
        if host not in self.hosts and not (self.token and _is_address(host)):
            raise web.HTTPForbidden(text="This console is asked for by another name than its own.")
        if self.token and not self._knows_token(request):
            raise web.HTTPUnauthorized(text="Give the token that was printed: the address ends in ?token=...")

    def check_origin(self, request: web.Request) -> None:
        """Raise an HTTP error unless our own page asks: for a WebSocket, and for what changes something."""
        try:
            origin = urlsplit(request.headers.get("Origin", ""))
        except ValueError:  # half an IPv6 address
            origin = urlsplit("")
        if origin.scheme not in ("http", "https") or origin.netloc != request.headers.get("Host"):
            raise web.HTTPForbidden(text="Only the console's own page may ask for this.")

    def _host(self, given: str) -> str:
        name, colon, port = given.rpartition(":")
        if colon and not given.endswith("]"):
            return name if port == str(self.port) else ""
        return given

    def _knows_token(self, request: web.Request) -> bool:
        told = request.query.get("token", "") or request.cookies.get("markone", "")
        return hmac.compare_digest(told.encode(errors="replace"), self.token.encode())


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


class Rate:
    """How many messages a page may still send."""

    def __init__(self) -> None:
        self.left, self.since = float(BURST), 0.0

    def takes(self, now: float, size: int = 0) -> bool:
        """Whether another one, of so many bytes, is taken at this second of a clock."""
        passed, self.since = now - self.since, now
        self.left = min(float(BURST), self.left + MOST_A_SECOND * passed) - 1.0 - size / BYTES_OF_ONE
        return self.left >= 0.0
