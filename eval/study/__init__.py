"""Simulated learners: what the scores, the review and the plan are held against."""
"""Simulated learners: whether what is told of readiness, review and plans holds for those whose truth is known."""
