"""What each format calls the operations that the rules speak of, and what it may do otherwise."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

Kind = Literal[
    "add",
    "arithmetic",
    "cast",
    "custom",
    "floor",
    "free",  # the same elements in the same order under another shape
    "gather",  # whole rows of a table by a flat index
    "gather_nd",  # anything else that reads by computed indices
    "grid_sample",
    "move",  # elements change places, not values
    "network",  # where coordinates are predicted, not computed
    "other",
    "quantise",
    "round",
    "shape",
]


def _kinds(**names: str) -> Mapping[str, Kind]:
    """Turn kind="op op" into op -> kind."""
    return {op: kind for kind, ops in names.items() for op in ops.split()}  # type: ignore[misc]


_VOCABULARY: Mapping[str, Mapping[str, Kind]] = {
    "onnx": _kinds(
        add="Add",
        arithmetic="Mul Sub Div Mod Pow Sum Neg",
        cast="Cast CastLike",
        floor="Floor",
        free="Identity Reshape Squeeze Unsqueeze Flatten Dropout",
        gather="Gather",
        gather_nd="GatherND GatherElements",
        grid_sample="GridSample",
        move="Transpose Slice Concat Split Expand Tile Pad ScatterND ScatterElements",
        network="Conv ConvTranspose ConvInteger QLinearConv Gemm MatMul MatMulInteger "
        "QLinearMatMul Einsum BatchNormalization InstanceNormalization LayerNormalization "
        "MaxPool AveragePool GlobalAveragePool GlobalMaxPool LSTM GRU Attention "
        "DynamicQuantizeLinear",
        quantise="QuantizeLinear DequantizeLinear",
        round="Round",
        shape="Shape Size",
    ),
    "tflite": _kinds(
        add="ADD",
        arithmetic="MUL SUB DIV FLOOR_DIV FLOOR_MOD POW NEG ADD_N",
        cast="CAST",
        floor="FLOOR",
        free="RESHAPE SQUEEZE EXPAND_DIMS",
        gather="GATHER EMBEDDING_LOOKUP",
        gather_nd="GATHER_ND",
        move="TRANSPOSE SLICE STRIDED_SLICE CONCATENATION PACK UNPACK SPLIT SPLIT_V BROADCAST_TO "
        "TILE PAD PADV2 SCATTER_ND STABLEHLO_SCATTER DYNAMIC_UPDATE_SLICE REVERSE_V2",
        network="CONV_2D DEPTHWISE_CONV_2D TRANSPOSE_CONV CONV_3D FULLY_CONNECTED BATCH_MATMUL "
        "MAX_POOL_2D AVERAGE_POOL_2D MEAN STABLEHLO_COMPOSITE",
        quantise="QUANTIZE DEQUANTIZE",
        round="ROUND",
        shape="SHAPE RANK",
    ),
    "coreml": _kinds(
        add="add",
        arithmetic="mul sub real_div floor_div mod pow",
        cast="cast",
        custom="custom_layer",
        floor="floor",
        free="identity reshape squeeze expand_dims",
        gather="gather",
        gather_nd="gather_nd gather_along_axis",
        grid_sample="resample",
        move="transpose slice_by_index slice_by_size concat stack split tile pad reverse scatter "
        "scatter_nd scatter_along_axis slice_update",
        network="conv conv_transpose linear matmul einsum batch_norm instance_norm layer_norm "
        "max_pool avg_pool l2_pool lstm gru scaled_dot_product_attention",
        quantise="quantize dequantize",
        round="round",
        shape="shape",
    ),
}


class Allowed(NamedTuple):
    """Something that a rule forbids and one format may do all the same.

    Attributes:
        format: that may.
        rule: that forbids it elsewhere.
        op: that is allowed.
        precision: of the files that may, or "" for all.
        reason: why nothing better is there.
    """

    format: str
    rule: str
    op: str
    precision: str
    reason: str


# The sampling contract's table of exceptions (see edgeward.h).
EXCEPTIONS: tuple[Allowed, ...] = (
    Allowed(
        "tflite",
        "flat-gather",
        "EMBEDDING_LOOKUP",
        "",
        "litert-torch cannot lower index_select on uint8 and lowers indexing to GATHER_ND, which "
        "GPU delegates refuse; the pixels as the table of an embedding become this, a flat gather",
    ),
    Allowed(
        "coreml",
        "whole-picture",
        "cast",
        "",
        "Core ML has no uint8 tensors: pictures are images, which it hands on as float planes",
    ),
    Allowed(
        "onnx",
        "builtin-ops",
        "com.microsoft",
        "int8",
        "ONNX Runtime's quantiser writes operations of its own domain where ONNX has none",
    ),
)


def kind_of(format: str, op: str) -> Kind:
    """Say what an operation does.

    Example:
        >>> kind_of("tflite", "EMBEDDING_LOOKUP"), kind_of("coreml", "resample")
        ('gather', 'grid_sample')
    """
    return "custom" if ":" in op else _VOCABULARY[format].get(op, "other")


def is_allowed(format: str, rule: str, op: str, precision: str = "") -> bool:
    """Look an operation up in `EXCEPTIONS`.

    Example:
        >>> is_allowed("coreml", "whole-picture", "cast")
        True
    """
    return any(
        (e.format, e.rule, e.op) == (format, rule, op) and e.precision in ("", precision)
        for e in EXCEPTIONS
    )
