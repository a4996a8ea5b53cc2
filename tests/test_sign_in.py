"""Who a token names, who may come in, and that nobody is taken for somebody else."""

import json
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from page_desk import PageDesk
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from quotewise.assistant.study.cards import Flashcard
from quotewise.assistant.study.log import StudyLog
from quotewise.ui.learner import study_log
from quotewise.ui.page.entrance import Entrance
from quotewise.ui.page.practice_choice import log, state_now
from quotewise.ui.page.rounds import due_now
from quotewise.ui.page.visitor import MARK, SignedOut, claims_in, visitor
from quotewise.ui.review_round import keep_card
from quotewise.ui.sign_in import STAY, VARIABLE, BadSignIn, SignIn, is_among, learner_of, read_sign_in

SOUND = """
[auth]
redirect_uri = "https://study.example.org/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "page"
client_secret = "told to nobody"
server_metadata_url = "https://id.example.org/.well-known/openid-configuration"

[quotewise]
allow = ["@Example.org"]
editors = ["ada@example.org"]
"""
CLAIMS: dict[str, Any] = {
    "iss": "https://id.example.org",
    "sub": "1",
    "aud": "page",
    "iat": 1000.0,
    "name": "Ada",
    "email": "Ada@example.org",
    "email_verified": True,
    "provider": "default",
    "origin": "https://study.example.org",
}


@pytest.fixture
def sign_in(tmp_path: Path) -> SignIn:
    return read(tmp_path, SOUND)


def read(folder: Path, text: str) -> SignIn:
    file = folder / "sign-in.toml"
    file.write_text(text)
    return read_sign_in(file)


def test_a_learner_is_the_one_of_an_issuer_and_a_subject_and_of_nothing_else(sign_in: SignIn) -> None:
    ada = sign_in.visitor(CLAIMS)
    assert ada is not None
    moved = sign_in.visitor({**CLAIMS, "email": "ada@new.example", "name": "A. Lovelace"})
    assert moved is not None
    assert (moved.learner, ada.edits, moved.edits) == (ada.learner, True, False)
    others = {learner_of(iss, sub) for iss, sub in (("a", "bc"), ("ab", "c"), ("https://id.example.org", "2"))}
    assert len({ada.learner, *others}) == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": None},
        {"provider": "unknown"},
        {"origin": "https://other.example"},
        {"sub": ""},
        {"sub": 7},
        {"iss": None},
        {"iat": "now"},
    ],
)
def test_a_token_that_is_not_for_this_page_names_nobody(sign_in: SignIn, wrong: dict[str, Any]) -> None:
    assert sign_in.visitor({**CLAIMS, **wrong}) is None
    assert sign_in.visitor({}) is None


def test_only_an_address_that_is_vouched_for_lets_in(sign_in: SignIn) -> None:
    ada = sign_in.visitor(CLAIMS)
    assert ada is not None
    assert sign_in.lets_in(ada, CLAIMS)
    for wrong in (
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": "ada@sub.example.org"},
        {"email": "ada@example.org.evil.example"},
        {"email": "@example.org@evil.example"},
        {"email": None},
        {"email": ["ada@example.org"]},
    ):
        assert not sign_in.lets_in(ada, {**CLAIMS, **wrong})
    assert is_among((ada.learner,), ada.learner, {})
    assert not is_among(("k@example.org",), "x", {"email": "\u212a@example.org", "email_verified": True})


def test_without_a_list_whoever_signs_in_comes_in_and_nobody_edits(tmp_path: Path) -> None:
    open_to_all = read(tmp_path, SOUND.partition("[quotewise]")[0])
    grace = open_to_all.visitor({**CLAIMS, "email_verified": False})
    assert grace is not None
    assert open_to_all.lets_in(grace, {})
    assert not grace.edits


