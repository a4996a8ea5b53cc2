"""The command `doctor`: looks at everything that quotewise keeps, repairs what can be made again, tells the rest."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotewise.index import Library, LibraryError
from quotewise.index.encoder import EncoderError
from quotewise.index.progress import ProgressError
from quotewise.ui.failure import FAILURE
from quotewise.ui.folders import data_folder
from quotewise.ui.learner import learner_option, progress_of, shared_place
from quotewise.ui.options import json_option, library_option, print_json

if TYPE_CHECKING:
    from quotewise.index.doctor import Finding

SIGNS = {"whole": "[green]\u2713[/green]", "repaired": "[yellow]+[/yellow]", "broken": "[red]\u2717[/red]"}


@click.command()
@learner_option
@json_option
@library_option
def doctor(learner: str, as_json: bool, folder: Path) -> None:
    """Look whether everything that is kept is whole, and repair what can be: library, questions, record, conversations.

    What is derived (full text, FAISS's index, vectors) is made again; nothing else is changed. The exit status is 1
    where something is broken that only you can mend.
    """
    from quotewise.ui.terminal import escape, out

    findings = []
    for finding in look(folder, learner):
        findings.append(finding)
        if not as_json:
            out.print(f"{SIGNS[finding.state]} [bold]{finding.part}[/bold]  {escape(finding.told)}")
    whole = all(finding.state != "broken" for finding in findings)
    if as_json:
        print_json({"whole": whole, "findings": [asdict(finding) for finding in findings]})
    sys.exit(0 if whole else FAILURE)


def look(folder: Path, learner: str) -> Iterator["Finding"]:
    from quotewise.index.doctor import Finding, examine

    try:
        with Library.open(folder) as library:
            yield from examine(library)
            yield from tell("questions", lambda: questions(library))
    except (LibraryError, EncoderError) as error:
        yield Finding("library", "broken", str(error))
    yield from tell("record", lambda: record(learner))
    yield from tell("conversations", conversations)


def tell(part: str, told: Callable[[], tuple[str, bool]]) -> Iterator["Finding"]:
    """told: what was found, and whether it is whole."""
    from quotewise.assistant.practice.bank import BankError
    from quotewise.index.doctor import Finding
    from quotewise.ui.page.chat_store import ChatsError

    try:
        said, whole = told()
    except (BankError, ProgressError, ChatsError) as error:
        said, whole = str(error), False
    yield Finding(part, "whole" if whole else "broken", said)


def questions(library: Library) -> tuple[str, bool]:
    from quotewise.assistant.practice.bank import Bank

    bank = Bank.of(library)
    kept = bank.read(library)
    stale = sum(one.stale for one in kept)
    if unusable := bank.unusable():
        return f"{unusable} lines of {bank.file} cannot be used, and are kept as they are; {len(kept)} can", False
    return f"{len(kept)} kept, {stale} of them stale", True


def record(learner: str) -> tuple[str, bool]:
    progress = progress_of(learner)
    return f"{len(progress.events())} events of {progress.learner} in {progress.name}", True


def conversations() -> tuple[str, bool]:
    from quotewise.ui.page.chat_store import open_chats

    place = shared_place() or data_folder() / "chats.db"
    with open_chats(place).reading() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM chat").scalar_one() if connection else 0
    return f"{count} in {'the database of the record' if shared_place() else place}", True
