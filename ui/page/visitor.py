"""Who is at the page: told by the entrance with the web socket that a tab speaks over, and read here."""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import streamlit as st

from quotewise.ui.page.markup import label, plain
from quotewise.ui.sign_in import VARIABLE, SignIn, Visitor

MARK = "x-quotewise-visitor"  # the header that says who came in; what a browser sends under it is dropped
KEPT = "quotewise"  # under this Streamlit keeps it with the tab
OVER = "Your sign-in is over. Load the page again to sign in."


class SignedOut(Exception):
    """Nobody is signed in here, or not any more."""


def visitor() -> Visitor:
    """Who is at this tab; raises SignedOut, in a thread of no tab too: nobody is taken for somebody else."""
    if not os.environ.get(VARIABLE):
        return Visitor()
    told = st.user.get(KEPT)
    if not isinstance(told, str):
        raise SignedOut(OVER)
    found = Visitor(**json.loads(told))
    if found.until and found.until < time.time():
        raise SignedOut(OVER)
    return found


def draw_visitor() -> None:
    """Who is signed in, with a way out; the page ends here where nobody is."""
    try:
        found = visitor()
    except SignedOut as over:
        st.html(f'<p class="qw-lead">{plain(str(over))}</p>')
        st.stop()
    if found.name:
        with st.container(key="visitor"), st.popover(label(found.name), type="tertiary", width="content"):
            st.html(f'<p class="qw-told">Your record is kept under {plain(found.learner)}.</p>')
            st.button("Sign out", key="sign_out", icon=":material/logout:", on_click=st.logout)


def edits() -> bool:
    """Whether whoever is at this tab may change the library."""
    return visitor().edits


def marked(found: Visitor) -> bytes:
    """The visitor as the header bears them."""
    return json.dumps(asdict(found)).encode()


def claims_in(cookies: Mapping[str, str], sign_in: SignIn) -> dict[str, Any]:
    """What a provider said of whom Streamlit gave these cookies; {} where none are, or they are not of our making."""
    from streamlit.auth_util import get_cookie_with_chunks
    from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
    from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

    written = get_cookie_with_chunks(
        lambda name: decode_signed_value(sign_in.secret, name, cookies[name]) if name in cookies else None,
        USER_COOKIE_NAME,
    )
    claims = json.loads(written) if written else {}
    return claims if isinstance(claims, dict) else {}