def test_several_providers_have_names(tmp_path: Path) -> None:
    head, _, own = SOUND.partition("client_id")
    named = read(tmp_path, f"{head}[auth.google]\nclient_id{own.replace('page', 'of google', 1)}")
    assert dict(named.clients) == {"google": "of google"}
    assert named.visitor({**CLAIMS, "provider": "google"}) is None  # it is for another client
    assert named.visitor({**CLAIMS, "provider": "google", "aud": ["of google"]}) is not None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "redirect_uri"),
        ("auth = 3", "is a table"),
        ("[auth", "cannot be read"),
        (SOUND.replace("client_secret", "secret"), "client_secret"),
        (SOUND.replace("/oauth2callback", "/"), "/oauth2callback"),
        (SOUND.replace("0123456789abcdef0", "0"), "openssl rand -hex 32"),
        (SOUND.replace('["ada@example.org"]', '"ada@example.org"'), "editors is a list"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_the_remedy(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadSignIn, match=told) as refused:
        read(tmp_path, text)
    assert "sign-in.toml" in str(refused.value)
    assert "told to nobody" not in str(refused.value)


def test_its_name_is_one_that_streamlit_reads(tmp_path: Path) -> None:
    (tmp_path / "sign-in").write_text(SOUND)
    with pytest.raises(BadSignIn, match=r"end in \.toml"):
        read_sign_in(tmp_path / "sign-in")


def test_the_secrets_are_not_shown(sign_in: SignIn) -> None:
    assert sign_in.secret not in repr(sign_in)


def test_a_cookie_is_read_where_our_secret_signed_it(sign_in: SignIn) -> None:
    name = "_streamlit_user"
    sound = create_signed_value(sign_in.secret, name, '{"sub": "1"}').decode()
    other = create_signed_value("of another page", name, '{"sub": "1"}').decode()
    elsewhere = create_signed_value(sign_in.secret, "_streamlit_user_tokens", '{"sub": "1"}').decode()
    assert claims_in({name: sound}, sign_in) == {"sub": "1"}
    for cookie in (other, elsewhere, sound[:-2], "", "null"):
        assert claims_in({name: cookie}, sign_in) == {}


def test_in_a_thread_of_no_tab_nobody_is_taken_for_the_one_the_server_was_begun_for(
    page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page_desk.library()
    assert visitor().learner == ""
    monkeypatch.setenv(VARIABLE, "sign-in.toml")
    found: list[type[Exception]] = []

    def ask() -> None:
        try:
            log()
        except SignedOut as why:
            found.append(type(why))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [SignedOut]


def test_figures_counted_in_the_background_are_the_learners_own(
    page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = page_desk.library()
    ada, grace = (study_log(library.uuid, learner) for learner in ("ada", "grace"))
    monkeypatch.setenv(VARIABLE, "sign-in.toml")  # whoever asks for another learner's fails
    answered(ada)
    assert state_now(ada).of != state_now(grace).of
    assert (due_now(ada).desk.done, due_now(grace).desk.done) == (1, 0)
    assert (due_now(ada).desk.done, due_now(grace).desk.done) == (1, 0)


def answered(record: StudyLog) -> None:
    card = next(item.asks for item in due_now(record).desk.items.values() if isinstance(item.asks, Flashcard))
    assert keep_card(card, "good", 1.0, record, str(uuid.uuid4()))


@pytest.fixture
def entrance(tmp_path: Path, sign_in: SignIn) -> Entrance:
    (tmp_path / "index.html").write_text("<body></body>")
    return Entrance(page, password_hash=None, loopback=False, index=tmp_path / "index.html", sign_in=sign_in)


async def page(scope: Any, _: Any, send: Any) -> None:
    """The server behind the entrance: says who it is told that came."""
    told = [value for name, value in scope["headers"] if name == MARK.encode()]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"|".join(told)})


async def ask(
    entrance: Entrance, path: str, claims: dict[str, Any] | None, *, secret: str = "", kind: str = "http"
) -> Any:
    cookie = b""
    if claims is not None:
        signed = create_signed_value(secret or entrance.sign_in.secret, "_streamlit_user", json.dumps(claims))  # type: ignore[union-attr]
        cookie = b"_streamlit_user=" + signed
    spoofed = (MARK.title().encode(), b'{"learner": "me", "name": "", "edits": true, "until": 0}')
    fields = [(b"host", b"study.example.org"), (b"cookie", cookie), spoofed, (MARK.encode(), spoofed[1])]
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": kind, "path": path, "method": "GET", "headers": fields, "query_string": b""}
    await entrance(scope, None, send)  # type: ignore[arg-type]
    return sent


NOW = {**CLAIMS, "iat": time.time()}
PATHS = (
    "/",
    "/notes",
    "/media/a.png",
    "/_stcore/stream",
    "/_stcore/upload_file/a/b",
    "/_stcore/host-config",
    "//auth/login",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("claims", [None, {**NOW, "iat": time.time() - STAY}, {**NOW, "aud": "another"}])
async def test_nothing_is_answered_to_who_is_not_signed_in(
    entrance: Entrance, path: str, claims: dict[str, Any] | None
) -> None:
    assert (await ask(entrance, path, claims))[0]["status"] == 401
    assert (await ask(entrance, path, NOW, secret="of another page"))[0]["status"] == 401
    assert (await ask(entrance, path, claims, kind="websocket"))[0] == {"type": "websocket.close", "code": 1008}


@pytest.mark.parametrize("path", PATHS)
async def test_nothing_but_that_is_told_to_who_is_not_invited(entrance: Entrance, path: str) -> None:
    status, body = await ask(entrance, path, {**NOW, "email_verified": False, "name": "<b>Eve</b>"})
    assert status["status"] == 403
    assert b"&lt;b&gt;Eve" in body["body"]
    assert b"<b>" not in body["body"]


async def test_who_came_in_is_told_by_the_entrance_alone(entrance: Entrance) -> None:
    _, body = await ask(entrance, "/_stcore/stream", NOW)
    told = json.loads(body["body"])  # one header, whatever the browser sent
    assert told["learner"] == learner_of(CLAIMS["iss"], CLAIMS["sub"])
    assert told["edits"] is True
    assert time.time() < told["until"] <= time.time() + STAY


@pytest.mark.parametrize("path", ["/_stcore/health", "/auth/login", "/auth/logout", "/oauth2callback"])
async def test_the_way_in_is_open_and_bears_nobody(entrance: Entrance, path: str) -> None:
    status, body = await ask(entrance, path, None)
    assert status["status"] == 200
    assert body["body"] == b""
