"""What a command says when it cannot go on: one line on stderr, and the contract's exit status."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from quotewise.assistant.errors import BadBlueprint, ModelError
from quotewise.assistant.plain import spell
from quotewise.assistant.practice.bank import BankError
from quotewise.index import LibraryError
from quotewise.index.encoder import EncoderError
from quotewise.index.progress import ProgressError

FAILURE, WRONG_USAGE = 1, 2  # exit statuses of the contract


class Failure(click.ClickException):
    """One clear line on stderr, exit status 1."""

    exit_code = FAILURE

    def show(self, file: Any = None) -> None:
        click.echo(f"quotewise: {spell(' '.join(self.message.split()))}", err=True)  # names of files may hold anything


class Misuse(Failure):
    """One clear line on stderr, exit status 2."""

    exit_code = WRONG_USAGE


class Commands(click.Group):
    """Turns every error into one line on stderr."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with one_line_errors():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with one_line_errors():
            return super().invoke(ctx)


@contextmanager
def one_line_errors() -> Iterator[None]:
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "quotewise"
        raise Misuse(f'{error.format_message()} (see "{command} --help")') from error
    except (LibraryError, EncoderError, ModelError, BankError, BadBlueprint, ProgressError) as error:
        raise Failure(str(error)) from error
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise Failure("No space left to write to: make room") from error


def report(trouble: str | None) -> None:
    if trouble is not None:
        Failure(trouble).show()
