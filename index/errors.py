"""What can go wrong with a library or a service; every message is one line and names the remedy."""

import ipaddress
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit


class LibraryError(Exception):
    """A library cannot be opened, read or written."""


class LibraryMissing(LibraryError):
    """There is no library at the place given."""


class LibraryBusy(LibraryError):
    """Another process is writing to the library."""


class EngineError(LibraryError):
    """The workers of an ingestion cannot be had, or not be used."""


class EncoderMismatch(LibraryError):
    """The library's vectors come from another embedding model than the one at hand."""


class StaleCopy(LibraryError):
    """This machine's copy of a library is behind its home, where what it names is gone: to be read again."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What an error of a client means.

    kind: "wait": asked too often, try again; "cut": it may work another time; "setup": not before something
    is put right, which `message` names.
    """

    kind: Literal["wait", "cut", "setup"]
    message: str


def host_elsewhere(url: str) -> str | None:
    """The host of a URL, None where that is this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return None
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host or url
    return None if address.is_loopback or address.is_unspecified else host


def unreachable(url: str, start: str) -> Fault:
    return Fault("setup", f"nothing answers at {url}: {start}")


def one_line(text: str) -> str:
    """A client's message as one short line."""
    line = " ".join(text.split())
    return line if len(line) <= 300 else line[:299] + "…"
