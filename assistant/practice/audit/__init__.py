"""The audit of practice questions: the faults by name, the rules that see each, the notes asked for and against."""
