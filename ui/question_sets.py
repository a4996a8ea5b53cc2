"""The question files there are to practise from as they are: the sample exam, and files of one's own."""

from importlib import resources
from pathlib import Path

from quotewise.assistant.practice.exchange import Imported, read_questions

SAMPLE = "Sample exam questions"
KINDS = (".json", ".jsonl", ".csv", ".tsv", ".txt", ".md", ".gift", ".xml", ".apkg")


def sample_file() -> Path:
    return Path(str(resources.files("quotewise.eval") / "sample" / "exam.jsonl"))


def files_in(folder: Path) -> dict[str, Path]:
    """The question files there are, by name: the sample first, then those of `folder`."""
    own = sorted(path for path in folder.glob("*") if path.suffix in KINDS) if folder.is_dir() else []
    return {SAMPLE: sample_file(), **{path.name: path for path in own}}


def load(name: str, path: Path) -> Imported:
    """Read a file; raises BadQuestions where it holds none that can be asked, OSError where it cannot be read."""
    return read_questions(path.name if name == SAMPLE else name, path.read_bytes())
