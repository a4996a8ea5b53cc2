"""The gate: whether a claim says what its quotes say."""
