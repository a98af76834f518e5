"""The engines that run exported files, each imported when a bundle first needs it."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edgeward.errors import BadBundle, BadInput, MissingExtra, require
from edgeward.manifest import Format

# Maps a file's input, uint8 (H, W, 3), to its outputs by name.
Network = Callable[[NDArray[np.uint8]], Mapping[str, NDArray[Any]]]


def open_network(path: Path, format: Format, *, threads: int) -> Network:
    """Open an exported file on the engine of its format.

    Args:
        path: of the file.
        format: its format.
        threads: that the engine uses.

    Returns:
        The file as a function; it may be called from several threads.

    Raises:
        MissingExtra: the engine is not installed.
        BadInput: the engine does not exist on this system.
        BadBundle: the engine cannot load the file, or later, cannot run it.
    """
    openers = {
        "onnx": _onnxruntime,
        "tflite": _litert,
        "coreml": _coreml,
        "executorch": _executorch,
    }
    load = openers[format]
    try:
        network = load(path, threads)
    except (MissingExtra, BadInput):
        raise
    except Exception as error:  # engines' own exceptions share no other base
        raise BadBundle(f"The {format} engine cannot load {str(path)!r}: {error}") from error

    def run(pixels: NDArray[np.uint8]) -> Mapping[str, NDArray[Any]]:
        try:
            return network(pixels)
        except Exception as error:
            raise BadBundle(f"The {format} engine cannot run {str(path)!r}: {error}") from error

    return run


def _onnxruntime(path: Path, threads: int) -> Network:
    onnxruntime = require("onnxruntime", extra="onnx")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    engine = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    takes = engine.get_inputs()[0].name
    gives = [output.name for output in engine.get_outputs()]
    return lambda pixels: dict(zip(gives, engine.run(gives, {takes: pixels}), strict=True))


def _litert(path: Path, threads: int) -> Network:
    interpreter = _tflite_module().Interpreter(str(path), num_threads=threads)
    (takes,) = interpreter.get_signature_list()["serving_default"]["inputs"]
    run = interpreter.get_signature_runner("serving_default")
    one_at_a_time = Lock()

    def network(pixels: NDArray[np.uint8]) -> Mapping[str, NDArray[Any]]:
        with one_at_a_time:  # its tensors live in the interpreter
            outputs: Mapping[str, NDArray[Any]] = run(**{takes: pixels})
        return outputs

    return network


def _tflite_module() -> Any:
    """Import LiteRT, or the older tflite-runtime where that is what is installed."""
    try:
        return require("ai_edge_litert.interpreter", extra="tflite")
    except MissingExtra as missing:
        try:
            return require("tflite_runtime.interpreter", extra="tflite")
        except MissingExtra:
            raise missing from None


def _coreml(path: Path, threads: int) -> Network:
    """Core ML picks its threads itself."""
    del threads
    if sys.platform != "darwin":
        raise BadInput(
            f"Expected macOS to run {str(path)!r}, but this is {sys.platform}; Core ML exists "
            "there only: export the bundle for onnx or tflite too."
        )
    model = require("coremltools", extra="coreml").models.MLModel(str(path))
    image = require("PIL.Image", extra="cli")
    (takes,) = (entry.name for entry in model.get_spec().description.input)
    return lambda pixels: model.predict({takes: image.fromarray(pixels)})


def _executorch(path: Path, threads: int) -> Network:
    """ExecuTorch picks its threads itself; its outputs are in the order of the graph's."""
    del threads
    torch = require("torch", extra="executorch")
    runtime = require("executorch.runtime", extra="executorch").Runtime.get()
    program = runtime.load_program(str(path))
    method = program.load_method("forward")
    one_at_a_time = Lock()

    def network(pixels: NDArray[np.uint8]) -> Mapping[str, NDArray[Any]]:
        with one_at_a_time:  # its outputs live in the method
            outputs = [output.numpy().copy() for output in method.execute([torch.tensor(pixels)])]
        names = ("scores",) if len(outputs) == 1 else ("grid", "sample_grid")
        return dict(zip(names, outputs, strict=True))

    return network
