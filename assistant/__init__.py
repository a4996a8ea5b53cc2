"""Question and hits to claims: the gate and the answers that pass it."""
