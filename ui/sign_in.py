"""Who may sign in at the page, and who they are in the record: what the sign-in file says, and what a token claims."""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

VARIABLE = "QUOTEWISE_SIGN_IN"
CALLBACK = "/oauth2callback"  # where Streamlit has whoever signed in sent back to
SHARED, OF_PROVIDER = ("redirect_uri", "cookie_secret"), ("client_id", "client_secret", "server_metadata_url")
SHORTEST_SECRET = 32  # characters
ONLY = "default"  # as Streamlit calls a provider that the file does not name
STAY = 12 * 3600  # seconds until one signs in again; as long as a password opens the page


class BadSignIn(ValueError):
    """A sign-in file that cannot be used; the message names it and the remedy."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever is at the page. learner: as the record knows them, "" for the one the server was begun for. name: what
    they are called on the page. edits: whether they may change the library. until: when they sign in again, seconds
    since 1970; 0 for never.
    """

    learner: str = ""
    name: str = ""
    edits: bool = True
    until: float = 0


@dataclass(frozen=True, slots=True)
class SignIn:
    """origin: of the page, as whoever signed in is sent back to it. clients: our id at each provider, by its name.
    allow, editors: learners, addresses or, after an @, domains of them; all of them where `allow` is empty.
    """

    file: Path
    origin: str
    secret: str = field(repr=False)
    clients: Mapping[str, str]
    allow: tuple[str, ...]
    editors: tuple[str, ...]

    def visitor(self, claims: Mapping[str, Any]) -> Visitor | None:
        """Whom a token names that Streamlit found sound and has kept in a cookie of ours; None for another's."""
        audience = claims.get("aud")
        asked = self.clients.get(claims.get("provider", ""))
        named = all(isinstance(claims.get(name), str) and claims[name] for name in ("iss", "sub"))
        since = claims.get("iat")
        if not asked or asked not in ([audience] if isinstance(audience, str) else audience or ()):
            return None
        if not named or not isinstance(since, int | float) or claims.get("origin") != self.origin:
            return None
        learner = learner_of(claims["iss"], claims["sub"])
        name = next((claims[part] for part in ("name", "email") if isinstance(claims.get(part), str)), "")
        return Visitor(learner, name or learner, is_among(self.editors, learner, claims), since + STAY)

    def lets_in(self, visitor: Visitor, claims: Mapping[str, Any]) -> bool:
        return not self.allow or is_among(self.allow, visitor.learner, claims)


def learner_of(issuer: str, subject: str) -> str:
    """Under what name the record keeps whom an issuer calls so: nothing else of a token is promised to stay the same,
    nor to be another for somebody else."""
    return f"oidc-{hashlib.sha256(json.dumps([issuer, subject]).encode()).hexdigest()[:40]}"


def is_among(entries: Sequence[str], learner: str, claims: Mapping[str, Any]) -> bool:
    """Whether a learner is listed. An address counts where its provider vouches that it is theirs."""
    told = claims.get("email")
    email = folded(told) if isinstance(told, str) and claims.get("email_verified") is True else ""
    domain = f"@{email.rpartition('@')[2]}" if "@" in email else ""
    return any(entry in (learner, email, domain) for entry in entries)


def folded(text: str) -> str:
    """Without regard to capitals; signs that only look like a letter stay others."""
    return text.lower() if text.isascii() else text


def read_sign_in(file: Path) -> SignIn:
    """Raises BadSignIn."""
    if file.suffix != ".toml":
        raise BadSignIn(f"{file}: Streamlit reads it too, and takes it by its name: let that end in .toml")
    try:
        told = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadSignIn(
            f"{file} cannot be read ({error}): it is TOML with a table [auth] (docs/many-learners.md)"
        ) from (error)
    auth, ours = table(file, told, "auth"), table(file, told, "quotewise")
    require(file, "auth", auth, SHARED)
    named = {name: one for name, one in auth.items() if isinstance(one, dict) and OF_PROVIDER[0] in one}
    providers = {**({ONLY: auth} if OF_PROVIDER[0] in auth or not named else {}), **named}
    for name, one in providers.items():
        require(file, "auth" if name == ONLY else f"auth.{name}", one, OF_PROVIDER)
    back = urlsplit(auth["redirect_uri"])
    if back.scheme not in ("https", "http") or not back.netloc or back.path != CALLBACK:
        raise BadSignIn(f"{file}: redirect_uri is the page's address and {CALLBACK}, as in https://HOST{CALLBACK}")
    if len(auth["cookie_secret"]) < SHORTEST_SECRET:
        raise BadSignIn(
            f"{file}: cookie_secret has at least {SHORTEST_SECRET} signs: take what openssl rand -hex 32 says"
        )
    return SignIn(
        file.absolute(),
        f"{back.scheme}://{back.netloc}",
        auth["cookie_secret"],
        {name: one["client_id"] for name, one in providers.items()},
        listed(file, ours, "allow"),
        listed(file, ours, "editors"),
    )


def table(file: Path, told: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = told.get(name, {})
    if not isinstance(found, dict):
        raise BadSignIn(f"{file}: {name} is a table, [{name}]")
    return found


def require(file: Path, of: str, found: Mapping[str, Any], names: Sequence[str]) -> None:
    for name in names:
        if not isinstance(found.get(name), str) or not found[name]:
            raise BadSignIn(f'{file}: [{of}] needs {name} = "..." (docs/many-learners.md)')


def listed(file: Path, ours: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = ours.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) and one.strip() for one in found):
        raise BadSignIn(f'{file}: {name} is a list, as in {name} = ["@example.org", "ada@example.org"]')
    return tuple(folded(one.strip()) for one in found)
