"""The command that serves the page."""

import ipaddress
import os
import sys
from pathlib import Path

import click

from quotewise.ui import password
from quotewise.ui.failure import Failure
from quotewise.ui.learner import progress_option
from quotewise.ui.options import base_url_option, library_option
from quotewise.ui.sign_in import VARIABLE as SIGN_IN
from quotewise.ui.sign_in import BadSignIn, SignIn, read_sign_in

PAPER, INK, GREEN = "#fcfbf8", "#22272b", "#1f6650"
NIGHT, CHALK, MINT = "#15181a", "#e8e6e1", "#6fc3a5"
LARGEST_UPLOAD = 20  # MB a file, as `ingest` reads them


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen at; others need a password, or a sign-in."
)
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option(
    "--model", "name", metavar="NAME", help='Chat model to begin with; "quotewise models" lists what there is.'
)
@base_url_option
@click.option(
    "--questions",
    metavar="N",
    type=click.IntRange(0, 1000),
    default=60,
    show_default=True,
    help="Practice questions kept ready while the page is open: written unasked, when nothing else is done.",
)
@click.option(
    "--sign-in",
    "sign_in_file",
    metavar="FILE",
    envvar=SIGN_IN,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Let people sign in, each with a record of their own: a secrets.toml as Streamlit takes it "
    f"(or set ${SIGN_IN}).",
)
@click.option("--no-browser", is_flag=True, help="Do not open the page.")
@click.option("--hash-password", is_flag=True, help="Ask for a password and print what to put into the environment.")
@progress_option
@library_option
def ui(
    host: str,
    port: int,
    name: str | None,
    base_url: str | None,
    questions: int,
    sign_in_file: Path | None,
    no_browser: bool,
    hash_password: bool,
    folder: Path,
) -> None:
    """Serve the page: today, ask, practise, sit mock exams, tend the notes."""
    if hash_password:
        print_hash()
        return
    stored = os.environ.get(password.VARIABLE) or None
    sign_in = opened_sign_in(sign_in_file) if sign_in_file else None
    check_password(stored, host, signed=sign_in is not None)
    os.environ["QUOTEWISE_LIBRARY"] = str(folder.absolute())  # the page reads its settings there, once
    os.environ["QUOTEWISE_MODEL"] = name or ""
    os.environ["QUOTEWISE_BASE_URL"] = base_url or ""
    os.environ["QUOTEWISE_QUESTIONS"] = str(questions)
    os.environ["QUOTEWISE_SHARED"] = "1" if stored is not None or sign_in or not is_loopback(host) else ""
    os.environ[SIGN_IN] = str(sign_in.file) if sign_in else ""
    serve(host, port, stored, browser=not no_browser, sign_in=sign_in)


def opened_sign_in(file: Path) -> SignIn:
    try:
        import authlib  # noqa: F401 - Streamlit signs people in by it

        return read_sign_in(file)
    except BadSignIn as error:
        raise Failure(str(error)) from error
    except ImportError as error:
        raise Failure('to sign in needs the extra "signin": pip install "quotewise[signin]"') from error


def check_password(stored: str | None, host: str, *, signed: bool) -> None:
    """Nobody serves the notes to others without a password or a sign-in."""
    if stored is None and not signed and not is_loopback(host):
        raise Failure(
            f'{host} can be reached from other machines, so a password is needed: run "quotewise ui --hash-password" '
            f"and set ${password.VARIABLE}, or have people sign in (--sign-in), or leave --host out"
        )
    if stored is not None:
        try:
            password.read_hash(stored)
        except password.BadHash as error:
            raise Failure(str(error)) from error


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def serve(host: str, port: int, stored: str | None, *, browser: bool, sign_in: SignIn | None = None) -> None:
    """Serve until Ctrl-C."""
    try:
        import streamlit
        from starlette.middleware import Middleware
    except ImportError as error:
        raise Failure(f"the page needs Streamlit ({error.name} is missing): pip install quotewise again") from error
    from quotewise.ui.page.entrance import Entrance
    from quotewise.ui.undisturbed import let_callbacks_end

    let_callbacks_end()
    page = Path(__file__).absolute().parent / "page"
    # Where it is missing, Streamlit puts it in front for each run and takes it out after: an import in another thread
    # then passes over an entry, and does not find what is there.
    sys.path.append(str(page))
    here = is_loopback(host)
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    entrance = Middleware(Entrance, password_hash=stored, loopback=here, index=index, sign_in=sign_in)
    app = streamlit.App(page / "app.py", middleware=[entrance])
    app.run(config=settings(host, port, browser=browser) | (signing(sign_in) if sign_in else {}))


def signing(sign_in: SignIn) -> dict[str, object]:
    """Streamlit's options where people sign in: its own sign-in, and who the entrance says they are."""
    from quotewise.ui.page.visitor import KEPT, MARK

    return {"secrets.files": [str(sign_in.file)], "server.trustedUserHeaders": {MARK: KEPT}}


def settings(host: str, port: int, *, browser: bool) -> dict[str, object]:
    """Streamlit's options: nothing is reported anywhere, and what concerns developers stays away."""
    shown = f"[{host}]" if ":" in host else host
    return {
        "server.address": host,
        "server.port": port,
        "server.headless": not browser,
        "server.fileWatcherType": "none",
        "server.showEmailPrompt": False,
        "server.maxUploadSize": LARGEST_UPLOAD,
        "browser.serverAddress": shown,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "viewer",
        "client.showErrorDetails": "type",
        "client.showErrorLinks": False,
        "runner.magicEnabled": False,
        "runner.fastReruns": False,  # a run that is stopped keeps what it has before the next one reads it
        "runner.postScriptGC": False,  # after each run it would go through all that is loaded, while all wait for it
        **theme(),
    }


def theme() -> dict[str, object]:
    """Both themes; the reader's system chooses, and the menu can."""
    return {
        "theme.light.primaryColor": GREEN,
        "theme.light.backgroundColor": PAPER,
        "theme.light.secondaryBackgroundColor": "#f2f0ea",
        "theme.light.textColor": INK,
        "theme.light.linkColor": GREEN,
        "theme.dark.primaryColor": MINT,
        "theme.dark.backgroundColor": NIGHT,
        "theme.dark.secondaryBackgroundColor": "#1f2427",
        "theme.dark.textColor": CHALK,
        "theme.dark.linkColor": "#8fd0b8",
        "theme.headingFontSizes": ["2rem", "1.4rem", "1.15rem", "1rem", "1rem", "1rem"],
        "theme.baseRadius": "0.5rem",
        "theme.linkUnderline": True,
    }


def print_hash() -> None:
    given = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    try:
        click.echo(f"export {password.VARIABLE}='{password.hash_password(given)}'")
    except ValueError as error:
        raise Failure(str(error)) from error
