"""What an error of a service means, and whether the service is on this machine."""

import ipaddress
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit


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
