"""Builds all-MiniLM-L6-v2 as an ONNX graph straight from its weights: no torch, no export.

The graph reads `ids` (batch, tokens) int64, all texts of a batch equally long, so that no mask is needed, and
gives `hidden` (batch, tokens, 384) float32, the last layer. BERT as in Devlin et al. 2019.
"""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Precision = Literal["int8", "fp32"]
Weights = Mapping[str, NDArray[np.float32]]

# Part of the cache's key: raise it whenever the graph built here, or the reference's ranges, change.
GRAPH_VERSION = 3
LAYERS, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12
_FUSED = "com.microsoft"  # onnxruntime's own operators


def build_graph(weights: Weights, ranges: Weights, precision: Precision) -> bytes:
    """The serialized model. int8: matrix products over weights with one scale an output channel and
    inputs quantized as they come, one scale a run; word vectors are kept as float16.

    ranges: for a layer's dense part, by name, the largest input seen in each channel (see `_dampen`).
    """
    from onnx import TensorProto, helper

    graph = _Graph(precision, weights, ranges)
    hidden = graph.embed()
    for layer in range(LAYERS):
        hidden = graph.add_layer(f"encoder.layer.{layer}.", hidden)
    graph.add("Identity", [hidden], "hidden")
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "all-MiniLM-L6-v2",
            [helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "tokens"])],
            [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, ["batch", "tokens", WIDTH])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(_FUSED, 1)],
        ir_version=9,
    )
    return bytes(model.SerializeToString())


class _Graph:
    """Nodes and constants as they are added. Methods take and give names of tensors."""

    def __init__(self, precision: Precision, weights: Weights, ranges: Weights) -> None:
        self.precision = precision
        self.weights = weights
        self.ranges = ranges
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def add(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def keep(self, name: str, array: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def embed(self) -> str:
        from onnx import TensorProto

        words = self.weights["embeddings.word_embeddings.weight"]
        kept = words if self.precision == "fp32" else words.astype(np.float16)
        found = self.add("Gather", [self.keep("words", kept), "ids"], "word.kept")
        word = self.add("Cast", [found], "word", to=TensorProto.FLOAT)
        # Every token is of type 0, so that type's vector is part of each position's.
        kind = self.weights["embeddings.token_type_embeddings.weight"][0]
        positions = self.keep("positions", self.weights["embeddings.position_embeddings.weight"] + kind)
        zero = self.keep("zero", np.array([0], np.int64))
        length = self.add("Shape", ["ids"], "length", start=1, end=2)
        position = self.add("Slice", [positions, zero, length, zero], "position")
        return self.add_norm(word, position, "embeddings.LayerNorm")

    def add_layer(self, layer: str, inputs: str) -> str:
        attended = self.attend(layer, inputs)
        projected = self.dense(attended, [f"{layer}attention.output.dense"])
        middle = self.add_norm(inputs, projected, f"{layer}attention.output.LayerNorm")
        wide = self.dense(middle, [f"{layer}intermediate.dense"])
        active = self.add("Gelu", [wide], f"{layer}active", _FUSED)
        narrow = self.dense(active, [f"{layer}output.dense"])
        return self.add_norm(middle, narrow, f"{layer}output.LayerNorm")

    def attend(self, layer: str, inputs: str) -> str:
        from onnx import helper

        parts = [f"{layer}attention.self.{part}" for part in ("query", "key", "value")]
        joined = self.dense(inputs, parts)
        self.nodes.append(helper.make_node("Split", [joined], parts, axis=2, num_outputs=3))
        return self.add("MultiHeadAttention", parts, f"{layer}attended", _FUSED, num_heads=HEADS)

    def add_norm(self, left: str, right: str, name: str) -> str:
        # Two plain operators: onnxruntime's fused SkipLayerNormalization takes four times as long.
        both = self.add("Add", [left, right], f"{name}.input")
        constants = [self.keep(f"{name}.{part}", self.weights[f"{name}.{part}"]) for part in ("weight", "bias")]
        return self.add("LayerNormalization", [both, *constants], name, epsilon=EPSILON, axis=-1)

    def dense(self, inputs: str, names: list[str]) -> str:
        """The dense parts called `names`, side by side in one product."""
        matrix = np.concatenate([self.weights[f"{name}.weight"].T for name in names], axis=1)
        bias = np.concatenate([self.weights[f"{name}.bias"] for name in names])
        name = names[0]
        kept_bias = self.keep(f"{name}.bias", bias)
        if self.precision == "fp32":
            product = self.add("MatMul", [inputs, self.keep(f"{name}.matrix", matrix)], f"{name}.product")
            return self.add("Add", [product, kept_bias], f"{name}.output")
        if name in self.ranges:
            factor = _dampen(self.ranges[name])
            matrix = matrix * factor[:, None]
            inputs = self.add("Mul", [inputs, self.keep(f"{name}.factor", 1 / factor)], f"{name}.input")
        scale = np.abs(matrix).max(axis=0) / 127
        rounded = np.rint(matrix / scale).astype(np.int8)
        constants = [self.keep(f"{name}.matrix", rounded), self.keep(f"{name}.scale", scale), "", kept_bias]
        return self.add("DynamicQuantizeMatMul", [inputs, *constants], f"{name}.output", _FUSED)


def _dampen(largest: NDArray[np.float32]) -> NDArray[np.float32]:
    """What to divide each channel by before rounding, and to multiply its weights with.

    One channel in a hundred reaches ten times what most do, and would leave those few of the levels.
    After SmoothQuant (Xiao et al. 2023), for the outliers alone.
    """
    factors: NDArray[np.float32] = np.maximum(largest / np.percentile(largest, 99), 1).astype(np.float32)
    return factors
