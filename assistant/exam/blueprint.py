"""A blueprint: what an exam is made of, when and in which languages it can be taken; read from a TOML file."""

import hashlib
import json
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, ConfigDict, Field, TypeAdapter, ValidationError, ValidationInfo, field_validator
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from quotewise.assistant.errors import BadBlueprint
from quotewise.assistant.exam.service import Service, notice_files
from quotewise.assistant.practice.question import Kind

STRICT = ConfigDict(extra="forbid")
FOLDER = resources.files("quotewise.assistant.exam") / "blueprints"
OFF = 0.005  # by how much shares may miss 1
UNKNOWN, SHARES = "unexpected_keyword_argument", "shares"  # kinds of faults, to pydantic

Words = Annotated[str, Field(pattern=r"\S")]
Share = Annotated[float, Field(gt=0, le=1)]
Stage = Literal["coming", "beta", "current", "ended"]


@dataclass(frozen=True, slots=True, config=STRICT)
class Domain:
    """weight: its share of the exam. about: what it is about, a line for each subject, in plain words."""

    name: Words
    weight: Share
    about: Annotated[tuple[Words, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, config=STRICT)
class Offer:
    """From when to when, both days included, an exam can be taken in some languages; None is open."""

    stage: Literal["beta", "current"]
    languages: Annotated[tuple[Words, ...], Field(min_length=1)]
    begins: date | None = None
    ends: date | None = None

    @field_validator("ends")
    @classmethod
    def _in_order(cls, ends: date | None, info: ValidationInfo) -> date | None:
        begins = info.data.get("begins")
        if ends and begins and ends < begins:
            raise ValueError(f"it ends before it begins ({begins}): put the days in order")
        return ends


@dataclass(frozen=True, slots=True, config=STRICT)
class Blueprint:
    """An exam. minutes, items, scored (items that count), pass_mark and its scale: None where nobody says.

    kinds: the share of each kind of item. pauses: whether it lets you pause. offered: the first language is the one its
    stage goes by; none: always to be had. successor: the code of the exam that takes its place. notices: packaged files
    of services, see `Service`; services: its own. domains: their weights add up to 1.
    """

    code: Annotated[Words, Field(validation_alias=AliasChoices("code", "exam"))]  # "exam" until 2026
    domains: Annotated[tuple[Domain, ...], Field(min_length=1)]
    title: str = ""
    minutes: Annotated[int, Field(gt=0)] | None = None
    items: Annotated[int, Field(gt=0)] | None = None
    scored: Annotated[int, Field(gt=0)] | None = None
    scale: tuple[int, int] | None = None
    pass_mark: int | None = None
    kinds: Mapping[Kind, Share] = Field(default_factory=dict)
    pauses: bool = False
    offered: tuple[Offer, ...] = ()
    successor: str = ""
    notices: tuple[str, ...] = ()
    services: tuple[Service, ...] = ()

    @field_validator("domains")
    @classmethod
    def _whole(cls, domains: tuple[Domain, ...]) -> tuple[Domain, ...]:
        _add_up("the weights", [domain.weight for domain in domains])
        if len({domain.name.casefold() for domain in domains}) < len(domains):
            raise ValueError("two domains have one name: give each its own")
        return domains

    @field_validator("kinds")
    @classmethod
    def _shared_out(cls, kinds: Mapping[Kind, float]) -> Mapping[Kind, float]:
        if kinds:
            _add_up("the shares of kinds", kinds.values())
        return kinds

    @field_validator("scored")
    @classmethod
    def _at_most_items(cls, scored: int | None, info: ValidationInfo) -> int | None:
        items = info.data.get("items")
        if scored and items and scored > items:
            raise ValueError(f"more are scored than there are items ({items}): make it {items} or fewer")
        return scored

    @field_validator("scale")
    @classmethod
    def _rises(cls, scale: tuple[int, int] | None) -> tuple[int, int] | None:
        if scale and scale[0] >= scale[1]:
            raise ValueError("its lowest mark is not below its highest: put them in order")
        return scale

    @field_validator("pass_mark")
    @classmethod
    def _on_scale(cls, mark: int | None, info: ValidationInfo) -> int | None:
        scale = info.data.get("scale")
        if mark is not None and not (scale and scale[0] <= mark <= scale[1]):
            raise ValueError('it is not on the scale: give "scale" its lowest and highest mark, this one between them')
        return mark

    @field_validator("notices")
    @classmethod
    def _known(cls, notices: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := set(notices) - set(notice_files()):
            raise ValueError(f"there is no {', '.join(sorted(unknown))}: write one of {', '.join(notice_files())}")
        return notices

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(domain.name for domain in self.domains)

    @property
    def mark(self) -> str:
        """Another one whenever its code or what its domains are about is: domains told by one mark stay."""
        about = [self.code, [[domain.name, *domain.about] for domain in self.domains]]
        return f"{self.code} {hashlib.sha256(json.dumps(about).encode()).hexdigest()[:12]}"

    @property
    def pass_share(self) -> float | None:
        """The share right that the pass mark stands for, on a straight line over its scale; None where nobody says."""
        if self.pass_mark is None or self.scale is None:
            return None
        low, high = self.scale
        return (self.pass_mark - low) / (high - low)

    def share_out(self, count: int) -> dict[str, int]:
        """How many of `count` questions each domain gets by its weight."""
        return share_out({domain.name: domain.weight for domain in self.domains}, count)

    def kinds_of(self, count: int) -> dict[str, int]:
        """How many of `count` items are of each kind; {} where nobody says."""
        return share_out(self.kinds, count)

    def stage(self, day: date) -> Stage:
        """How it stands on a day, in its first language."""
        if not self.offered:
            return "current"
        offers = [offer for offer in self.offered if self.offered[0].languages[0] in offer.languages]
        for offer in offers:
            if (offer.begins or day) <= day <= (offer.ends or day):
                return offer.stage
        return "coming" if any(offer.begins and offer.begins > day for offer in offers) else "ended"

    def last_days(self) -> dict[str, date | None]:
        """Until when, that day included, it can be taken in each language; None where no end is known."""
        ends: dict[str, date | None] = {}
        for offer in self.offered:
            for language in offer.languages:
                known = ends.get(language, date.min)
                ends[language] = None if known is None or offer.ends is None else max(known, offer.ends)
        return ends

    def remark(self, today: date, planned: date | None = None) -> str:
        """What who prepares for it should know, in a sentence: that it has ended, or ends before the day planned."""
        ends = self.last_days()
        last = next(iter(ends.values()), None)
        follows = f"; {self.successor} takes its place" if self.successor else ""
        if last is None or last >= max(today, planned or today):
            return ""
        going = {end for end in ends.values() if end != last and (end is None or end >= today)}
        later = "".join(
            f" (in {', '.join(one for one in ends if ends[one] == end)} {f'until {end}' if end else 'it goes on'})"
            for end in sorted(going, key=lambda end: end or date.max)
        )
        if last < today:
            return f"{self.code} ended on {last}{later}{follows}."
        return f"{self.code} ends on {last}, before your date {planned}{later}{follows}."


def share_out(shares: Mapping[Any, float], count: int) -> dict[str, int]:
    """`count` in whole numbers by these shares; largest remainders make up the sum."""
    whole = sum(shares.values())
    due = {name: count * share / whole for name, share in shares.items()}
    given = {name: int(part) for name, part in due.items()}
    left = count - sum(given.values())
    for name in sorted(due, key=lambda name: given[name] - due[name])[:left]:
        given[name] += 1
    return given


def packaged() -> tuple[str, ...]:
    """The codes of the blueprints that come with quotewise."""
    return tuple(sorted(file.name.removesuffix(".toml").upper() for file in FOLDER.iterdir()))


def open_blueprint(name: str) -> Blueprint:
    """The blueprint called `name`: the code of one that comes with quotewise, or a TOML file. Raises BadBlueprint."""
    return read_blueprint(text_of(name), name)


def text_of(name: str) -> str:
    """The TOML of a packaged blueprint or of a file; raises BadBlueprint."""
    if name.upper() in packaged():
        return (FOLDER / f"{name.lower()}.toml").read_text(encoding="utf-8")
    if not Path(name).is_file():
        raise BadBlueprint(f"No exam {name}: give one of {', '.join(packaged())}, or the path of a TOML file")
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except (UnicodeDecodeError, OSError) as error:
        raise BadBlueprint(f"{name} cannot be read ({error}): save it as UTF-8 text") from error


@cache
def read_blueprint(text: str, name: str) -> Blueprint:
    """A blueprint from TOML; raises BadBlueprint with the first fault, its line and what to do."""
    try:
        return TypeAdapter(Blueprint).validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadBlueprint(f"{name} is no TOML ({error}): put that line right") from error
    except ValidationError as error:
        faults = error.errors(include_url=False)
        fault = min(faults, key=lambda fault: fault["type"] != UNKNOWN)  # what is missing may be what is misspelt
        at, wrong = fault["loc"], _fault(fault)
        if fault["type"] == SHARES and at == ("domains",):  # of no one line, but of these
            lines = [line_of(text, ("domains", number, "weight")) for number in range(fault["ctx"]["count"])]
            wrong += f" (lines {', '.join(map(str, lines))})"
        raise BadBlueprint(f"{name}, line {line_of(text, at)}: {_said(at)}: {wrong}") from error


def line_of(text: str, wanted: Sequence[str | int]) -> int:
    """The line, from 1, of the key that a path of keys and indexes leads to; of the last part of it that is there."""
    best, found, table, counts = 0, 1, list[str | int](), dict[str, int]()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*(\[\[?)\s*([\w.-]+)\s*\]", line):
            table = list(header[2].split("."))
            if header[1] == "[[":
                counts[header[2]] = counts.get(header[2], -1) + 1
                table.append(counts[header[2]])
            path = table
        elif key := re.match(r"""\s*["']?([\w-]+)["']?\s*=""", line):
            path = [*table, key[1]]
        else:
            continue
        shared = next((i for i, (one, other) in enumerate(zip(path, wanted, strict=False)) if one != other), None)
        depth = min(len(path), len(wanted)) if shared is None else shared
        if depth > best:
            best, found = depth, number
    return found


def _add_up(what: str, shares: Collection[float]) -> None:
    total = f"{sum(shares):g}"
    if abs(sum(shares) - 1) > OFF:
        said = {"what": what, "total": total, "count": len(shares)}
        raise PydanticCustomError(SHARES, "{what} add up to {total}: make them shares of 1", said)


def _said(at: Iterable[str | int]) -> str:
    return " ".join(str(part + 1) if isinstance(part, int) else part for part in at) or "the file"


def _fault(fault: Mapping[str, Any]) -> str:
    match fault["type"]:
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return "it is missing: add it"
        case "unexpected_keyword_argument":  # UNKNOWN
            return "there is no such key: take it out, or see the blueprints that come with quotewise"
        case "value_error":
            return str(fault["ctx"]["error"])
        case "shares":  # SHARES
            return str(fault["msg"])
    said = str(fault["msg"])
    return f"{said[:1].lower()}{said[1:]}: put that right"
