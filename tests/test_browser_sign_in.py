"""Signing in, in a real browser: each learner sees what is theirs, and whoever may not come in sees nothing."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from access import findings, with_axe
from browser import PATIENCE, Server, Tab, free_port, tab_at
from oidc_server import CLIENT, SECRET, Provider, serve_provider
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from quotewise.index import Library
from quotewise.ui.password import hash_password

NOW = int(time.time())
PEOPLE: dict[str, dict[str, Any]] = {
    "Ada": {},
    "Grace": {"email": "grace@other.example"},
    "Editor": {},
    "Stranger": {"email": "stranger@evil.example"},
    "Unverified": {"email_verified": False},
    "Forger": {},
    "Elsewhere": {"aud": "another page", "azp": CLIENT},
    "Late": {"exp": NOW - 3600, "iat": NOW - 7200},
    "Yesterday": {"iat": NOW - 24 * 3600},
}
REFUSED = ("Forger", "Elsewhere", "Late", "Yesterday")  # and asked to sign in, as if they had not
TAKES = "What does a Kinesis shard take in?"
PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with serve_provider(Provider(PEOPLE, frozenset({"Forger"}))) as provider:
        yield provider


@pytest.fixture(scope="module")
def url(place: Path, provider: Provider) -> Iterator[str]:
    """The page, where one signs in, or gives the password."""
    port = free_port()
    file = sign_in_file(place / "sign-in.toml", provider, port)
    hashed = hash_password(PASSWORD)
    with Server(place, "--sign-in", str(file), port=port, QUOTEWISE_PASSWORD_HASH=hashed) as server:
        yield server.url


def sign_in_file(file: Path, provider: Provider, port: int) -> Path:
    file.write_text(f"""
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "{"0123456789abcdef" * 4}"
client_id = "{CLIENT}"
client_secret = "{SECRET}"
server_metadata_url = "{provider.url}/.well-known/openid-configuration"

[quotewise]
allow = ["@example.org", "grace@other.example"]
editors = ["editor@example.org"]
""")
    return file


@contextmanager
def browser_of(chromium: Any, url: str, provider: Provider, person: str = "") -> Iterator[Tab]:
    """A browser of its own, in which somebody signed in: what that takes is no fault of the page's."""
    with tab_at(chromium, url) as tab:
        if person:
            sign_in(tab, person)
        yield tab
        tab.left[:] = [asked for asked in tab.left if not asked.startswith(provider.url)]
        tab.errors[:] = [
            told for told in tab.errors if provider.url not in told and not re.search("status of 40[13]", told)
        ]


def sign_in(tab: Tab, person: str) -> None:
    tab.page.goto(tab.url)
    tab.page.get_by_role("link", name="Sign in").click()
    tab.page.get_by_role("link", name=person, exact=True).click()
    tab.page.wait_for_url(f"{tab.url}/**")
    tab.page.get_by_role("heading", level=1).wait_for()


def ask(tab: Tab, question: str) -> None:
    page = tab.go("ask")
    tab.settle()
    page.get_by_label("Ask your notes").fill(question)
    page.keyboard.press("Enter")
    page.locator(".qw-answer:not(.qw-live)").wait_for()
    tab.settle()


def rows(tab: Tab) -> Any:
    return tab.page.locator('[class*="st-key-go_"] button')


def test_who_is_not_signed_in_sees_one_card_and_nothing_of_the_notes(
    chromium: Any, url: str, place: Path, provider: Provider
) -> None:
    with browser_of(chromium, url, provider) as tab:
        for path in ("", "ask", "notes", "practise?round=1"):
            page = tab.go(path)
            assert page.get_by_role("heading").all_inner_texts() == ["quotewise"]
            assert page.get_by_role("link").all_inner_texts() == ["Sign in"]
        assert tab.socket is None
        titles = [one.name for one in Library.open(place / "library").inventory()]
        assert not any(title in page.content() for title in titles)


@pytest.mark.parametrize("cookie", ["", "_streamlit_user=forged", "quotewise_entry=guess"])
def test_a_web_socket_without_a_sign_in_gets_nothing(url: str, cookie: str) -> None:
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    named = {"x-quotewise-visitor": '{"learner": "me", "name": "", "edits": true, "until": 0}'}
    with pytest.raises(InvalidStatus) as refused, connect(address, additional_headers={"Cookie": cookie, **named}):
        pass
    assert refused.value.response.status_code == 403


