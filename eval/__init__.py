"""Evidence: datasets, measures, baselines, runs."""
