"""What can go wrong with a model."""


class ModelError(Exception):
    """A model that cannot be opened or used: the message is the reason and the remedy, in one line."""
