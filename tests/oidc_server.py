"""An identity provider on loopback: OpenID Connect with codes, PKCE and signed tokens; one chooses who one is."""

import base64
import hashlib
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from loopback import run_server, send_json

CLIENT, SECRET = "quotewise-page", "told to nobody"
MARKS: dict[str, Any] = {"kid": "of the provider", "use": "sig", "alg": "RS256"}
HOUR = 3600


@dataclass(slots=True)
class Provider:
    """people: what a token claims of each, by the name they choose themselves by, over what every token does. forged:
    those whose tokens another key signs.
    """

    people: dict[str, dict[str, Any]]
    forged: frozenset[str] = frozenset()
    url: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, MARKS))
    other_key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, MARKS))
    codes: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def token(self, person: str, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "sub": person,
            "aud": CLIENT,
            "iat": now,
            "exp": now + HOUR,
            "nonce": nonce,
            "name": person,
            "email": f"{person.lower()}@example.org",
            "email_verified": True,
        }
        key = self.other_key if person in self.forged else self.key
        return jwt.encode({"alg": "RS256", "kid": MARKS["kid"]}, claims | self.people[person], key)

    def redeem(self, asked: Mapping[str, str], told: str) -> dict[str, Any] | None:
        """The tokens for a code, once, for our client, who shows that it asked for it; None else."""
        person, begun = self.codes.pop(asked.get("code", ""), ("", {}))
        proof = base64.urlsafe_b64encode(hashlib.sha256(asked.get("code_verifier", "").encode()).digest()).decode()
        ours = told == f"Basic {base64.b64encode(f'{CLIENT}:{SECRET}'.encode()).decode()}"
        fits = begun.get("code_challenge") == proof.rstrip("=") and begun.get("redirect_uri") == asked["redirect_uri"]
        if not person or not ours or not fits:
            return None
        return {
            "access_token": uuid.uuid4().hex,
            "token_type": "Bearer",
            "expires_in": HOUR,
            "id_token": self.token(person, begun["nonce"]),
        }


@contextmanager
def serve_provider(provider: Provider) -> Iterator[Provider]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            given = {name: values[0] for name, values in parse_qs(asked.query).items()}
            match asked.path:
                case "/.well-known/openid-configuration":
                    send_json(self, 200, provider.discovery())
                case "/keys":
                    send_json(self, 200, KeySet([provider.key]).as_dict(private=False))
                case "/authorize" if given.get("client_id") == CLIENT and given.get("response_type") == "code":
                    self.choose(asked.query)
                case "/chosen":
                    self.send_back(given)
                case _:
                    send_json(self, 404, {"error": "not found"})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked = {name: values[0] for name, values in parse_qs(body).items()}
            found = provider.redeem(asked, self.headers.get("Authorization", ""))
            send_json(self, 200 if found else 400, found or {"error": "invalid_grant"})

        def choose(self, query: str) -> None:
            links = "".join(
                f'<p><a href="/chosen?{escape(query)}&amp;person={quote(person)}">{escape(person)}</a></p>'
                for person in provider.people
            )
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(f"<!DOCTYPE html><html lang=en><title>Who are you?</title>{links}</html>".encode())

        def send_back(self, given: dict[str, str]) -> None:
            code = uuid.uuid4().hex
            provider.codes[code] = given["person"], given
            self.send_response(302)
            self.send_header(
                "Location", f"{given['redirect_uri']}?{urlencode({'code': code, 'state': given['state']})}"
            )
            self.send_header("Connection", "close")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with run_server(Handler) as provider.url:
        yield provider
