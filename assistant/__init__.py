"""Question and hits to claims: the gate, the answers that pass it, and what the notes say of a sentence."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from quotewise.assistant.chat.cost import total
from quotewise.assistant.claim import Answer, Citation, Claim, Reason, Usage, Withheld
from quotewise.assistant.errors import ModelError

if TYPE_CHECKING:
    from quotewise.assistant.chain import answer, answer_chain, stream
    from quotewise.assistant.chat.models import open_model
    from quotewise.assistant.chat.speech import Model
    from quotewise.assistant.gate.verdict import Verdict, check
    from quotewise.assistant.lookup import Finding, Lookup, look_up

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
    "answer": "chain",
    "answer_chain": "chain",
    "stream": "chain",
    "Verdict": "gate.verdict",
    "check": "gate.verdict",
    "Finding": "lookup",
    "Lookup": "lookup",
    "look_up": "lookup",
    "open_model": "chat.models",
    "Model": "chat.speech",
}


def __getattr__(name: str) -> Any:
    if name not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{LATER[name]}"), name)
