"""Who writes the answers in this tab: nobody, or a chat model; and leave to send notes to one elsewhere."""

import os
from concurrent.futures import Future, ThreadPoolExecutor

import streamlit as st

from quotewise.assistant.chat.cost import price_of, prices_as_of
from quotewise.assistant.chat.reachable import Reach, reach_all
from quotewise.assistant.chat.speech import Model
from quotewise.assistant.gate.reader import Reader
from quotewise.ui.page import opened
from quotewise.ui.page.markup import label
from quotewise.ui.page.visitor import edits

OWN = "Your notes' own sentences"
ALLOWED = "models_allowed"
KEPT = "model_kept"  # widgets forget what they held when the reader goes to another page
TYPICAL = 3500, 300  # tokens that a question with its passages takes, and its answer; with a second look


@st.cache_resource(show_spinner=False)
def looking() -> Future[list[Reach]]:
    """What models there are to be had from here: looked for once, while the page goes on."""
    return ThreadPoolExecutor(1).submit(reach_all, base_url() or None)


def found() -> list[Reach]:
    """What was found so far; nothing beyond this machine was asked."""
    return looking().result() if looking().done() else []


def chosen() -> str:
    """The name of the model that writes, "" for none."""
    name: str = st.session_state.get(KEPT, os.environ.get("QUOTEWISE_MODEL", ""))
    return name


def choose(name: str) -> None:
    st.session_state[KEPT] = name


def draw_choice(model: Model | None, reader: Reader | None) -> None:
    """Who writes and whether their wordings are checked, with a way to choose another."""
    looking()
    told = OWN if model is None else f"{label(model.name)} · {checked(reader)}"
    if st.button(told, key="model", icon=":material/edit_note:", help="Choose who writes the answer"):
        draw_models()


def checked(reader: Reader | None) -> str:
    return f"checked by {label(reader.name)}" if reader else "wordings not checked"


@st.dialog("Who writes the answer")
def draw_models() -> None:
    offered = {name: reach for reach in found() for name in reach.models}
    names = list(dict.fromkeys(["", *offered, *filter(None, [chosen()])]))
    name = st.radio(
        "Who writes the answer",
        names,
        index=names.index(chosen()),
        format_func=lambda name: label(name) or OWN,
        captions=[about(name, offered.get(name)) for name in names],
        label_visibility="collapsed",
        key="model_of",
    )
    other = ""
    if edits():  # others choose among what is there
        other = st.text_input("Another", placeholder="ollama:NAME, openai:NAME, bedrock_converse:ID", key="other_model")
    st.caption(
        "Every line a model writes is checked against your notes; where its wording cannot be vouched for, your notes' "
        "own words stand. Nothing is sent before you ask, and you are asked before anything leaves this machine."
    )
    if st.button("Use this", type="primary"):
        choose(other.strip() or name or "")
        st.rerun()
    with st.expander("What else can be had, and how", type="compact"):
        for reach in found():
            if not reach.models:
                st.caption(f"**{label(reach.name)}**: {label(reach.why)}")
        if not looking().done():
            st.caption("Still looking: open this again in a moment.")


def about(name: str, reach: Reach | None) -> str:
    """Where notes would go with a model, and what that costs, in a line."""
    if not name:
        return "Read out as they stand: nothing is sent, nothing to pay"
    where = f"Runs at {label(reach.where)}" if reach else "As you named it"
    return f"{where}{cost(name)}"


def cost(name: str) -> str:
    """About what a question costs, where its price is known."""
    price = price_of(name.partition(":")[2]) if name.startswith("bedrock") else None
    if price is None:
        return ""
    return f" · about {price.of(*TYPICAL):.4f} USD a question (list prices of {prices_as_of()})"


def base_url() -> str:
    return os.environ.get("QUOTEWISE_BASE_URL", "")


def open_chosen() -> tuple[Model | None, Reader | None]:
    """The model and who vouches for its wordings, opened; None for none. Raises ModelError."""
    name = chosen()
    if not name:
        return None, None
    url = base_url() if name.partition(":")[0] in ("ollama", "openai") else ""
    return opened.model_named(name, url), opened.reader_of(name, url)


def may_send(model: Model | None, reader: Reader | None) -> bool:
    """Whether passages may go where the model is, and where the one is that vouches for it."""
    return all(may_send_to(told) for told in (model, getattr(reader, "model", None)))


def may_send_to(model: Model | None) -> bool:
    """Whether passages may go to this model; asks the person at the page where it is not on this machine."""
    if model is None or model.place is None:
        return True
    allowed: set[str] = st.session_state.setdefault(ALLOWED, set())
    if model.name in allowed:
        model.announced.add(str(opened.library_folder()))
        return True
    st.warning(
        f"With {label(model.name)}, passages of your notes are sent to {label(model.place)}{cost(model.name)}.",
        icon=":material/outbound:",
    )
    with st.container(horizontal=True):
        st.button("Send them", on_click=allowed.add, args=(model.name,), type="primary")
        st.button(f"Ask {OWN.lower()} instead", on_click=choose, args=("",))
    return False
