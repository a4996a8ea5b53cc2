"""What can be wrong with a practice question, each fault by its name, and the rules that see it."""
