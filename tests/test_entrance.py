"""Who may come in: this machine's own page, or whoever knows the password."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from quotewise.ui.page.entrance import COOKIE, Entrance, policy
from quotewise.ui.password import VARIABLE, BadHash, hash_password, is_password, read_hash

PASSWORD = "correct horse"
HASH = hash_password(PASSWORD)


async def page(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"inside"})


@pytest.fixture
def index(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text("<script>let a = 1</script><title>Streamlit</title><body><main>")
    return tmp_path / "index.html"


async def request(
    entrance: Entrance, path: str = "/", *, kind: str = "http", method: str = "GET", body: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], str]:
    """Status (the close code of a web socket), headers and body of what comes back."""
    fields = [(name.encode(), value.encode()) for name, value in {"host": "127.0.0.1:8501", **headers}.items()]
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:
        sent.append(message)

    await entrance({"type": kind, "path": path, "method": method, "headers": fields}, receive, send)
    replied = {name.decode(): value.decode() for name, value in sent[0].get("headers", [])}
    return sent[0].get("status") or sent[0]["code"], replied, sent[-1].get("body", b"").decode()


def entrance_to(index: Path, password_hash: str | None = None, *, loopback: bool = True) -> Entrance:
    return Entrance(page, password_hash=password_hash, loopback=loopback, index=index)


async def test_this_machines_own_page_comes_in_with_a_policy(index: Path) -> None:
    status, headers, body = await request(entrance_to(index), "/media/x")
    assert (status, body) == (200, "inside")
    assert "img-src 'self' data: blob:" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/ask", "/notes"])
async def test_a_page_comes_with_its_looks_before_its_words(index: Path, path: str) -> None:
    status, headers, body = await request(entrance_to(index), path)
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "img-src 'self' data: blob:" in headers["content-security-policy"]
    assert "<title>quotewise</title><body><style>" in body
    assert ".st-key-tabs" in body.partition("<main>")[0]


@pytest.mark.parametrize(("kept", "now"), [("/today", "/"), ("/progress", "/"), ("/library", "/notes")])
async def test_an_address_that_was_kept_leads_on(index: Path, kept: str, now: str) -> None:
    status, replied, _ = await request(entrance_to(index), kept)
    assert (status, replied["location"]) == (307, now)


async def test_a_name_of_another_host_pointed_here_is_refused(index: Path) -> None:
    assert (await request(entrance_to(index), host="evil.example:8501"))[0] == 403


async def test_a_page_of_another_site_is_refused_by_http_and_web_socket(index: Path) -> None:
    entrance = entrance_to(index, loopback=False)
    assert (await request(entrance, origin="https://evil.example"))[0] == 403
    assert (await request(entrance, kind="websocket", origin="https://evil.example"))[0] == 1008
    assert (await request(entrance, origin="http://127.0.0.1:8501"))[0] == 200


async def test_without_the_password_there_is_a_form_and_nothing_else(index: Path) -> None:
    entrance = entrance_to(index, HASH)
    status, _, body = await request(entrance)
    assert status == 401
    assert '<label for="password">' in body
    assert (await request(entrance, "/_stcore/stream", kind="websocket"))[0] == 1008
    assert (await request(entrance, "/media/x"))[0] == 401


async def test_the_password_opens_and_only_its_own_token_does(index: Path) -> None:
    entrance = entrance_to(index, HASH)
    body = f"password={PASSWORD.replace(' ', '+')}".encode()
    status, headers, _ = await request(entrance, "/enter", method="POST", body=body)
    assert status == 303
    assert "HttpOnly; SameSite=Strict" in headers["set-cookie"]
    token = headers["set-cookie"].partition(";")[0]
    assert (await request(entrance, cookie=token))[0] == 200
    assert (await request(entrance, kind="websocket", cookie=token))[0] == 200
    assert (await request(entrance, cookie=f"{COOKIE}=guess"))[0] == 401


async def test_a_wrong_password_waits_and_says_so(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotewise.ui.page.entrance.PAUSE", 0.2)
    begun = asyncio.get_running_loop().time()
    status, _, body = await request(entrance_to(index, HASH), "/enter", method="POST", body=b"password=wrong")
    assert (status, "That is not the password." in body) == (401, True)
    assert asyncio.get_running_loop().time() - begun >= 0.2


def test_only_the_index_pages_own_scripts_may_run() -> None:
    assert policy(b"<script>a</script>").count("sha256-") == 1
    assert "'unsafe-inline'" not in policy(b"").split("style-src")[0]


def test_a_hash_tells_its_password_from_others() -> None:
    assert is_password(PASSWORD, HASH)
    assert not is_password("wrong", HASH)
    assert hash_password(PASSWORD) != HASH  # salted


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "plain",
        "scrypt$1$8$1$AAAA$AAAA",
        "scrypt$x$8$1$!$!",
        pytest.param(HASH.replace("scrypt", "md5"), id="another"),
    ],
)
def test_what_is_no_hash_is_refused_with_the_remedy(bad: str) -> None:
    with pytest.raises(BadHash, match="--hash-password"):
        read_hash(bad)


def test_serving_others_without_a_password_is_refused(quotewise: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    refused = quotewise("ui", "--host", "0.0.0.0", "--no-browser")
    assert refused.exit_code == 1
    assert "--hash-password" in refused.stderr


def test_a_password_is_hashed_on_the_command_line(quotewise: Any) -> None:
    made = quotewise("ui", "--hash-password", stdin=f"{PASSWORD}\n{PASSWORD}\n")
    assert is_password(PASSWORD, made.stdout.strip().split("'")[1])
    assert quotewise("ui", "--hash-password", stdin="short\nshort\n").exit_code == 1
