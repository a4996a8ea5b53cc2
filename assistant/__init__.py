"""Question and hits to claims: the gate and the answers that pass it."""

from quotewise.assistant.answering import answer, answer_chain, stream
from quotewise.assistant.claim import Answer, Citation, Claim, Reason, Usage, Withheld
from quotewise.assistant.cost import total
from quotewise.assistant.gate import Verdict, check
from quotewise.assistant.models import open_model
from quotewise.assistant.speech import Model, ModelError

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
