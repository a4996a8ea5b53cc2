"""Writes index/minilm_reference.npz: what sentence-transformers makes of a few texts, for the graph's check.

Run from the repository root: python -m quotewise.eval.bench.encoder_reference
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quotewise.index.minilm_session import find_model, load_tokenizer

# The dense parts of a layer as the graph knows them: "query" stands for query, key and value, joined there.
WATCHED = ("attention.self.query", "intermediate.dense", "output.dense")

TEXTS = (
    "A learning rate that is too large makes the loss jump about.",
    "recall",
    "How do I keep a nightly training job under 40 dollars?",
    "Name,Cost,Limit\nsmall,0.12 USD,5 requests a second\nlarge,1.90 USD,none",
    "def normalise(x):\n    return (x - x.mean()) / x.std()  # z-scores",
    "Überraschend: naïve Bayes still wins 🎉 when features hardly depend on each other. 特徴量",
    "Use a bucket policy when other accounts need the objects; use a role when only your own jobs read them. "
    "Never hand out long-lived keys, and turn versioning on before you let anything delete.",
    "A confusion matrix counts four things. True positives were called and are there, false positives "
    "were called and are not. Precision looks along what was called, recall along what is there, and "
    "the F1 score is their harmonic mean, so that one weak side cannot hide behind the other. With "
    "ninety-nine healthy patients for each sick one, accuracy says next to nothing, because the lazy "
    "rule that calls nobody sick scores 0.99. Move the threshold, watch both numbers, and choose by "
    "what each mistake costs. A ROC curve draws that trade for every threshold at once; its area is the"
    " chance that a random sick patient is ranked above a healthy one.",
)


def write_reference(path: Path) -> None:
    """Store token ids (flat, with lengths) and fp32 vectors (as float16) of TEXTS, and the largest input that
    each dense part saw in each channel while reading them."""
    from sentence_transformers import SentenceTransformer

    folder = find_model()
    model = SentenceTransformer(str(folder), device="cpu")
    ranges = _watch_inputs(model[0].auto_model)
    vectors = model.encode(list(TEXTS), batch_size=1)
    ids = [encoding.ids for encoding in load_tokenizer(folder).encode_batch(list(TEXTS))]
    np.savez_compressed(
        path,
        ids=np.concatenate(ids).astype(np.int32),
        lengths=np.array([len(text) for text in ids], np.int32),
        vectors=vectors.astype(np.float16),
        allow_pickle=False,
        **ranges,
    )


def _watch_inputs(bert: Any) -> dict[str, NDArray[np.float16]]:
    """By name of the dense part, its inputs' largest magnitudes: filled in while the model runs."""
    import torch

    ranges = {}
    for name, module in bert.named_modules():
        if isinstance(module, torch.nn.Linear) and name.endswith(WATCHED):
            largest = ranges[name] = np.zeros(module.in_features, np.float16)

            def widen(_: Any, inputs: tuple[Any], largest: NDArray[np.float16] = largest) -> None:
                np.maximum(largest, inputs[0].abs().amax(dim=(0, 1)).numpy(), out=largest, casting="same_kind")

            module.register_forward_pre_hook(widen)
    return ranges


if __name__ == "__main__":
    write_reference(Path("index") / "minilm_reference.npz")
