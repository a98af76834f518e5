"""The core as ARM code: outputs under emulation, executed instructions, estimates for phone cores.

    python -m edgeward.benchmarks.arm data/cityscapes -o benchmarks/results

Run it in the repository. It needs Debian's g++-aarch64-linux-gnu, qemu-user and llvm-19. Workloads
are those of edgeward.benchmarks.workloads. Writes arm.json: ARM instructions executed (emulated) by
one call and per output pixel, and llvm-mca's static estimate of the hottest inner loops in cycles
per iteration. Neither is a time on a phone.
"""

import argparse
import json
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from edgeward.files import write_atomically

Size = tuple[int, int]

SOURCES = Path(__file__).parent / "arm"
RUNTIME = Path("runtime")
KINDS = ("labels", "mask_uint8", "mask_float32", "confidence_uint8", "confidence_float32", "scores")
FLAGS = ("-std=c++17", "-O3", "-ffp-contract=off", "-fno-exceptions", "-fno-rtti", "-static")
CPU = "cortex-a76"
# llvm-mca's models: LLVM 19 gives the phone cores A76 and X1 an older schedule than their twins.
MODELS = {"Cortex-A55": "cortex-a55", "Cortex-A76": "neoverse-n1", "Cortex-X1": "neoverse-v1"}
ITERATIONS = 1000
INSTRUCTION = 4  # bytes
LONGEST_LOOP = 64  # instructions


class Workload(NamedTuple):
    """What one call interpolates.

    Attributes:
        points: int32 (h, w, 2), pixels of a picture of size source, covering.
        scores: float32 (h, w, C).
        size: (H, W) of the output.
        source: (H, W) of the picture.
        kind: one of KINDS; masks are of class 1, or of class 0 if there is no other.
    """

    points: NDArray[np.int32]
    scores: NDArray[np.float32]
    size: Size
    source: Size
    kind: str


class Target(NamedTuple):
    """A compiler with its flags, and what runs the result."""

    compiler: str
    flags: tuple[str, ...] = ()
    emulator: tuple[str, ...] = ()


_SCALAR = ("-DEDGEWARD_SCALAR",)
_NEON = ("-march=armv7-a", "-mfpu=neon", "-mfloat-abi=hard")
_A64 = "aarch64-linux-gnu-g++"
_A32 = "arm-linux-gnueabihf-g++"
TARGETS = {
    "native": Target("g++"),
    "native scalar": Target("g++", _SCALAR),
    "arm64 A76": Target(_A64, (), ("qemu-aarch64", "-cpu", "cortex-a76")),
    "arm64 A53": Target(_A64, (), ("qemu-aarch64", "-cpu", "cortex-a53")),
    "arm64 scalar": Target(_A64, _SCALAR, ("qemu-aarch64", "-cpu", "cortex-a76")),
    "arm32": Target(_A32, _NEON, ("qemu-arm", "-cpu", "cortex-a15")),
    "arm32 scalar": Target(_A32, (*_NEON, *_SCALAR), ("qemu-arm", "-cpu", "cortex-a15")),
}


class Block(NamedTuple):
    """Code that the emulator translated as one piece."""

    address: int
    instructions: int
    symbol: str


def run(*command: str | Path) -> str:
    """Run a command; return what it printed.

    Raises:
        RuntimeError: It failed; the message holds its errors.
    """
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def synthetic(
    *, samples: Size = (128, 128), classes: int = 19, size: Size = (1024, 2048), seed: int = 0
) -> Workload:
    """Draw 60 ellipses and sample them on a grid that is denser around the middle.

    Example:
        >>> work = synthetic(samples=(8, 8), size=(32, 64))
        >>> work.points[0, 0].tolist(), work.points[-1, -1].tolist(), work.scores.shape
        ([0, 0], [31, 63], (8, 8, 19))
    """
    rng = np.random.default_rng(seed)
    lines = [np.linspace(-1, 1, n) for n in samples]
    row, col = (
        np.rint((x**3 + x) / 4 * (n - 1) + (n - 1) / 2).astype(np.int32)
        for x, n in zip(lines, size, strict=True)
    )
    points = np.stack(np.meshgrid(row, col, indexing="ij"), axis=-1)
    truth = np.zeros(samples, np.int64)
    for _ in range(60):
        middle, radius = rng.uniform(0, size), rng.uniform(0.02, 0.2, 2) * size[0]
        truth[(((points - middle) / radius) ** 2).sum(-1) < 1] = rng.integers(classes)
    noise = rng.normal(size=(*samples, classes))
    return Workload(
        points, (6 * np.eye(classes)[truth] + noise).astype(np.float32), size, size, "labels"
    )


def dump(work: Workload, path: Path) -> None:
    """Write a workload for driver.cpp: eight int32, the points, the scores."""
    rows, cols, classes = work.scores.shape
    header = (rows, cols, classes, min(1, classes - 1), *work.source, *work.size)
    parts = (np.array(header, np.int32), work.points.astype(np.int32), work.scores)
    path.write_bytes(b"".join(np.ascontiguousarray(part).tobytes() for part in parts))


