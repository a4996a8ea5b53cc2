"""What can go wrong with a library; every message is one line and names the remedy."""


class LibraryError(Exception):
    """A library cannot be opened, read or written."""


class LibraryMissing(LibraryError):
    """There is no library at the place given."""


class LibraryBusy(LibraryError):
    """Another process is writing to the library."""


class EngineError(LibraryError):
    """The workers of an ingestion cannot be had, or not be used."""


class EncoderMismatch(LibraryError):
    """The library's vectors come from another embedding model than the one at hand."""


class StaleCopy(LibraryError):
    """This machine's copy of a library is behind its home, where what it names is gone: to be read again."""
