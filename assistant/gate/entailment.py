"""A second opinion on a claim: whether a natural-language-inference model finds it in its quotes."""

from typing import Protocol


class Entailment(Protocol):
    """May stop a claim that the gate would let through; it never lets one through that the gate stops."""

    def entails(self, premise: str, hypothesis: str) -> bool:
        """Whether who reads `premise` would take `hypothesis` for true."""
        ...


class EntailmentError(Exception):
    """An entailment model that cannot be opened: the message is the reason and the remedy."""


class CrossEncoderEntailment:
    """Entailment by a Sentence Transformers cross-encoder trained on inference, by name or folder."""

    def __init__(self, name: str) -> None:
        """Raises EntailmentError where the model cannot be loaded or tells no entailment apart."""
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(name)
        except (OSError, ValueError) as error:
            raise EntailmentError(
                f'The entailment model "{name}" cannot be opened ({error}): give the folder of one, or do without'
            ) from error
        labels = {str(label).lower(): index for index, label in self._model.config.id2label.items()}
        if "entailment" not in labels:
            raise EntailmentError(f'The model "{name}" has no label "entailment": choose one trained on inference')
        self._entailment = int(labels["entailment"])

    def entails(self, premise: str, hypothesis: str) -> bool:
        scores = self._model.predict([(premise, hypothesis)])[0]
        return int(scores.argmax()) == self._entailment