def test_two_learners_each_see_their_own_progress_and_conversations(
    chromium: Any, url: str, provider: Provider
) -> None:
    with browser_of(chromium, url, provider, "Ada") as ada, browser_of(chromium, url, provider, "Grace") as grace:
        ask(ada, TAKES)
        chat = ada.page.url
        begin_cards(ada)
        begun = ada.page.url
        ada.page.get_by_text("Show the back").wait_for()
        grace.go("ask")
        grace.settle()
        assert rows(grace).count() == 0
        grace.page.goto(chat)
        grace.page.get_by_text("That conversation is not here").wait_for()
        assert TAKES not in grace.page.locator("main, [data-testid='stMain']").first.inner_text()
        grace.page.goto(begun)
        grace.page.get_by_text("That round is not here").wait_for()
        ada.page.goto(chat)
        ada.page.locator(".qw-answer").wait_for()
        ada.settle()
        assert rows(ada).all_inner_texts() == [TAKES]
        ada.go("practise")
        ada.page.get_by_role("button", name=re.compile("Go on: 0 of")).wait_for()


def begin_cards(tab: Tab) -> None:
    tab.go("practise")
    tab.settle()
    tab.page.locator(".st-key-begin_cards button").click()
    tab.page.wait_for_url("**/practise?*round=*")
    tab.settle()


@pytest.mark.parametrize("person", REFUSED)
def test_a_token_that_is_not_sound_opens_nothing(chromium: Any, url: str, provider: Provider, person: str) -> None:
    with browser_of(chromium, url, provider, person) as tab:
        assert tab.page.get_by_role("link").all_inner_texts() == ["Sign in"]
        assert tab.socket is None


@pytest.mark.parametrize("person", ["Stranger", "Unverified"])
def test_who_is_not_invited_is_told_so_and_may_sign_out(
    chromium: Any, url: str, provider: Provider, person: str
) -> None:
    with browser_of(chromium, url, provider, person) as tab:
        tab.page.get_by_text(f"You are signed in as {person}").wait_for()
        assert tab.socket is None
        tab.page.get_by_role("link", name="Sign out").click()
        tab.page.get_by_role("link", name="Sign in").wait_for()


def test_editors_change_the_library_and_others_read_it(chromium: Any, url: str, provider: Provider) -> None:
    with browser_of(chromium, url, provider, "Editor") as editor, browser_of(chromium, url, provider, "Ada") as ada:
        for tab, may in ((editor, True), (ada, False)):
            page = tab.go("notes")
            page.locator(".qw-notes a").first.wait_for()
            tab.settle()
            assert page.get_by_role("button", name="Add notes").count() == may
            assert page.get_by_role("button", name="Library").count() == may
            assert (page.get_by_role("checkbox").count() > 0) == may
            tab.go("exam")
            tab.page.get_by_text("A mock exam goes by the exam").wait_for()
            tab.settle()
            assert tab.page.locator(".st-key-choose_exam button").count() == may


def test_signing_out_ends_it_in_every_tab_of_that_browser(chromium: Any, url: str, provider: Provider) -> None:
    with browser_of(chromium, url, provider, "Ada") as tab:
        other, sockets = tab.page.context.new_page(), list[Any]()
        other.on("websocket", lambda socket: sockets.append(socket))
        other.goto(f"{url}/notes")
        other.locator(".qw-notes a").first.wait_for()
        tab.settle()
        tab.page.get_by_role("button", name="Ada").click()
        tab.page.get_by_text(re.compile("Your record is kept under oidc-[0-9a-f]{40}")).wait_for()
        with sockets[0].expect_event("close", timeout=PATIENCE):
            tab.page.get_by_role("button", name="Sign out").click()
            tab.page.get_by_role("link", name="Sign in").wait_for()
        for page in (tab.page, other):
            page.reload()
            page.get_by_role("link", name="Sign in").wait_for()


def test_the_password_opens_it_too(chromium: Any, url: str, provider: Provider) -> None:
    with browser_of(chromium, url, provider) as tab:
        tab.page.goto(url)
        tab.page.get_by_label("Password").fill(PASSWORD)
        tab.page.keyboard.press("Enter")
        tab.page.get_by_role("heading", name="Today").wait_for(timeout=PATIENCE)
        tab.settle()
        assert tab.page.get_by_role("button", name="Ada").count() == 0


@with_axe
def test_the_card_is_accessible(chromium: Any, url: str, provider: Provider) -> None:
    with browser_of(chromium, url, provider) as tab:
        tab.page.goto(url)
        tab.page.evaluate("Object.assign(document.body.dataset, {testid: 'stApp', testScriptState: 'notRunning'})")
        assert findings(tab) == []
