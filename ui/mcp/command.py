"""The command that serves the library to other assistants."""

from contextlib import closing
from pathlib import Path

import click

from quotewise.ui.failure import Failure
from quotewise.ui.learner import learner_option
from quotewise.ui.options import library_option, model_options, rerank_option, verify_option
from quotewise.ui.serving import is_loopback


@click.command()
@click.option(
    "--http", is_flag=True, help="Serve streamable HTTP, for any number of clients (default: stdio, for one)."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at, of this machine alone.")
@click.option("--port", type=click.IntRange(0, 65535), default=8502, show_default=True, help="0 for one that is free.")
@model_options
@verify_option
@rerank_option
@learner_option
@library_option
def mcp(
    http: bool,
    host: str,
    port: int,
    name: str | None,
    base_url: str | None,
    yes_send: bool,
    verify: str | None,
    rerank: str | None,
    learner: str,
    folder: Path,
) -> None:
    """Serve the notes to any assistant that speaks the Model Context Protocol, so that it can be held to them.

    What its tools return goes to that assistant, and to wherever its model runs.
    """
    if not is_loopback(host):
        raise Failure(
            f"{host} can be reached from other machines, and this server asks nobody for a password: leave --host out, "
            f"and reach it from elsewhere through a tunnel (ssh -L {port}:127.0.0.1:{port} THIS_MACHINE)"
        )
    try:
        from quotewise.ui.mcp.desk import Desk
        from quotewise.ui.mcp.server import NotesServer, serve_http, serve_stdio
    except ImportError as error:
        raise Failure(f'this needs the extra "mcp" ({error.name} is missing): pip install "quotewise[mcp]"') from error
    desk = Desk(folder, learner, name, base_url, yes_send, verify, rerank)
    if name is None:  # refuses what makes no sense without a model; one is opened when it is asked
        _ = desk.speakers
    with closing(desk):
        if http:
            serve_http(NotesServer(desk), host, port)
        else:
            serve_stdio(NotesServer(desk))
