"""The section on ARM code under emulation: what is known of phones without one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from edgeward.benchmarks.latency.spec import Size
from edgeward.benchmarks.page.groups import side_by_side
from edgeward.benchmarks.page.markup import element, folded, section, table


@dataclass(frozen=True)
class Count:
    """ARM instructions that one call executes, under emulation.

    Attributes:
        kind: of the output.
        points: (h, w) of the grid.
        classes: of the scores.
        size: (H, W) of the output.
        instructions: of the call.
        instructions_per_pixel: of the output.
        functions: the instructions of those that execute most.
    """

    kind: str
    points: Size
    classes: int
    size: Size
    instructions: int
    instructions_per_pixel: float
    functions: Mapping[str, int]


@dataclass(frozen=True)
class Loop:
    """A hot inner loop, and llvm-mca's estimate of it.

    Attributes:
        function: that it is in.
        instructions: of its code.
        instructions_executed_per_iteration: less where it leaves early.
        iterations_of_a_call: how often it runs.
        share_of_executed_instructions: of the call's.
        cycles_per_iteration: by core.
        assembly: its code.
    """

    function: str
    instructions: int
    instructions_executed_per_iteration: float
    iterations_of_a_call: int
    share_of_executed_instructions: float
    cycles_per_iteration: Mapping[str, float]
    assembly: tuple[str, ...]


@dataclass(frozen=True)
class Arm:
    """What `edgeward.benchmarks.arm` writes.

    Attributes:
        tools: versions and flags.
        arm_instructions_executed_emulated: by workload.
        llvm_mca_static_estimate: hottest loops by workload.
    """

    tools: Mapping[str, str]
    arm_instructions_executed_emulated: Mapping[str, Count]
    llvm_mca_static_estimate: Mapping[str, tuple[Loop, ...]]


def emulated(arm: Arm) -> Element:
    """Lay out counts and estimates, and say what they are not."""
    warning = element(
        "p",
        element("strong", "None of this is a time on a phone. "),
        "Instructions were counted in an emulator, which knows no caches, clocks or memory; cycles "
        "are llvm-mca's estimates of straight code with every load a hit. They tell how much work "
        "the un-warp is on ARM, not how long it takes.",
        class_="warning",
    )
    tools = "; ".join(f"{name.replace('_', ' ')}: {tool}" for name, tool in arm.tools.items())
    return section(
        "ARM, emulated",
        warning,
        _counts(arm.arm_instructions_executed_emulated),
        folded("Hottest inner loops, estimated", _loops(arm.llvm_mca_static_estimate)),
        element("p", tools + ".", class_="muted"),
    )


def _counts(counts: Mapping[str, Count]) -> Element:
    rows = (
        (
            name,
            side_by_side(count.size),
            side_by_side(count.points),
            str(count.classes),
            f"{count.instructions:,}",
            f"{count.instructions_per_pixel:.2f}",
        )
        for name, count in counts.items()
    )
    heads = ("workload", "output", "points", "classes", "instructions", "per pixel")
    return table("ARM64 instructions that one call executes, emulated.", heads, rows)


def _loops(loops: Mapping[str, tuple[Loop, ...]]) -> Element:
    listed = [(name, loop) for name, found in loops.items() for loop in found]
    cores = list(dict.fromkeys(core for _, loop in listed for core in loop.cycles_per_iteration))

    def rows() -> Iterator[tuple[str, ...]]:
        for name, loop in listed:
            cycles = (loop.cycles_per_iteration.get(core) for core in cores)
            yield (
                name,
                loop.function,
                f"{100 * loop.share_of_executed_instructions:.1f} %",
                f"{loop.instructions_executed_per_iteration:.1f}",
                *("" if found is None else f"{found:.1f}" for found in cycles),
            )

    caption = "Cycles an iteration by core and, in brackets, the llvm-mca model that stands for it."
    heads = ("workload", "function", "of all instructions", "instructions", *cores)
    return table(caption, heads, rows(), names=2)
