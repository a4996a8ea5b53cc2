"""Evidence: datasets, measures, baselines, runs."""

from quotewise.eval.dataset import SAMPLE, Question, Span, load_questions

__all__ = ["SAMPLE", "Question", "Span", "load_questions"]
