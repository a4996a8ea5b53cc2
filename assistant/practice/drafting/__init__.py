"""Exam questions with a chat model: drafts from competing facts of the notes, and blind solvers of what is kept."""
