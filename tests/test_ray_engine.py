"""Ingestion on Ray: the library of one machine, bit for bit, whatever file is broken and whoever is killed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from letter_encoder import LetterEncoder
from printed import complaint

from quotewise.eval.dataset import SAMPLE
from quotewise.index import Ingested, Library
from quotewise.index.encoder import EncoderError
from quotewise.index.engine import Engine, LocalEngine
from quotewise.index.ray_engine import TRIES, RayEngine
from quotewise.index.survey import File

# Ray Data sets its own settings by names that it gave up
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:ray.data.context")

Quotewise = Callable[..., Result]
MADE = """SELECT source, position, passage_id, "start", "end", place.kind, heading, context, edits, page, content.text,
                 value
          FROM place JOIN note ON note.id = note_id JOIN content ON content.id = content_id
          JOIN vector ON vector.key = vector_key ORDER BY source, position"""
MARKDOWN = "deployment.md", "data-ingestion.md", "rag-flashcards.md"
READ = "SELECT source, sha256, basis, reader, pages, text, title, language, tree FROM note ORDER BY source"
TOKENS = "SELECT * FROM token ORDER BY key"


@pytest.fixture(scope="module")
def cluster() -> Iterator[RayEngine]:
    """Two workers; what Ray keeps lies in a folder of its own, whose path is short, for sockets lie in it."""
    if find_spec("ray") is None:
        pytest.skip('needs the extra "ray"')
    place = tempfile.mkdtemp()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", place)
        patch.setenv("RAY_TMPDIR", place)
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))  # what disturbs them stands here
        patch.delenv("RAY_ADDRESS", raising=False)
        with RayEngine(2) as engine:
            yield engine
    shutil.rmtree(place)


def held(folder: Path) -> list[tuple[Any, ...]]:
    """All that a reader could notice of a library, with the bits of its vectors and of its tokens' vectors."""
    with Library.open(folder) as library, library.reading() as connection:
        rows = [tuple(row) for query in (READ, MADE, TOKENS) for row in connection.execute(query)]
    return [*rows, *((path.read_bytes(),) for path in folder.glob("tokens*"))]


def ingest(folder: Path, notes: Path, engine: Engine, **settings: Any) -> Ingested:
    with Library.open(folder, create=True) as library:
        return library.ingest([notes], engine=engine, **settings)


def write(folder: Path, count: int) -> Path:
    """So many notes of five passages each."""
    folder.mkdir()
    for number in range(count):
        facts = "".join(f"## Part {part}\n\nFact {part} of note {number} has its own words.\n\n" for part in range(5))
        (folder / f"note-{number}.md").write_text(f"# Note {number}\n\n{facts}")
    return folder


class Disturbed:
    """An engine whose work is disturbed on its way. done: the file where each try is noted, a line each."""

    def __init__(self, engine: Engine, disturb: Callable[[str], None], done: Path) -> None:
        self.engine, self.disturb, self.done = engine, disturb, done

    def map(self, work: Callable[[Any], Any], items: Sequence[Any], **settings: Any) -> Iterator[Any]:
        return self.engine.map(Disturbing(work, self.disturb, self.done), items, **settings)

    @property
    def tried(self) -> list[str]:
        return sorted(self.done.read_text().split())


class Disturbing:
    def __init__(self, work: Callable[[Any], Any], disturb: Callable[[str], None], done: Path) -> None:
        self.work, self.disturb, self.done = work, disturb, done

    def __call__(self, item: Any) -> Any:
        name = item.path.name if isinstance(item, File) else f"batch-{len(item)}"
        with self.done.open("a") as noted:
            noted.write(f"{name}\n")
        self.disturb(name)
        return self.work(item)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_over_two(name: str) -> None:
    if name in ("note-3.md", "note-30.md"):
        die()


def fail_over_one(name: str) -> None:
    if name == "note-1.md":
        raise ValueError("odd")


class DieOnce:
    """Kills the first worker that is given what goes by this name."""

    def __init__(self, name: str, mark: Path) -> None:
        self.name, self.mark = name, mark

    def __call__(self, name: str) -> None:
        if name == self.name and not self.mark.exists():
            self.mark.touch()
            die()


