"""What answers cost: prices of Bedrock models by the token, and the sum over a session."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from quotewise.assistant.claim import Answer, Usage

PROFILE = re.compile(r"^(?:us|us-gov|eu|apac|jp|au|ca|global)\.(?=\w+\.)")  # a cross-Region inference profile
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens."""

    input: float
    output: float

    def of(self, input_tokens: int, output_tokens: int) -> float:
        return (self.input * input_tokens + self.output * output_tokens) / MILLION


def price_of(model_id: str) -> Price | None:
    """The list price of a Bedrock model id, ARN or profile id; None where the table does not know it."""
    bare = PROFILE.sub("", model_id.rsplit("/", 1)[-1])
    known = [key for key in _table()[1] if bare.startswith(key)]
    return _table()[1][max(known, key=len)] if known else None


def prices_as_of() -> date:
    """The date of the table of prices."""
    return _table()[0]


def total(answers: Iterable[Answer]) -> Usage:
    """What a session took altogether; its cost is None where nothing in it had a known price."""
    usages = [answer.usage for answer in answers]
    costs = [usage.cost for usage in usages if usage.cost is not None]
    return Usage(
        input_tokens=sum(usage.input_tokens for usage in usages),
        output_tokens=sum(usage.output_tokens for usage in usages),
        cost=sum(costs) if costs else None,
        seconds=sum(usage.seconds for usage in usages),
    )


@cache
def _table() -> tuple[date, dict[str, Price]]:
    read = tomllib.loads((resources.files(__package__) / "prices.toml").read_text(encoding="utf-8"))
    return read["as_of"], {key: Price(**price) for key, price in read["models"].items()}
