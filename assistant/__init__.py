"""Question and hits to claims: the gate, the answers that pass it, and what the notes say of a sentence."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from quotewise.assistant.claim import Answer, Citation, Claim, Reason, Usage, Withheld
from quotewise.assistant.cost import total
from quotewise.assistant.errors import ModelError

if TYPE_CHECKING:
    from quotewise.assistant.answering import answer, answer_chain, stream
    from quotewise.assistant.gate import Verdict, check
    from quotewise.assistant.lookup import Finding, Lookup, look_up
    from quotewise.assistant.models import open_model
    from quotewise.assistant.speech import Model

__all__ = [
    "Answer",
    "Citation",
    "Claim",
    "Finding",
    "Lookup",
    "Model",
    "ModelError",
    "Reason",
    "Usage",
    "Verdict",
    "Withheld",
    "answer",
    "answer_chain",
    "check",
    "look_up",
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
    "Finding": "lookup",
    "Lookup": "lookup",
    "look_up": "lookup",
    "open_model": "models",
    "Model": "speech",
}


def __getattr__(name: str) -> Any:
    if name not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{LATER[name]}"), name)