def build(target: Target, program: Path, *, runtime: Path = RUNTIME) -> None:
    """Compile the core with driver.cpp."""
    sources = (*sorted((runtime / "src").glob("*.cpp")), SOURCES / "driver.cpp")
    flags = (*FLAGS, *target.flags, f"-I{runtime / 'include'}")
    run(target.compiler, *flags, *sources, "-o", program)


def output(program: Path, target: Target, dumped: Path, kind: str) -> bytes:
    """Run a program on a dumped workload; return the pixels it made."""
    pixels = dumped.with_suffix(".out")
    run(*target.emulator, program, dumped, kind, "1", pixels)
    return pixels.read_bytes()


def profile(program: Path, plugin: Path, dumped: Path, kind: str, repeats: int) -> Counter[Block]:
    """Count executions of every block of a program that calls a function `repeats` times."""
    log = dumped.with_suffix(".log")
    options = ("-cpu", CPU, "-d", "plugin", "-D", log, "-plugin", plugin)
    run("qemu-aarch64", *options, program, dumped, kind, str(repeats), dumped.with_suffix(".out"))
    counts: Counter[Block] = Counter()
    for line in log.read_text().splitlines():
        address, instructions, executions, symbol = line.split(" ", 3)
        counts[Block(int(address), int(instructions), symbol)] += int(executions)
    return counts


class Tools(NamedTuple):
    """What counting needs, built in a folder."""

    program: Path
    plugin: Path


def build_tools(folder: Path, *, runtime: Path = RUNTIME) -> Tools:
    """Compile the core for ARM, unstripped, and the plugin."""
    tools = Tools(folder / "driver", folder / "libcount.so")
    flags = ("-O2", "-shared", "-fPIC", "-fvisibility=hidden")
    run("gcc", *flags, SOURCES / "count.c", "-o", tools.plugin)
    build(Target(_A64), tools.program, runtime=runtime)
    return tools


