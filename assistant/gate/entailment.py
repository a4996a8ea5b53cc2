"""A cross-encoder trained on natural-language inference as second reader, by name or folder."""

import threading
from collections.abc import Sequence
from pathlib import Path

from quotewise.assistant.errors import ModelError
from quotewise.assistant.gate.reader import Item, Reading


class EntailmentReader:
    """A Sentence Transformers cross-encoder whose labels tell entailment apart; it reads on this machine."""

    def __init__(self, name: str) -> None:
        """Raises ModelError where the model cannot be loaded, or has no label for entailment."""
        from safetensors import SafetensorError
        from sentence_transformers import CrossEncoder

        self.name = Path(name).name if Path(name).exists() else name  # where a folder lies is nobody's business
        self.version = str(Path(name).resolve()) if Path(name).exists() else name
        try:
            self._model = CrossEncoder(name)
        except (OSError, ValueError, RuntimeError, KeyError, SafetensorError) as error:
            raise ModelError(
                f'The entailment model "{name}" cannot be opened ({error}): give the folder of one, or "--verify off"'
            ) from error
        labels = {index: str(label).lower() for index, label in self._model.config.id2label.items()}
        found = [int(index) for index, label in labels.items() if label.startswith("entail")]
        if len(found) != 1:
            known = ", ".join(labels.values())
            raise ModelError(f'The model "{name}" has no label "entailment" ({known}): choose one trained on inference')
        self._entailment = found[0]
        self._turn = threading.Lock()  # a fast tokenizer serves one thread at a time

    def read(self, items: Sequence[Item]) -> Reading:
        pairs = [
            (f"{item.heading}\n{item.passage}".replace(">>", "").replace("<<", ""), item.statement) for item in items
        ]
        with self._turn:
            return self._read(pairs)

    def _read(self, pairs: Sequence[tuple[str, str]]) -> Reading:
        fitting = [at for at, pair in enumerate(pairs) if self._fits(pair)]
        scores = self._model.predict([pairs[at] for at in fitting]) if fitting else []
        told = {at: int(row.argmax()) == self._entailment for at, row in zip(fitting, scores, strict=True)}
        long = "" if len(told) == len(pairs) else f"{self.name} cannot read so long a passage"
        return Reading(tuple(told.get(at) for at in range(len(pairs))), trouble=long or None)

    def _fits(self, pair: tuple[str, str]) -> bool:
        """Whether a pair is read whole: what would be cut off may deny."""
        longest = self._model.max_seq_length
        return longest is None or len(self._model.tokenizer(*pair)["input_ids"]) <= longest
