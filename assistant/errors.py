"""What can go wrong with a model, or with the blueprint of an exam."""


class ModelError(Exception):
    """A model that cannot be opened or used: the message is the reason and the remedy, in one line."""


class BadBlueprint(Exception):
    """A blueprint that cannot be used; the message says which file, at which line, why, and what to do."""
