"""Exam questions: read, weighed against the notes, answered, and the baselines beside that."""
