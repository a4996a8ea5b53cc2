"""Builds all-MiniLM-L6-v2 as an ONNX graph straight from its weights: no torch, no export, fused operators.

The graph reads `ids` (batch, tokens) int64, all texts of a batch equally long, so that no mask is needed, and
gives `hidden` (batch, tokens, 384) float32, the last layer. BERT as in Devlin et al. 2019, post-layer-norm.
"""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from quotewise.index.minilm_weights import Weights

Precision = Literal["int8", "fp32"]

# Part of the cache's key: raise it whenever the graph built here changes.
GRAPH_VERSION = 1
LAYERS, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12
_FUSED = "com.microsoft"  # onnxruntime's own operators


def build_graph(weights: Weights, precision: Precision) -> bytes:
    """The serialized model. int8: matrix products over 8-bit weights (one scale an output channel) and inputs
    quantized as they come (one scale a run); word vectors are kept as float16."""
    from onnx import TensorProto, helper

    graph = _Graph(precision)
    hidden = _embed(graph, weights)
    for layer in range(LAYERS):
        hidden = _add_layer(graph, weights, f"encoder.layer.{layer}.", hidden)
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
    """Nodes and constants as they are added; every tensor is named after the node that makes it."""

    def __init__(self, precision: Precision) -> None:
        self.precision = precision
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def add(self, operator: str, inputs: list[str], output: str, *, fused: bool = False, **attributes: Any) -> str:
        from onnx import helper

        domain = _FUSED if fused else ""
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def keep(self, name: str, array: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def multiply(self, inputs: str, matrix: NDArray[np.float32], output: str) -> str:
        """`inputs @ matrix`, in the graph's precision."""
        if self.precision == "fp32":
            return self.add("MatMul", [inputs, self.keep(f"{output}.matrix", matrix)], output)
        scale = np.abs(matrix).max(axis=0) / 127
        rounded = np.rint(matrix / scale).astype(np.int8)
        constants = [self.keep(f"{output}.matrix", rounded), self.keep(f"{output}.scale", scale)]
        return self.add("DynamicQuantizeMatMul", [inputs, *constants], output, fused=True)


def _embed(graph: _Graph, weights: Weights) -> str:
    from onnx import TensorProto

    words = weights["embeddings.word_embeddings.weight"]
    # Every token is of type 0, so the type's vector is part of each position's.
    positions = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    if graph.precision == "fp32":
        word = graph.add("Gather", [graph.keep("words", words), "ids"], "word")
    else:
        half = graph.add("Gather", [graph.keep("words", words.astype(np.float16)), "ids"], "word.half")
        word = graph.add("Cast", [half], "word", to=TensorProto.FLOAT)
    zero = graph.keep("zero", np.array([0], np.int64))
    length = graph.add("Shape", ["ids"], "length", start=1, end=2)
    place = graph.add("Slice", [graph.keep("positions", positions), zero, length, zero], "position")
    both = graph.add("Add", [word, place], "embedded")
    norm = _keep_norm(graph, weights, "embeddings.LayerNorm")
    return graph.add("LayerNormalization", [both, *norm], "normed", epsilon=EPSILON, axis=-1)


def _add_layer(graph: _Graph, weights: Weights, prefix: str, inputs: str) -> str:
    def matrix(name: str) -> NDArray[np.float32]:
        return weights[f"{prefix}{name}.weight"].T

    def bias(name: str) -> str:
        return graph.keep(f"{prefix}{name}.bias", weights[f"{prefix}{name}.bias"])

    def add_norm(residual: str, branch: str, dense: str, norm: str) -> str:
        constants = [*_keep_norm(graph, weights, prefix + norm), bias(dense)]
        output = f"{prefix}{norm}.output"
        return graph.add("SkipLayerNormalization", [residual, branch, *constants], output, fused=True, epsilon=EPSILON)

    parts = [f"attention.self.{part}" for part in ("query", "key", "value")]
    joined = graph.multiply(inputs, np.concatenate([matrix(part) for part in parts], axis=1), f"{prefix}joined")
    joined_bias = graph.keep(
        f"{prefix}joined.bias", np.concatenate([weights[f"{prefix}{part}.bias"] for part in parts])
    )
    attended = _attend(graph, joined, joined_bias, prefix)
    projected = graph.multiply(attended, matrix("attention.output.dense"), f"{prefix}projected")
    middle = add_norm(inputs, projected, "attention.output.dense", "attention.output.LayerNorm")
    wide = graph.multiply(middle, matrix("intermediate.dense"), f"{prefix}wide")
    active = graph.add("BiasGelu", [wide, bias("intermediate.dense")], f"{prefix}active", fused=True)
    narrow = graph.multiply(active, matrix("output.dense"), f"{prefix}narrow")
    return add_norm(middle, narrow, "output.dense", "output.LayerNorm")


def _attend(graph: _Graph, joined: str, bias: str, prefix: str) -> str:
    from onnx import helper

    parts = [f"{prefix}{part}" for part in ("query", "key", "value")]
    graph.nodes.append(helper.make_node("Split", [joined], parts, axis=2, num_outputs=3))
    return graph.add("MultiHeadAttention", [*parts, bias], f"{prefix}attended", fused=True, num_heads=HEADS)


def _keep_norm(graph: _Graph, weights: Weights, name: str) -> list[str]:
    return [graph.keep(f"{name}.{part}", weights[f"{name}.{part}"]) for part in ("weight", "bias")]