def blocks_of_a_call(work: Workload, tools: Tools) -> Counter[Block]:
    """Count executions of every block in one call: half of what two more calls add."""
    dumped = tools.program.with_name("workload")
    dump(work, dumped)
    few, many = (profile(*tools, dumped, work.kind, repeats) for repeats in (1, 3))
    return Counter({block: (n - few[block]) // 2 for block, n in many.items() if n > few[block]})


def count_instructions(work: Workload, tools: Tools | None = None) -> dict[str, Any]:
    """Count the ARM instructions that one call executes, under emulation.

    Args:
        work: what to interpolate.
        tools: made by build_tools(); built for this call if absent.

    Returns:
        kind, points, classes and size; instructions of a call, per output pixel, and by function.
    """
    if tools is None:
        with tempfile.TemporaryDirectory() as folder:
            return count_instructions(work, build_tools(Path(folder)))
    return summary(work, blocks_of_a_call(work, tools))


def summary(work: Workload, blocks: Mapping[Block, int]) -> dict[str, Any]:
    """Sum blocks over functions."""
    names = {symbol: short_name(symbol) for symbol in {block.symbol for block in blocks}}
    functions: Counter[str] = Counter()
    for block, executions in blocks.items():
        functions[names[block.symbol]] += block.instructions * executions
    total, pixels = functions.total(), work.size[0] * work.size[1]
    return {
        "kind": work.kind,
        "points": list(work.points.shape[:2]),
        "classes": work.scores.shape[2],
        "size": list(work.size),
        "instructions": total,
        "instructions_per_pixel": round(total / pixels, 4),
        "functions": dict(functions.most_common(8)),
    }


def short_name(symbol: str) -> str:
    """Demangle a name, without parameters and template arguments.

    Example:
        >>> short_name("_ZN8edgeward9label_rowERKNS_6ValuesEiiPi")
        'edgeward::label_row'
    """
    name = run("c++filt", symbol).strip().replace("(anonymous namespace)::", "")
    while (shorter := re.sub(r"<[^<>]*>|\([^()]*\)", "", name)) != name:
        name = shorter
    return name.removesuffix(" const").split(" ")[-1]


def disassemble(program: Path) -> dict[int, str]:
    """Return the instructions of a program as assembly, by address."""
    code = {}
    for line in run("llvm-objdump-19", "-d", "--no-show-raw-insn", program).splitlines():
        found = re.match(r"\s*([0-9a-f]+):\s+(.*)", line)
        if found:
            code[int(found[1], 16)] = found[2].replace("\t", " ")
    return code


class Loop(NamedTuple):
    """An innermost loop that runs straight: its last instruction jumps to its first."""

    function: str
    begin: int
    assembly: list[str]
    iterations: int
    executed: int  # instructions, in all iterations


def find_loops(code: Mapping[int, str], blocks: Mapping[Block, int]) -> list[Loop]:
    """Find the innermost loops that run straight, those that execute most instructions first."""
    ends: Counter[tuple[int, str]] = Counter()
    for block, executions in blocks.items():
        ends[block.address + INSTRUCTION * block.instructions, block.symbol] += executions
    loops = []
    for (end, symbol), iterations in ends.items():
        begin = _target(code[end - INSTRUCTION])
        if begin is None or not end - LONGEST_LOOP * INSTRUCTION <= begin < end:
            continue
        inside = (item for item in blocks.items() if begin <= item[0].address < end)
        executed = sum(block.instructions * n for block, n in inside)
        assembly = [code[address] for address in range(begin, end, INSTRUCTION)]
        # More: it holds another loop. Less: it branches, so a straight estimate means little.
        if 0.9 <= executed / (len(assembly) * iterations) <= 1.1:
            loops.append(Loop(symbol, begin, assembly, iterations, executed))
    return sorted(loops, key=lambda loop: -loop.executed)


def _target(instruction: str) -> int | None:
    """Where an instruction jumps to."""
    found = re.match(r"[bct].*0x([0-9a-f]+) <", instruction)
    return int(found[1], 16) if found else None


def hottest_loops(
    tools: Tools, blocks: Mapping[Block, int], count: int = 2
) -> list[dict[str, Any]]:
    """Estimate the innermost loops that execute the most instructions of a call."""
    total = sum(block.instructions * n for block, n in blocks.items())
    return [
        {
            "function": short_name(loop.function),
            "instructions": len(loop.assembly),
            "instructions_executed_per_iteration": round(loop.executed / loop.iterations, 1),
            "iterations_of_a_call": loop.iterations,
            "share_of_executed_instructions": round(loop.executed / total, 3),
            "cycles_per_iteration": estimate(loop.assembly),
            "assembly": loop.assembly,
        }
        for loop in find_loops(disassemble(tools.program), blocks)[:count]
    ]


def estimate(assembly: Iterable[str]) -> dict[str, float]:
    """Estimate cycles per iteration of a loop by core, with llvm-mca.

    It runs straight through, caches are not modelled, and the A55's model charges 6 cycles for a
    pair of 16 byte loads, so loops that mostly load come out too slow there.
    """
    # Names of jump targets mean nothing to an assembler; jumps are not followed anyway.
    text = "\n".join(re.sub(r"0x[0-9a-f]+ <.*>", ".", line) for line in assembly)
    cycles = {}
    with tempfile.NamedTemporaryFile("w", suffix=".s") as file:
        file.write(text + "\n")
        file.flush()
        for core, model in MODELS.items():
            options = ("-mtriple=aarch64", f"-mcpu={model}", f"-iterations={ITERATIONS}")
            found = re.search(r"Total Cycles:\s+(\d+)", run("llvm-mca-19", *options, file.name))
            assert found
            cycles[f"{core} ({model})"] = round(int(found[1]) / ITERATIONS, 2)
    return cycles


def versions() -> dict[str, str]:
    """Name the tools."""
    commands = {"compiler": _A64, "emulator": "qemu-aarch64", "estimator": "llvm-mca-19"}
    printed = {role: run(command, "--version") for role, command in commands.items()}
    lines = {role: re.search(r".*\d+\.\d+\.\d+.*", text) for role, text in printed.items()}
    return {role: line[0].strip() for role, line in lines.items() if line}


def measure(works: Mapping[str, Workload]) -> dict[str, Any]:
    """Count all workloads and estimate the hottest loops of each."""
    counts, loops = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        tools = build_tools(Path(folder))
        for name, work in works.items():
            blocks = blocks_of_a_call(work, tools)
            counts[name] = summary(work, blocks)
            loops[name] = hottest_loops(tools, blocks)
    return {
        "tools": versions() | {"flags": " ".join(FLAGS), "emulated_cpu": CPU},
        "arm_instructions_executed_emulated": counts,
        "llvm_mca_static_estimate": loops,
    }


def real_workloads(cityscapes: Path) -> dict[str, Workload]:
    """Make workloads A to D; D as a mask of either type."""
    from edgeward.benchmarks.workloads import workloads

    kinds = {
        "A": ("labels",),
        "B": ("labels",),
        "C": ("labels",),
        "D": ("mask_uint8", "mask_float32"),
    }
    return {
        f"{name} {kind}": Workload(work.points, work.scores, work.size, work.size, kind)
        for name, work in workloads(cityscapes).items()
        for kind in kinds.get(name, ())
    }


def main() -> None:
    """Measure the workloads and write arm.json."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cityscapes", type=Path, help="folder with leftImg8bit/ and gtFine/")
    parser.add_argument("-o", "--out", type=Path, default=Path("benchmarks/results"))
    options = parser.parse_args()
    found = measure(real_workloads(options.cityscapes))
    for name, counted in found["arm_instructions_executed_emulated"].items():
        print(f"{name}: {counted['instructions_per_pixel']} ARM instructions per pixel (emulated)")
    text = json.dumps(found, indent=2) + "\n"
    write_atomically(options.out / "arm.json", text.encode())


if __name__ == "__main__":
    main()
