"""Question and hits to claims: the gate and the answers that pass it."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from quotewise.assistant.claim import Answer, Citation, Claim, Reason, Usage, Withheld
from quotewise.assistant.cost import total
from quotewise.assistant.errors import ModelError

if TYPE_CHECKING:
    from quotewise.assistant.answering import answer, answer_chain, stream
    from quotewise.assistant.gate import Verdict, check
    from quotewise.assistant.models import open_model
    from quotewise.assistant.speech import Model

__all__ = [
    "Answer",
    "Citation",
    "Claim",
    "Model",
    "ModelError",
    "Reason",
    "Usage",
    "Verdict",
    "Withheld",
    "answer",
    "answer_chain",
    "check",
    "open_model",
    "stream",
    "total",
]


# What stands on LangChain is imported when it is asked for: a search need not wait half a second for it.
LATER = {
    "answer": "answering",
    "answer_chain": "answering",
    "stream": "answering",
    "Verdict": "gate",
    "check": "gate",
    "open_model": "models",
    "Model": "speech",
}


def __getattr__(name: str) -> Any:
    if name not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{LATER[name]}"), name)
