"""The learner: what was answered, mock exams, how ready one is, what to review until the exam, and the plan."""
