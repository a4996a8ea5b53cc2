"""Who may come in: our own page, here, with the password or signed in; and what the browser may fetch: nothing else."""

import asyncio
import base64
import hashlib
import re
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from html import escape
from pathlib import Path
from typing import Any, get_args
from urllib.parse import parse_qs, quote, urlsplit
from weakref import WeakValueDictionary

from starlette.requests import cookie_parser

from quotewise.ui.page.visitor import MARK, claims_in, marked
from quotewise.ui.page.way import Page
from quotewise.ui.password import is_password
from quotewise.ui.sign_in import ONLY, SignIn, Visitor

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

COOKIE = "quotewise_entry"
STAY = 12 * 3600  # seconds until the password is asked for again
PAUSE = 1.0  # seconds after a wrong password; tries wait for each other
LONGEST_FORM = 4096  # bytes
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
OPEN_PATH = "/_stcore/health"
ENTER, LEAVE = "/enter", "/auth/logout"
SIGNED = "_streamlit_user"  # the cookie that Streamlit gives whoever signed in
WAYS = frozenset({"/auth/login", LEAVE, "/oauth2callback"})  # Streamlit's, to the provider and back
FIRST_PAGE = "/today"  # Streamlit serves its first page at / alone
MOVED = {
    FIRST_PAGE: "/",
    "/progress": "/",
    "/library": "/notes",
    "/look-up": "/ask?check=1",
}  # addresses that readers may have kept

