"""Batches of passages to vectors, here or in another process."""

from collections.abc import Sequence
from functools import cache

from quotewise.index.encoder import Encoder, EncoderError, FloatMatrix, TokenVectors, open_encoder

Encoded = tuple[FloatMatrix, Sequence[TokenVectors]]


class Encode:
    """What makes the vectors of a batch. Sent to another process it opens the encoder there by its name, once."""

    def __init__(self, encoder: Encoder, *, with_tokens: bool) -> None:
        self._encoder: Encoder | None = encoder
        self._named = getattr(encoder, "opened_as", "") or "minilm"
        self._made_with = encoder.fingerprint, encoder.backend
        self._with_tokens = with_tokens

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_encoder": None}

    def __call__(self, texts: Sequence[str]) -> Encoded:
        encoder = self._encoder or open_alike(self._named, self._made_with)
        return encoder.encode_with_tokens(texts) if self._with_tokens else (encoder.encode(texts), ())


@cache
def open_alike(named: str, made_with: tuple[str, str]) -> Encoder:
    """An encoder by name for one thread. Raises EncoderError where its vectors would not be those of another process.

    made_with: fingerprint and backend of that one's.
    """
    encoder = open_encoder(named, threads=1)
    if (encoder.fingerprint, encoder.backend) != made_with:
        raise EncoderError(
            f'"{named}" is another embedding model on a worker ({encoder.backend}, not {made_with[1]}): give every '
            "machine the same quotewise, and a model that is opened by name"
        )
    return encoder
