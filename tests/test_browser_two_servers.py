"""The page by two servers, over copies of one library and one database: whichever answers, a learner goes on."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Server, free_port
from oidc_server import Provider, serve_provider
from postgres_server import PostgresServer
from test_browser_sign_in import TAKES, ask, begin_cards, browser_of, rows, sign_in_file

from quotewise.ui.page.chats import Chats


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serve_provider(Provider({"Ada": {}, "Grace": {}})) as provider:
        yield provider


def test_a_round_and_a_conversation_go_on_at_another_server(
    chromium: Any, sample_library: Path, tmp_path: Path, provider: Provider, postgres: PostgresServer
) -> None:
    places = [tmp_path / name for name in ("one", "other")]
    for place in places:
        shutil.copytree(sample_library, place / "library")
    record, port = postgres.make(), free_port()
    file = sign_in_file(tmp_path / "sign-in.toml", provider, port)  # for both, as behind one address
    options = ("--sign-in", str(file), "--progress", record)
    with (
        Server(places[0], *options, port=port) as one,
        Server(places[1], *options) as other,
        browser_of(chromium, one.url, provider, "Ada") as ada,
        browser_of(chromium, one.url, provider, "Grace") as grace,
    ):
        ask(ada, TAKES)
        chat = ada.page.url
        begin_cards(ada)
        page = ada.page
        with ada.run():
            page.get_by_text("Show the back").click()
            page.get_by_text("Good", exact=True).click()
        page.get_by_text("2 of 10").wait_for()
        begun = page.url
        ada.url = grace.url = other.url
        page.goto(begun.replace(one.url, other.url))
        page.get_by_text("2 of 10").wait_for()
        ada.settle()
        page.goto(chat.replace(one.url, other.url))
        page.locator(".qw-answer").wait_for()
        ada.settle()
        assert rows(ada).all_inner_texts() == [TAKES]
        grace.go("practise")
        grace.settle()
        assert grace.page.get_by_role("button", name=re.compile("Go on:")).count() == 0
        grace.go("ask")
        grace.settle()
        assert rows(grace).count() == 0
        ada.left.clear()  # the other server's address is as much the page's
        grace.left.clear()
    assert not list(tmp_path.glob("*/data/quotewise/chats.db"))
    assert Chats(record).listed("lib") == []
