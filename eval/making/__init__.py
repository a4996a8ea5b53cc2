"""Questions proposed from a person's own notes, for a set of their own."""

from quotewise.eval.making.proposal import Proposal, Quote
from quotewise.eval.making.question_set import BadQuestionSet, QuestionSet
from quotewise.eval.making.round_robin import propose

__all__ = ["BadQuestionSet", "Proposal", "QuestionSet", "Quote", "propose"]
