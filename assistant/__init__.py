"""Question and hits to claims: the gate and the answers that pass it."""

from quotewise.assistant.answering import answer
from quotewise.assistant.claim import Answer, Citation, Claim, Reason, Usage
from quotewise.assistant.gate import Verdict, check

__all__ = ["Answer", "Citation", "Claim", "Reason", "Usage", "Verdict", "answer", "check"]