PAGES = frozenset({"/", *(f"/{name}" for name in get_args(Page))})
INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
CARD = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>quotewise</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
:root {{ color-scheme: light dark }} body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 24rem;
margin: 15vh auto; padding: 0 1rem }}
input, button, a {{ font: inherit; padding: .5rem; width: 100%; box-sizing: border-box; margin-top: .5rem }}
a {{ display: block; border: 1px solid; border-radius: .5rem; text-align: center; text-decoration: none;
color: inherit }}
</style></head><body><main><h1>quotewise</h1>{inside}</main></body></html>"""
FORM = """<form method="post" action="/enter">
<label for="password">Password</label><input id="password" name="password" type="password" {first} required
autocomplete="current-password"><p role="alert">{told}</p><button>Enter</button></form>"""


class Entrance:
    """ASGI middleware around the whole server, its web socket, uploads and media included.

    password_hash: what the password is held against, None where none is asked for. sign_in: who may come in signed in,
    None where nobody signs in; where both are, either will do. loopback: whether only names of this machine are
    answered to (a page elsewhere could point a name of its own here). index: Streamlit's page, whose own inline
    scripts may run; it is served with our looks in it, which Streamlit would draw after the words.
    """

    def __init__(
        self, app: App, *, password_hash: str | None, loopback: bool, index: Path, sign_in: SignIn | None = None
    ) -> None:
        self.app = app
        self.password_hash = password_hash
        self.sign_in = sign_in
        self.loopback = loopback
        theirs = index.read_bytes().decode("utf-8")
        self.index = theirs.replace("<body>", f"<body>{style()}").replace("<title>Streamlit<", "<title>quotewise<")
        self.headers = headers(policy(theirs.encode()))
        self.inside: dict[str, float] = {}  # tokens given out, and until when they hold
        self.trying = asyncio.Lock()
        self.left: WeakValueDictionary[str, asyncio.Event] = WeakValueDictionary()  # sign-ins with a web socket open

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        asked = dict(scope["headers"])
        cookies = cookie_parser(asked.get(b"cookie", b"").decode("latin-1"))
        found, claims = self.comes(cookies)
        http, path = scope["type"] == "http", scope["path"]
        if not self.is_ours(asked):
            await self.refuse(scope, send, 403, "This address is not served here.")
        elif http and scope["method"] == "POST" and path == ENTER:
            await self.enter(receive, send)
        elif http and self.sign_in and path == ENTER:
            await self.reply(send, 303, "", (b"location", self.way_in(scope)))
        elif http and (moved := moved_to(scope)):
            await self.reply(send, 307, "", (b"location", moved))
        elif path == OPEN_PATH or (self.sign_in and path in WAYS):
            if path == LEAVE and (left := self.left.get(cookies.get(SIGNED, ""))):
                left.set()
            await self.app(bearing(scope, None), receive, self.guarded(send))
        elif found is None:
            await self.refuse(scope, send, 401, self.card())
        elif self.sign_in and claims and not self.sign_in.lets_in(found, claims):
            await self.refuse(scope, send, 403, not_invited(found.name))
        elif http and scope["method"] == "GET" and path in PAGES:
            await self.reply(send, 200, self.index)
        else:
            ending = receive if http or not claims else self.until_left(cookies[SIGNED], receive)
            await self.app(bearing(scope, found), ending, self.guarded(send))

    def until_left(self, cookie: str, receive: Receive) -> Receive:
        """`receive` of a web socket, which ends when its browser signs out in another tab."""
        left = self.left.setdefault(cookie, asyncio.Event())

        async def receiving() -> Message:
            message, signed_out = asyncio.ensure_future(receive()), asyncio.ensure_future(left.wait())
            await asyncio.wait((message, signed_out), return_when=asyncio.FIRST_COMPLETED)
            if left.is_set():
                message.cancel()
                return {"type": "websocket.disconnect", "code": 1008}
            signed_out.cancel()
            return message.result()

        return receiving

    def comes(self, cookies: dict[str, str]) -> tuple[Visitor | None, dict[str, Any]]:
        """Who brings these cookies, None where they open nothing; and what was said of them, where they signed in."""
        claims = claims_in(cookies, self.sign_in) if self.sign_in else {}
        signed_in = self.sign_in.visitor(claims) if self.sign_in and claims else None
        if signed_in and signed_in.until > time.time():
            return signed_in, claims
        if self.password_hash is None and self.sign_in is None:
            return Visitor(), {}
        return (Visitor() if self.is_inside(cookies) else None), {}

    def way_in(self, scope: Message) -> bytes:
        """Where the provider that was asked for has people sign in; Streamlit's way there, good for two minutes."""
        from streamlit.user_info import generate_login_redirect_url

        asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("with", [ONLY])[0]
        clients = self.sign_in.clients if self.sign_in else {}
        return generate_login_redirect_url(asked if asked in clients else next(iter(clients))).encode()

    def card(self, told: str = "") -> str:
        """What stands where somebody has yet to come in. told: why the password does not open."""
        ways = "".join(
            f'<a href="{ENTER}?with={quote(name)}">Sign in{"" if name == ONLY else f" with {escape(name)}"}</a>'
            for name in (self.sign_in.clients if self.sign_in else ())
        )
        asked = FORM.format(told=told, first="" if ways else "autofocus") if self.password_hash is not None else ""
        return CARD.format(inside=ways + asked)

    def is_ours(self, asked: dict[bytes, bytes]) -> bool:
        """Whether a request names a host we answer to, and comes from a page of that host if from a page at all."""
        host = asked.get(b"host", b"").decode("latin-1").lower()
        origin = asked.get(b"origin", b"").decode("latin-1").lower()
        try:
            if self.loopback and urlsplit(f"//{host}").hostname not in LOOPBACK:
                return False
            return not origin or urlsplit(origin).netloc == host
        except ValueError:
            return False

    def is_inside(self, cookies: dict[str, str]) -> bool:
        return self.inside.get(cookies.get(COOKIE, ""), 0.0) > time.monotonic()

    async def enter(self, receive: Receive, send: Send) -> None:
        """Hold a password against the hash, one try at a time."""
        body = await read(receive)
        given = parse_qs(body.decode("utf-8", "replace")).get("password", [""])[0]
        async with self.trying:
            right = self.password_hash is not None and await asyncio.to_thread(is_password, given, self.password_hash)
            if not right:
                await asyncio.sleep(PAUSE)
        if not right:
            await self.reply(send, 401, self.card("That is not the password."))
            return
        token = secrets.token_urlsafe(32)
        now = time.monotonic()
        self.inside = {known: until for known, until in self.inside.items() if until > now} | {token: now + STAY}
        cookie = f"{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age={STAY}"
        await self.reply(send, 303, "", (b"location", b"/"), (b"set-cookie", cookie.encode()))

    async def refuse(self, scope: Message, send: Send, status: int, body: str) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self.reply(send, status, body)

    async def reply(self, send: Send, status: int, body: str, *more: tuple[bytes, bytes]) -> None:
        fields = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store"), *self.headers, *more]
        await send({"type": "http.response.start", "status": status, "headers": fields})
        await send({"type": "http.response.body", "body": body.encode()})

    def guarded(self, send: Send) -> Send:
        """`send` with our headers on every reply."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {name for name, _ in self.headers}
                kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in ours]
                message["headers"] = [*kept, *self.headers]
            await send(message)

        return sending


def bearing(scope: Message, found: Visitor | None) -> Message:
    """What was asked, with who asked it in a header that nobody else can set; without one where nobody is known."""
    others = [pair for pair in scope["headers"] if pair[0].lower() != MARK.encode()]
    ours = [(MARK.encode(), marked(found))] if found else []
    return {**scope, "headers": [*others, *ours]}


def not_invited(name: str) -> str:
    return CARD.format(
        inside=f"<p>You are signed in as {escape(name)}, who is not among those that may come in here. "
        f'Ask whoever runs this page, or sign in as somebody else.</p><a href="{LEAVE}">Sign out</a>'
    )


def style() -> str:
    """The looks of every part; in the body, so that they overrule Streamlit's, which are in the head."""
    sheets = sorted(Path(__file__).parent.glob("*.css"))
    return f"<style>{''.join(sheet.read_text('utf-8') for sheet in sheets)}</style>"


def moved_to(scope: Message) -> bytes:
    """Where what is asked for lies now; nothing where it did not move. A conversation was first served at /."""
    query = scope.get("query_string", b"")
    path = "/ask" if scope["path"] == "/" and b"chat" in parse_qs(query) else MOVED.get(scope["path"], "")
    return path.encode() + ((b"&" if "?" in path else b"?") + query if path and query else b"")


def policy(index: bytes) -> str:
    """The content security policy: everything comes from this server; of inline scripts only those of `index` run."""
    hashes = [base64.b64encode(hashlib.sha256(script).digest()).decode() for script in INLINE.findall(index)]
    # Streamlit hands the script of a component to the browser as a blob.
    scripts = " ".join(["'self'", "blob:", "'wasm-unsafe-eval'", *(f"'sha256-{known}'" for known in hashes)])
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; frame-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def headers(content_policy: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"content-security-policy", content_policy.encode()),
        (b"referrer-policy", b"same-origin"),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
    ]


async def read(receive: Receive) -> bytes:
    """The body of a form, as much of it as a form can have."""
    body = b""
    while len(body) <= LONGEST_FORM:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return body[:LONGEST_FORM]
