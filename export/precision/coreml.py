"""Core ML in float16 and int8, by coremltools."""

from typing import Any

from edgeward.export.coordinates import COORDINATES


def halving() -> Any:
    """Return the compute precision that keeps the coordinates float32."""
    import coremltools as ct

    return ct.transform.FP16ComputePrecision(op_selector=lambda op: not _is_coordinate(op))


def quantise(model: Any) -> Any:
    """Store the weights of a float16 model as int8, per channel; activations stay float16."""
    import coremltools.optimize.coreml as cto

    weights = cto.OpLinearQuantizerConfig(mode="linear_symmetric", dtype="int8")
    return cto.linear_quantize_weights(model, cto.OptimizationConfig(global_config=weights))


def _is_coordinate(op: Any) -> bool:
    """Tell whether an operation lies between the sampler's last layer and an output of coordinates.

    That layer, which gives the offsets, counts too.
    """
    values = [value for value in op.enclosing_block.outputs if value.name in COORDINATES]
    seen = set()
    while values:
        maker = values.pop().op
        if maker is op:
            return True
        if maker is not None and maker not in seen and maker.op_type != "conv":
            seen.add(maker)
            values += [value for value in _inputs(maker) if value is not None]
    return False


def _inputs(op: Any) -> list[Any]:
    flat: list[Any] = []
    for value in op.inputs.values():
        flat += value if isinstance(value, (list, tuple)) else [value]
    return flat
