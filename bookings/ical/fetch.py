"""Fetch a calendar from an address that somebody typed: public hosts only, and the very host that was checked.

The name is resolved once, every address it gives must be public, and the connection goes to one of these:
a name that answers something else the second time changes nothing. Each redirect is checked alike.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from bookings.ical.intake import LARGEST, CalendarRefused

MOST_REDIRECTS = 3
PATIENCE = 20.0
ONE_STEP = 5.0
PORTS = {"http": 80, "https": 443}
ALLOWED_PORTS = frozenset({80, 443})
REDIRECTS = (301, 302, 303, 307, 308)
NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True)
class Fetched:
    """What came; `text` is None when nothing has changed since."""

    text: bytes | None
    etag: str = ""
    last_modified: str = ""


def split_address(address: str) -> SplitResult:
    """The address, if it can be one of a public calendar. Raises CalendarRefused."""
    address = address.strip()
    if address.startswith("webcal://"):
        address = "https://" + address.removeprefix("webcal://")
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        raise CalendarRefused("Cette adresse ne se lit pas.") from None
    if parts.scheme not in PORTS or not parts.hostname or any(char <= " " for char in address):
        raise CalendarRefused("Donnez une adresse qui commence par https:// (ou webcal://).")
    if parts.username or parts.password:
        raise CalendarRefused("Donnez une adresse sans nom d’utilisateur ni mot de passe.")
    if port not in ALLOWED_PORTS:
        raise CalendarRefused("Seuls les ports habituels (80 et 443) sont acceptés.")
    return parts


def fetch_calendar(address: str, *, etag: str = "", last_modified: str = "") -> Fetched:
    """Fetch within the limits of size, time and redirects. Raises CalendarRefused, in words."""
    deadline = time.monotonic() + PATIENCE
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {"Accept": "text/calendar", "Accept-Encoding": "identity", "User-Agent": "Tierslieu"} | {
        name: value for name, value in known.items() if value
    }
    for _ in range(MOST_REDIRECTS + 1):
        parts = split_address(address)
        connection = _connection(parts, checked_host(parts))
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", target, headers=headers)
            response = connection.getresponse()
            if response.status in REDIRECTS:
                address = urljoin(address, response.getheader("Location", ""))
                continue
            if response.status == http.client.NOT_MODIFIED:
                return Fetched(None, etag, last_modified)
            if response.status != http.client.OK:
                raise CalendarRefused(f"L’agenda a répondu « {response.status} ».")
            text = _body(response, deadline)
            return Fetched(
                text, response.getheader("ETag", "")[:200], response.getheader("Last-Modified", "")[:100]
            )
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise CalendarRefused("L’agenda ne répond pas.") from error
        finally:
            connection.close()
    raise CalendarRefused(f"L’agenda renvoie ailleurs plus de {MOST_REDIRECTS} fois.")


def checked_host(parts: SplitResult) -> str:
    """One public address of the host. Raises CalendarRefused when there is none, or one that is not public."""
    host = parts.hostname or ""
    port = parts.port or PORTS[parts.scheme]
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise CalendarRefused("Cette adresse n’existe pas.") from None
    addresses = [str(row[4][0]) for row in found]
    if not addresses or not all(is_public(address) for address in addresses):
        raise CalendarRefused("Cette adresse mène à un réseau privé : elle n’est pas suivie.")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether anybody on the Internet could reach it, and none of our own machines hides behind it."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inside = found.ipv4_mapped or found.sixtofour
        if found in NAT64:
            inside = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inside is not None:
            return is_public(str(inside))
    return found.is_global and not found.is_multicast and not found.is_reserved


def _connection(parts: SplitResult, ip: str) -> http.client.HTTPConnection:
    """A connection to that very machine, which must still prove that it is the host."""
    port = parts.port or PORTS[parts.scheme]
    if parts.scheme == "https":
        return _PinnedHTTPS(parts.hostname or "", port, ip)
    return _Pinned(parts.hostname or "", port, ip)


class _Pinned(http.client.HTTPConnection):
    def __init__(self, host: str, port: int, ip: str) -> None:
        super().__init__(host, port, timeout=ONE_STEP)
        self.ip = ip

    def connect(self) -> None:
        self.sock = socket.create_connection((self.ip, self.port), self.timeout)


class _PinnedHTTPS(http.client.HTTPSConnection):
    def __init__(self, host: str, port: int, ip: str) -> None:
        self.context = ssl.create_default_context()
        super().__init__(host, port, timeout=ONE_STEP, context=self.context)
        self.ip = ip

    def connect(self) -> None:
        raw = socket.create_connection((self.ip, self.port), self.timeout)
        self.sock = self.context.wrap_socket(raw, server_hostname=self.host)


def _body(response: http.client.HTTPResponse, deadline: float) -> bytes:
    read = bytearray()
    while piece := response.read1(65_536):
        read += piece
        if len(read) > LARGEST:
            raise CalendarRefused(f"Cet agenda dépasse {LARGEST // 1_000_000} Mo.")
        if time.monotonic() > deadline:
            raise CalendarRefused("L’agenda répond trop lentement.")
    return bytes(read)
