"""The words that questions are put in, by the language of the notes: read from frames.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

BARE = "bare"  # forms that need no words of any language


def has_frame(name: str, language: str) -> bool:
    """Whether a question of this form can be put in a language, or needs none."""
    return name in _frames().get(language, _frames()[BARE])


def put(name: str, language: str, **filled: str) -> str:
    """A frame of a language with its gaps filled; raises KeyError for one that the language has not."""
    return _frames().get(language, _frames()[BARE])[name].format(**filled)


@cache
def _frames() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((resources.files(__package__) / "frames.toml").read_text(encoding="utf-8"))