def test_it_makes_the_library_of_one_machine_bit_for_bit(cluster: RayEngine, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    for name in ("agents.html", "generative-ai.docx", "judging-generated-text.pdf", *MARKDOWN):
        shutil.copy(SAMPLE / "notes" / name, notes)
    (notes / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (notes / "broken.docx").write_bytes(b"PK\x03\x04nothing")
    (notes / "empty.md").touch()
    (notes / "binary.md").write_bytes(bytes(range(256)) * 20)
    (notes / "huge.md").write_text("Many words. " * 100_000)
    (notes / "picture.png").write_bytes(b"\x89PNG")
    (notes / "nowhere.md").symlink_to(notes / "gone.md")
    for step in (lambda: None, lambda: change(notes), lambda: None):
        step()
        here = ingest(tmp_path / "here", notes, LocalEngine(), max_bytes=1_000_000)
        there = ingest(tmp_path / "there", notes, cluster, max_bytes=1_000_000)
        assert there == here
        assert held(tmp_path / "there") == held(tmp_path / "here")
    assert (here.embedded, here.unchanged) == (0, 5)
    assert {source for source, _ in here.failed} >= {"broken.pdf", "broken.docx", "huge.md", "nowhere.md"}


def change(notes: Path) -> None:
    first, second, third = (notes / name for name in MARKDOWN)
    first.unlink()
    second.rename(second.with_stem("renamed"))
    third.write_text(third.read_text().replace(" the ", " that very ", 1))


def test_a_file_that_kills_each_worker_is_told_and_the_rest_is_read(cluster: RayEngine, tmp_path: Path) -> None:
    engine = Disturbed(cluster, die_over_two, tmp_path / "done")
    ingested = ingest(tmp_path / "library", write(tmp_path / "notes", 40), engine)
    assert ingested.added == 38
    assert [source for source, _ in ingested.failed] == ["note-3.md", "note-30.md"]
    assert all(f"its worker died over it {TRIES} times; save it again" in why for _, why in ingested.failed)
    assert engine.tried.count("note-3.md") == TRIES


def test_a_fault_over_a_file_is_told_and_the_rest_is_read(cluster: RayEngine, tmp_path: Path) -> None:
    engine = Disturbed(cluster, fail_over_one, tmp_path / "done")
    ingested = ingest(tmp_path / "library", write(tmp_path / "notes", 3), engine)
    assert ingested.added == 2
    ((source, why),) = ingested.failed
    assert (source, "ValueError: odd" in why) == ("note-1.md", True)


@pytest.mark.parametrize("at", ["note-2.md", "batch-64"])
def test_a_killed_worker_costs_what_it_was_given_and_nothing_else(cluster: RayEngine, tmp_path: Path, at: str) -> None:
    notes = write(tmp_path / "notes", 15)
    engine = Disturbed(cluster, DieOnce(at, tmp_path / "mark"), tmp_path / "done")
    assert ingest(tmp_path / "there", notes, engine) == ingest(tmp_path / "here", notes, LocalEngine())
    assert held(tmp_path / "there") == held(tmp_path / "here")
    once = [*(path.name for path in notes.iterdir()), "batch-64", "batch-11"]
    assert engine.tried == sorted([*once, at])


DRIVER = """
import os, signal, sys
from pathlib import Path
from quotewise.index import Library
from quotewise.index.ray_engine import RayEngine

def progress(stage, done, total):
    if stage == "embedding passages" and done == 64:
        os.kill(os.getpid(), signal.SIGKILL)

folder, notes = map(Path, sys.argv[1:])
with RayEngine() as engine, Library.open(folder, create=True) as library:
    library.ingest([notes], engine=engine, progress=progress)
"""


def test_after_a_killed_driver_nothing_is_embedded_twice(cluster: RayEngine, tmp_path: Path) -> None:
    import ray

    notes = write(tmp_path / "notes", 30)
    env = {**os.environ, "RAY_ADDRESS": ray.get_runtime_context().gcs_address}
    driver = subprocess.run([sys.executable, "-c", DRIVER, tmp_path / "there", notes], env=env, check=False)
    assert driver.returncode == -signal.SIGKILL
    with Library.open(tmp_path / "there") as library:
        assert library.is_empty()
    here = ingest(tmp_path / "here", notes, LocalEngine())
    there = ingest(tmp_path / "there", notes, cluster)
    assert there.embedded == here.embedded - 64
    assert held(tmp_path / "there") == held(tmp_path / "here")


def test_the_command_says_nothing_but_what_it_says_without(
    cluster: RayEngine, quotewise: Quotewise, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    notes = write(tmp_path / "notes", 2)
    on_ray, here = (
        quotewise("ingest", notes, "--json", "--library", tmp_path / name, "--engine", name)
        for name in ("ray", "local")
    )
    assert (on_ray.exit_code, on_ray.stdout, on_ray.stderr) == (0, here.stdout, here.stderr)
    assert capfd.readouterr() == ("", "")


def test_a_model_that_workers_cannot_open_by_name_is_told(cluster: RayEngine, tmp_path: Path) -> None:
    notes = write(tmp_path / "notes", 1)
    with (
        Library.open(tmp_path / "library", encoder=LetterEncoder(), create=True) as library,
        pytest.raises(EncoderError, match="opened by name"),
    ):
        library.ingest([notes], engine=cluster)


def test_a_cluster_that_is_not_there_is_told(tmp_path: Path) -> None:
    if find_spec("ray") is None:
        pytest.skip('needs the extra "ray"')
    command = [sys.executable, "-m", "quotewise.ui.cli", "ingest", SAMPLE, "--engine", "ray", "--library", tmp_path]
    env = {**os.environ, "RAY_ADDRESS": "127.0.0.1:1"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "no Ray cluster at 127.0.0.1:1" in done.stderr


def test_without_the_extra_it_is_named(quotewise: Quotewise, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.setitem(sys.modules, "ray.data", None)
    assert 'pip install "quotewise[ray]"' in complaint(quotewise("ingest", notes, "--engine", "ray"), 1)
