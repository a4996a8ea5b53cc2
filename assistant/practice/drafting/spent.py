"""What drafting took and what was lost on the way, by reason."""

from collections import Counter
from dataclasses import dataclass, field

from quotewise.assistant.chat.speech import Heard, Model


@dataclass(slots=True)
class Spent:
    """What a model was asked for, what that cost, and what became of it.

    dropped: drafts by the reason they went. cost: US dollars, None where no price is known. alone: how many keys were
    picked from the options alone, of how many, and how many chance would.
    """

    drafts: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    alone_right: int = 0
    alone_asked: int = 0
    alone_due: float = 0.0
    trouble: str | None = None

    def note(self, model: Model, heard: Heard) -> None:
        self.input_tokens += heard.input_tokens
        self.output_tokens += heard.output_tokens
        self.trouble = heard.trouble or self.trouble
        if model.price:
            self.add(model.price.of(heard.input_tokens, heard.output_tokens))

    def add(self, cost: float | None) -> None:
        self.cost = self.cost if cost is None else (self.cost or 0.0) + cost

    @property
    def summary(self) -> str:
        """What a person is told of it, in a line; "" where no model wrote."""
        if not self.drafts:
            return ""
        lost = ", ".join(f"{reason} {count}" for reason, count in self.dropped.most_common())
        parts = [f"{self.drafts} drafts of the model{f', lost: {lost}' if lost else ''}"]
        parts.append(f"{self.input_tokens} tokens in, {self.output_tokens} out")
        if self.cost is not None:
            parts.append(f"${self.cost:.4f}")
        if self.alone_asked:
            alone = f"{self.alone_right} of {self.alone_asked} keys picked, {self.alone_due:.1f} by chance"
            parts.append(f"from the options alone {alone}")
        return "; ".join(parts)
