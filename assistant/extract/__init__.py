"""Answers without a model: what is asked, which statements answer it, and whether the notes can answer at all."""
