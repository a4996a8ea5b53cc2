"""Services that notes may still teach though they are closed, ended or renamed: told by name, with the day."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass as plain_dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

FOLDER = resources.files("quotewise.assistant.exam") / "notices"
Words = Annotated[str, Field(pattern=r"\S")]
SAYS = {"closed": "closed to new customers", "ended": "ended", "renamed": "renamed"}


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Service:
    """since: the day or the year, None where it is not known. now: its new name, or what takes its place.

    also: other ways to write its name. short: what it is called where it is plain whose services are spoken of.
    """

    name: Words
    status: Literal["closed", "ended", "renamed"]
    since: date | Annotated[int, Field(ge=1900, le=2999)] | None = None
    now: str = ""
    also: tuple[Words, ...] = ()
    short: tuple[Words, ...] = ()

    @property
    def told(self) -> str:
        """What is to be known of it, in a line."""
        became = f" {self.now}" if self.now and self.status == "renamed" else ""
        instead = f"; see {self.now}" if self.now and self.status != "renamed" else ""
        when = f" {'on' if isinstance(self.since, date) else 'in'} {self.since}" if self.since else ""
        return f"{self.name}: {SAYS[self.status]}{became}{when}{instead}"


@cache
def notice_files() -> tuple[str, ...]:
    """The names of the files of services that come with quotewise."""
    return tuple(sorted(file.name.removesuffix(".toml") for file in FOLDER.iterdir()))


@cache
def services_in(name: str) -> tuple[Service, ...]:
    read = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return TypeAdapter(tuple[Service, ...]).validate_python(read["services"])


@plain_dataclass(frozen=True, slots=True)
class Services:
    """Services to look for. near: those that are meant by their short names too."""

    known: Sequence[Service] = ()
    near: Sequence[Service] = ()

    def named_in(self, texts: Iterable[str]) -> tuple[Service, ...]:
        """Those that some texts name, in the order they are known."""
        whole = "\n".join(texts)
        found = {" ".join(name.split()).casefold() for pattern in self._patterns() for name in pattern.findall(whole)}
        return tuple(service for service in self.known if found & set(self._names(service)))

    def _names(self, service: Service) -> list[str]:
        short = service.short if service in self.near else ()
        return [name.casefold() for name in (service.name, *service.also, *short)]

    def _patterns(self) -> Iterable[re.Pattern[str]]:
        """Full names in any case; a short one may be a common word and is looked for as it is written."""
        yield any_of([name for service in self.known for name in (service.name, *service.also)], re.IGNORECASE)
        yield any_of([name for service in self.near for name in service.short], re.NOFLAG)


def any_of(names: Sequence[str], flags: re.RegexFlag) -> re.Pattern[str]:
    """One of some names, the longest that stands there; white space of any kind between its words."""
    longest = sorted(set(names), key=len, reverse=True)
    spelled = "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest)
    return re.compile(rf"(?<!\w)(?:{spelled or '(?!)'})(?!\w)", flags)
