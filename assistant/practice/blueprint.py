"""A blueprint: the domains of an exam, their weights, and what each is about; read from a TOML file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

DEFAULT = "mla-c01"


class BadBlueprint(Exception):
    """A blueprint that cannot be used; the message says which file, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Domain:
    """weight: its share of the exam. about: what it is about, a line for each subject, in plain words."""

    name: str
    weight: float
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blueprint:
    exam: str
    title: str
    domains: tuple[Domain, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(domain.name for domain in self.domains)

    def share_out(self, count: int) -> dict[str, int]:
        """How many of `count` questions each domain gets by its weight; largest remainders make up the sum."""
        due = {domain.name: count * domain.weight for domain in self.domains}
        shared = {name: int(share) for name, share in due.items()}
        left = count - sum(shared.values())
        for name in sorted(due, key=lambda name: shared[name] - due[name])[:left]:
            shared[name] += 1
        return shared


def packaged() -> tuple[str, ...]:
    """The names of the blueprints that come with quotewise."""
    folder = resources.files("quotewise.assistant.practice") / "blueprints"
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")))


def open_blueprint(name: str = DEFAULT) -> Blueprint:
    """The blueprint called `name`: one that comes with quotewise, or the path of a TOML file. Raises BadBlueprint."""
    if name.lower() in packaged():
        folder = resources.files("quotewise.assistant.practice") / "blueprints"
        return read_blueprint((folder / f"{name.lower()}.toml").read_text(encoding="utf-8"), name)
    path = Path(name)
    if not path.is_file():
        raise BadBlueprint(f"No blueprint {name}: give one of {', '.join(packaged())}, or the path of a TOML file")
    try:
        return read_blueprint(path.read_text(encoding="utf-8"), name)
    except (UnicodeDecodeError, OSError) as error:
        raise BadBlueprint(f"{name} cannot be read ({error}): save it as UTF-8 text") from error


def read_blueprint(text: str, name: str) -> Blueprint:
    """A blueprint from TOML; raises BadBlueprint where it lacks a part or its weights do not add up to 1."""
    try:
        read = tomllib.loads(text)
        domains = tuple(_domain(entry) for entry in read["domains"])
        blueprint = Blueprint(str(read["exam"]), str(read.get("title") or read["exam"]), domains)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadBlueprint(
            f'{name} is no blueprint ({error}): it needs "exam" and [[domains]] with name, weight and about'
        ) from error
    total = sum(domain.weight for domain in domains)
    if not domains or abs(total - 1) > 0.005:
        raise BadBlueprint(f"The weights in {name} add up to {total:g}: make them shares of 1")
    return blueprint


def _domain(entry: Mapping[str, Any]) -> Domain:
    about = tuple(str(line) for line in entry["about"])
    weight = float(entry["weight"])
    if not about or weight <= 0:
        raise ValueError(f"domain {entry['name']} has no weight or is about nothing")
    return Domain(str(entry["name"]), weight, about)
