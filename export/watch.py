"""Running an exported file as its engine would, with the pixels that it gathered in sight."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from edgeward.engines import open_network
from edgeward.export.converter import ExportError
from edgeward.export.onnx_model import picture_gathers
from edgeward.manifest import Format

Pixels = NDArray[np.uint8]
Outputs = dict[str, NDArray[Any]]
Run = Callable[[Pixels], Outputs]


def watch(path: Path, format: Format) -> Run:
    """Open a file on its engine, or on the MIL executor if it is Core ML.

    Args:
        path: of the file.
        format: of the file.

    Returns:
        A function of the file's input, uint8 (H, W, 3), that returns its outputs by name and, of a
        baked file, the `pixels` that it gathered to segment, (h, w, 3) of any number type; and
        `gathered_at`, their points, where another engine gave them than the outputs.

    Raises:
        ExportError: the engine cannot load the file, or later, cannot run it.
    """
    openers: Mapping[Format, Callable[[Path], Run]] = {
        "onnx": _watch_onnx,
        "tflite": _watch_tflite,
        "coreml": _watch_coreml,
        "executorch": _watch_executorch,
    }
    run = _blaming(path, "load", openers[format])(path)
    return _blaming(path, "run", run)


def _blaming(path: Path, verb: str, call: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def called(argument: Any) -> Any:
        try:
            return call(argument)
        except ExportError:
            raise
        except Exception as error:  # engines' own exceptions share no other base
            raise ExportError(
                f"The engine cannot {verb} the exported {path.name}: {error}"
            ) from error

    return called


def _watch_onnx(path: Path) -> Run:
    import onnxruntime

    model = onnx.load(path)
    takes, gives = model.graph.input[0].name, [output.name for output in model.graph.output]
    seen = [gather.output[0] for gather in picture_gathers(model.graph)[-1:]]
    for name in seen:
        model.graph.output.append(onnx.helper.make_empty_tensor_value_info(name))
    engine = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )

    def run(pixels: Pixels) -> Outputs:
        found = engine.run([*gives, *seen], {takes: pixels})
        return dict(zip([*gives, *["pixels"] * len(seen)], found, strict=True))

    return run


def _watch_tflite(path: Path) -> Run:
    """Without XNNPACK, whose partitions hide what is inside."""
    from ai_edge_litert import interpreter as litert

    engine = litert.Interpreter(
        str(path),
        experimental_preserve_all_tensors=True,
        experimental_op_resolver_type=litert.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )
    takes = engine.get_signature_list()["serving_default"]["inputs"][0]
    runner = engine.get_signature_runner("serving_default")
    lookups = [op for op in engine._get_ops_details() if op["op_name"] == "EMBEDDING_LOOKUP"]
    seen = [int(op["outputs"][0]) for op in lookups[-1:]]

    def run(pixels: Pixels) -> Outputs:
        outputs: Outputs = runner(**{takes: pixels})
        for index in seen:
            outputs["pixels"] = engine.get_tensor(index)
        return outputs

    return run


def _watch_coreml(path: Path) -> Run:
    """Core ML gives the outputs where it exists; what is inside only the MIL executor shows."""
    execute = _execute_coreml(path)
    if sys.platform != "darwin":
        return execute
    predict = open_network(path, "coreml", threads=1)
    return lambda pixels: execute(pixels) | dict(predict(pixels))


def _execute_coreml(path: Path) -> Run:
    from edgeward.export.mil import load_program

    program = load_program(path)
    (takes,) = program.inputs
    seen = [op.outputs[0] for op in program.operations if op.type == "gather"][-1:]

    def run(pixels: Pixels) -> Outputs:
        outputs: Outputs = program.run({takes: pixels}, watch=seen)
        for name in seen:
            outputs["pixels"] = np.moveaxis(outputs.pop(name), 0, -1)
            outputs["gathered_at"] = outputs["points"]
        return outputs

    return run


def _watch_executorch(path: Path) -> Run:
    """Its files are split ones, which gather nothing."""
    network = open_network(path, "executorch", threads=1)
    return lambda pixels: dict(network(pixels))
