"""Who vouches for a model's wordings, as a person asks for it: `--verify`, the environment, and what was checked."""

import logging
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotewise.ui.failure import Failure
from quotewise.ui.folders import data_folder

if TYPE_CHECKING:
    from quotewise.assistant import Model
    from quotewise.assistant.gate.reader import Reader

ENTAILMENT = "QUOTEWISE_ENTAILMENT"
CHECK = 'run "quotewise models --check {name}" to see whether it can be trusted'

log = logging.getLogger("quotewise.ui")


def checks_file() -> Path:
    return data_folder() / "readers.json"


def named_reader(name: str, base_url: str | None = None) -> "Reader":
    """A second reader by name: a chat model as `--model` names it, else a cross-encoder by name or folder.

    Raises ModelError where it cannot be opened.
    """
    if not name or (name != "local" and not re.search(r"[:/\\]", name) and not Path(name).exists()):
        raise Failure(
            f'No second reader is called "{name}": name model, off, a chat model as --model does, or an '
            "entailment model by its folder or its whole name (ORGANISATION/MODEL)"
        )
    if name != "local" and (":" not in name or Path(name).exists()):
        from quotewise.assistant.gate.entailment import EntailmentReader

        return EntailmentReader(name)
    from quotewise.assistant import open_model
    from quotewise.assistant.chat.second_look import ChatReader

    takes_url = name.partition(":")[0] in ("ollama", "openai")
    return ChatReader(open_model(name, base_url=base_url if takes_url else None))


def chosen_reader(model: "Model | None", verify: str | None, base_url: str | None = None) -> "Reader | None":
    """The second reader of a model's lines. verify: "model", "off" or a name, as a person asked for it; None chooses:
    $QUOTEWISE_ENTAILMENT where it was found good; the model itself where it is elsewhere, or was found good."""
    if model is None:
        if verify not in (None, "off"):
            raise click.UsageError("--verify goes with --model: without one everything is in the notes' own words.")
        return None
    from quotewise.assistant.chat.second_look import ChatReader

    match verify:
        case "off":
            return None
        case "model":
            return asked_for(ChatReader(model))
        case str():
            return asked_for(named_reader(verify, base_url))
    if named := os.environ.get(ENTAILMENT):
        reader = named_reader(named)
        if is_trusted(reader):
            return reader
        log.warning("%s is not asked: %s", named, CHECK.format(name=named))
    own = ChatReader(model)
    return own if model.place is not None or is_trusted(own) else None


def asked_for(reader: "Reader") -> "Reader":
    """A reader that a person named: it is used unless it was found bad."""
    from quotewise.assistant.trust import recall

    found = recall(checks_file(), reader)
    if found is not None and not found.trusted:
        raise Failure(
            f"{reader.name} was checked as a second reader and passed {found.false_passed} of {found.of_false} false "
            f"statements and {found.true_passed} of {found.of_true} true ones: name another, or --verify off"
        )
    return reader


def is_trusted(reader: "Reader") -> bool:
    from quotewise.assistant.trust import recall

    found = recall(checks_file(), reader)
    return found is not None and found.trusted
