"""Runs, and two of them side by side, as HTML pages that open offline."""

from quotewise.eval.report.comparison import write_comparison
from quotewise.eval.report.drawing import DrawingMissing
from quotewise.eval.report.page import write_page

__all__ = ["DrawingMissing", "write_comparison", "write_page"]
