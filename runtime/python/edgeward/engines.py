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

# What an engine can be told to run on, and its own name for it; the first is its default.
_ACCELERATORS: dict[str, dict[str, str]] = {
    "onnx": {
        "cpu": "CPUExecutionProvider",
        "xnnpack": "XnnpackExecutionProvider",
        "nnapi": "NnapiExecutionProvider",
    },
    "tflite": {"xnnpack": "AUTO", "cpu": "BUILTIN_WITHOUT_DEFAULT_DELEGATES"},
}


def open_network(
    path: Path, format: Format, *, threads: int, accelerator: str | None = None
) -> Network:
    """Open an exported file on the engine of its format.

    Args:
        path: of the file.
        format: its format.
        threads: that the engine uses.
        accelerator: what the engine runs on, one of `accelerators(format)`; its own choice by
            default.

    Returns:
        The file as a function; it may be called from several threads.

    Raises:
        MissingExtra: the engine is not installed.
        BadInput: the engine does not exist on this system, or has no such accelerator.
        BadBundle: the engine cannot load the file, or later, cannot run it.
    """
    openers = {
        "onnx": _onnxruntime,
        "tflite": _litert,
        "coreml": _coreml,
        "executorch": _executorch,
    }
    load = openers[format]
    if accelerator is not None and accelerator not in _ACCELERATORS.get(format, {}):
        known = ", ".join(accelerators(format)) or "none"
        raise BadInput(
            f"Expected an accelerator of {format} files ({known}), but got {accelerator!r}; leave "
            "it out for what the engine chooses."
        )
    try:
        network = load(path, threads, accelerator)
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


def accelerators(format: Format) -> tuple[str, ...]:
    """List what an engine can be told to run on; a build of it may lack some of them.

    Example:
        >>> accelerators("tflite")
        ('xnnpack', 'cpu')
    """
    return tuple(_ACCELERATORS.get(format, {}))


def _onnxruntime(path: Path, threads: int, accelerator: str | None) -> Network:
    onnxruntime = require("onnxruntime", extra="onnx")
    provider = _ACCELERATORS["onnx"][accelerator or "cpu"]
    if provider not in (built := onnxruntime.get_available_providers()):
        raise BadInput(
            f"Expected an ONNX Runtime with {provider}, but this build has {', '.join(built)}; "
            "install one that has it, or use the accelerator 'cpu'."
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    providers = list(dict.fromkeys((provider, "CPUExecutionProvider")))
    engine = onnxruntime.InferenceSession(path, options, providers=providers)
    takes = engine.get_inputs()[0].name
    gives = [output.name for output in engine.get_outputs()]
    return lambda pixels: dict(zip(gives, engine.run(gives, {takes: pixels}), strict=True))


def _litert(path: Path, threads: int, accelerator: str | None) -> Network:
    module = _tflite_module()
    resolver = module.OpResolverType[_ACCELERATORS["tflite"][accelerator or "xnnpack"]]
    interpreter = module.Interpreter(
        str(path), num_threads=threads, experimental_op_resolver_type=resolver
    )
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


def _coreml(path: Path, threads: int, accelerator: str | None) -> Network:
    """Core ML picks its threads and accelerators itself."""
    del threads, accelerator
    if sys.platform != "darwin":
        raise BadInput(
            f"Expected macOS to run {str(path)!r}, but this is {sys.platform}; Core ML exists "
            "there only: export the bundle for onnx or tflite too."
        )
    model = require("coremltools", extra="coreml").models.MLModel(str(path))
    image = require("PIL.Image", extra="cli")
    (takes,) = (entry.name for entry in model.get_spec().description.input)
    return lambda pixels: model.predict({takes: image.fromarray(pixels)})


def _executorch(path: Path, threads: int, accelerator: str | None) -> Network:
    """ExecuTorch picks its threads itself, and its accelerator was chosen at export.

    Its outputs are in the order of the graph's.
    """
    del threads, accelerator
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
