"""Simulated learners: what the scores, the review and the plan are held against."""
