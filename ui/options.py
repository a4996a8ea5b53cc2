"""Options that several commands share, and what they mean."""

import re
import shlex
import sys
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.core import ParameterSource

from quotewise.ui import contract
from quotewise.ui.batch import is_unicode, open_batch, read_item, run_batch
from quotewise.ui.failure import FAILURE, Failure
from quotewise.ui.folders import data_folder
from quotewise.ui.learner import progress_of

if TYPE_CHECKING:
    from quotewise.assistant import Model
    from quotewise.index import Library
    from quotewise.index.cross_encoder import Reranker


class LibraryPlace(click.Path):
    """The folder of a library; for one at an address, that of this machine's copy."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if str(value).startswith("milvus:"):
            from quotewise.index.home import AddressError, folder_of

            try:
                value = folder_of(value)
            except AddressError as error:
                self.fail(str(error), param, ctx)
        return super().convert(value, param, ctx)


# Whether it can be read, SQLite finds.
library_place = LibraryPlace(path_type=Path, file_okay=False, readable=False)


def library_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--library",
        "folder",
        metavar="PLACE",
        type=library_place,
        envvar="QUOTEWISE_LIBRARY",
        default=lambda: data_folder() / "library",
        help="Folder of the library, or milvus://HOST:PORT/NAME (default: $QUOTEWISE_LIBRARY, else your data folder).",
    )(command)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout and nothing else.")
source_option = click.option("--source", metavar="GLOB", help="Only notes whose source matches.")
rerank_option = click.option(
    "--rerank",
    metavar="NAME",
    envvar="QUOTEWISE_RERANKER",
    help="Cross-encoder that reads the best passages again (or set $QUOTEWISE_RERANKER).",
)
batch_option = click.option(
    "--batch", metavar="FILE", help='JSON lines with "id", "question", "history"; "-" is stdin.'
)
base_url_option = click.option("--base-url", metavar="URL", help='Server for "openai:MODEL" or "ollama:MODEL".')


yes_send_option = click.option(
    "--yes-send",
    is_flag=True,
    envvar="QUOTEWISE_YES_SEND",
    help="Do not say that notes go to a model elsewhere (or set $QUOTEWISE_YES_SEND).",
)


def embeddings_options(command: Callable[..., Any]) -> Callable[..., Any]:
    named = click.option(
        "--embeddings",
        metavar="NAME",
        envvar="QUOTEWISE_EMBEDDINGS",
        help="Embedding model: minilm (the default), bedrock:MODEL_ID, ollama:MODEL, or one of Sentence Transformers "
        "by name or folder (or set $QUOTEWISE_EMBEDDINGS). The library remembers it.",
    )
    return named(yes_send_option(command))


def model_options(command: Callable[..., Any]) -> Callable[..., Any]:
    options = [
        click.option("--model", "name", metavar="NAME", help='Chat model; "quotewise models" lists what there is.'),
        base_url_option,
        yes_send_option,
    ]
    for option in reversed(options):
        command = option(command)
    return command


verify_option = click.option(
    "--verify",
    metavar="NAME",
    help="Who vouches for a model's wordings: model (itself), off (the notes' words stand in their place), another "
    "chat model, or an entailment model of Sentence Transformers by name or folder. Without it a model elsewhere "
    "reads its own lines again, one on this machine if `models --check` found it good.",
)


def each(
    batch: str,
    respond: Callable[[dict[str, Any]], dict[str, Any]],
    read: Callable[[bytes], dict[str, Any]] = read_item,
) -> NoReturn:
    """Answer a whole batch and end with its exit status. read: what makes an item of a line."""
    try:
        opened = open_batch(batch)
    except OSError as error:
        raise Failure(f"{batch}: cannot be read ({error.strerror}): check the path") from error
    with opened as lines:
        fine = run_batch(lines, respond, read)
    sys.exit(0 if fine else FAILURE)


def chosen_model(name: str | None, base_url: str | None) -> "Model | None":
    """The chat model asked for, None for none."""
    if name is None:
        if base_url is not None:
            raise click.UsageError("--base-url goes with --model.")
        return None
    from quotewise.assistant import open_model

    return open_model(name, base_url=base_url)


def chosen_reranker(name: str | None) -> "Reranker | None":
    """The cross-encoder asked for, None for none."""
    if not name:
        return None
    from quotewise.index.cross_encoder import CrossEncoderReranker

    return CrossEncoderReranker(name)


def question_of(question: str | None, batch: str | None, *, named: str = "QUESTION") -> str:
    """The question asked, "" for a batch."""
    if batch is not None:
        if question is not None:
            raise click.UsageError(f"Give a {named} or --batch FILE, not both.")
        return ""
    if question is None or not question.strip():
        raise click.UsageError(f"Give a {named}, or --batch FILE.")
    if not is_unicode(question):
        raise click.UsageError(f"The {named.lower()} is not valid UTF-8.")
    return question


def span_of(at: str, length: int) -> tuple[int, int]:
    span = re.fullmatch(r"(\d{1,12}):(\d{1,12})", at)
    if span is None or not int(span[1]) < int(span[2]) <= length:
        raise click.UsageError(f"--at takes START:END with 0 <= START < END <= {length}, as a citation gives them.")
    return int(span[1]), int(span[2])


def typed_options() -> str:
    """The library, the learner and the record as they were named on the command line, for commands that are told to
    run next; a password is left out.
    """
    context = click.get_current_context(silent=True)
    if context is None:
        return ""
    named = {"folder": "--library", "learner": "--learner", "progress": "--progress"}
    given = [name for name in named if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    shown = {**context.params, **({"progress": progress_of().name} if "progress" in given else {})}
    return "".join(f" {named[name]} {shlex.quote(str(shown[name]))}" for name in given)


def print_json(value: dict[str, Any]) -> None:
    click.echo(contract.line_of(value))


def none_matches(library: "Library", source: str | None) -> str | None:
    """What to say where no note's source matches the pattern, so that nobody takes that for the notes' silence."""
    if not source or any(fnmatchcase(name, source) for name in library.status().sources):
        return None
    return f'No note matches {source}: "quotewise status" lists them'
