"""Notes to passages: reads any format, repairs broken text, finds structure, splits. Pure functions."""
