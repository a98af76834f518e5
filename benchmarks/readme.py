"""The README's section on speed, from what benchmarks wrote.

    python -m edgeward.benchmarks.readme README.md --results benchmarks/results

Replaces what stands between the two comments that name this command; with --check it only tells
whether that is what it would write.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from edgeward.benchmarks.latency.pictures import size_name
from edgeward.benchmarks.latency.record import Entry, Record, adaptivity, from_json, twin_of
from edgeward.errors import BadInput
from edgeward.files import write_atomically

BEGIN = "<!-- Made by python -m edgeward.benchmarks.readme README.md: begin -->\n"
END = "<!-- Made by python -m edgeward.benchmarks.readme README.md: end -->\n"
# Columns of the un-warp's table: names of ways in core.json.
WAYS = {
    "edgeward": "edgeward",
    "OpenCV nearest resize of *finished* labels": "OpenCV resize of finished labels, nearest",
    "OpenCV resize + argmax": "OpenCV resize + argmax",
    "ONNX Runtime Resize + ArgMax": "ONNX Runtime Resize + ArgMax",
    "torch interpolate + argmax": "torch interpolate + argmax",
    "SciPy": "SciPy LinearNDInterpolator + argmax",
}
# See workloads.py.
WORKLOADS = {
    "A": "1024 x 2048 labels, 19 classes, 128 x 128 points",
    "B": "3000 x 4000 labels, 2 classes, 256 x 256 points",
    "C": "1080 x 1920 labels, 11 classes, 64 x 64 points",
}


def section(results: Path) -> str:
    """Write the section in Markdown.

    Args:
        results: folder with latency-person.json, core.json, selfie.json, gate.json, arm.json and
            arm-engine.json.

    Raises:
        BadInput: one of them is no record.
        OSError: one of them is missing.
    """
    read = {name: _read(results / f"{name}.json") for name in ("core", "selfie", "gate", "arm")}
    engine = _read(results / "arm-engine.json")
    record = from_json(_read(results / "latency-person.json"), "latency-person.json")
    paragraphs = [
        *_pipeline(record),
        *_peers(read["selfie"]),
        *_unwarp(read["core"]),
        *_arm(read["arm"], engine),
        *_gate(read["gate"]),
    ]
    return "\n\n".join(paragraphs) + "\n"


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _pipeline(record: Record) -> Iterator[str]:
    pictures = list(dict.fromkeys(entry.picture_size for entry in record.entries))
    yield (
        f"`person` from a picture to labels of its size, one thread of an {record.device['cpu']}, "
        "ONNX Runtime, median ms for adaptive / uniform sampling with the same segmenter, and the "
        "share of the total that adaptivity costs "
        "([record](benchmarks/results/latency-person.json), "
        f"[page](benchmarks/results/latency.html); `{record.command}`):"
    )
    head = ("samples", *map(size_name, pictures), "MFLOPs")
    adaptive = [entry for entry in record.entries if entry.sampling == "adaptive"]
    sizes = dict.fromkeys(entry.sample_size for entry in adaptive)
    rows = [[entry for entry in adaptive if entry.sample_size == size] for size in sizes]
    yield _table(head, [[*_times(row, record)] for row in rows])


def _times(row: list[Entry], record: Record) -> Iterator[str]:
    yield f"{row[0].sample_size[0]} x {row[0].sample_size[1]}"
    for entry in row:
        twin = twin_of(entry, record.entries)
        if twin is None:
            raise BadInput(f"Expected a uniform run beside {entry.name}; measure it again.")
        both = (_ms(found.stages["total"].median_ms) for found in (entry, twin))
        yield f"{' / '.join(both)} ({100 * adaptivity(entry, twin):.0f} %)"
    yield f"{sum(stage.flops for stage in row[0].flops.values()) / 1e6:.0f}"


def _peers(found: Mapping[str, Any]) -> Iterator[str]:
    data, ways = next(iter(found["data"].items()))
    yield (
        f"Beside others, people of the `{data}` test split, interleaved on one thread "
        "([record](benchmarks/results/selfie.json)):"
    )
    rows = [
        [
            Path(name).stem,
            _ms(way["ms"]),
            f"{100 * way['figures']['miou_targets']:.2f}",
            f"{100 * way['figures']['trimap']['4']:.2f}",
        ]
        for name, way in ways.items()
    ]
    yield _table(("way", "ms", "IoU of person", "within 4 px"), rows)
    if "full-resolution.ew" in ways:
        yield (
            "`full-resolution` is the uniform baseline's network on about every pixel "
            "(`edgeward export person-uniform --size 864x544 --form split`): it shows what that "
            "costs. Its accuracy is that of weights trained at 128 x 128 samples."
        )


def _unwarp(core: Mapping[str, Any]) -> Iterator[str]:
    yield (
        "The un-warp alone, one thread, medians of one interleaved run in ms "
        "([record](benchmarks/results/core.json); `edgeward bench core data/cityscapes`):"
    )
    rows = []
    for key, title in WORKLOADS.items():
        times = core["workloads"][key]
        cells = [_ms(times[way]) if way in times else "" for way in WAYS.values()]
        rows.append([title, f"**{cells[0]}**", *cells[1:]])
    yield _table(("from scores to", *WAYS), rows)
    large = core["curves"]["megapixels"]
    noise = core["workloads"]["noise"]["edgeward"] / core["workloads"]["A"]["edgeward"]
    mask, sampling = core["workloads"]["D"], core["sampling"]
    yield (
        "All but SciPy know only uniform grids. The cost follows the boundary, not the area: 48 "
        f"megapixels take {large['48.0']['edgeward'] / large['2.1']['edgeward']:.0f} times as long "
        f"as 2.1, pure noise (every cell a boundary) {noise:.0f} times as long as a street. "
        "Sampling 128 x 128 pixels of a 12 megapixel frame takes "
        f"{sampling['edgeward, RGB']:.2f} ms, {sampling['edgeward, NV12']:.2f} ms from NV12. A "
        "soft mask has a value of its own at every pixel and is not as fast: "
        f"{mask['edgeward, float32']:.1f} ms for 1080 x 1920, where OpenCV's bilinear resize takes "
        f"{mask['OpenCV resize, linear, float32']:.1f} ms."
    )


def _arm(core: Mapping[str, Any], engine: Mapping[str, Any]) -> Iterator[str]:
    works = core["arm_instructions_executed_emulated"]
    least, *_, most = sorted(works[f"{key} labels"]["instructions_per_pixel"] for key in WORKLOADS)
    counts = {
        f"{Path(one['file']).stem} by {one['engine']}": one["instructions"] / 1e6
        for one in engine["arm_instructions_executed_emulated"]
    }
    listed = ", ".join(f"{name} {count:.1f}" for name, count in counts.items())
    yield (
        "On arm64, emulated, so without times: the core gives the same bits and executes "
        f"{least:.1f} to {most:.1f} instructions per pixel of those three label maps "
        "([record](benchmarks/results/arm.json)). The shipped bundles on the engines' real arm64 "
        "wheels choose the same class at every sample as on x86-64, and one inference of `person` "
        f"executes, in million instructions: {listed} "
        "([record](benchmarks/results/arm-engine.json)). Nothing has been run on a phone yet."
    )


def _gate(found: Mapping[str, Any]) -> Iterator[str]:
    same, limit = found["same_code"], 100 * found["limit"]
    slow = {key.removeprefix("slow_"): found[key] for key in found if key.startswith("slow_")}
    caught = ", ".join(f"{k} {s['failed']} of {s['comparisons']}" for k, s in slow.items())
    yield (
        f"The gate of `edgeward bench --base`, limit {limit:.0f} %, was tried on this machine "
        f"while trainings kept it busy (load up to {max(found['load_average']):.1f} on "
        f"{found['device']['cores']} cores): it failed {same['failed']} of {same['comparisons']} "
        f"times on the same code, and with one stage {100 * found['planted']:.0f} % slower: "
        f"{caught} ([record](benchmarks/results/gate.json)). Stages of less than half a "
        "millisecond need more `--processes` than the default."
    )


def _ms(value: float) -> str:
    """Write milliseconds with two or three digits.

    Example:
        >>> _ms(0.535), _ms(12.34), _ms(345.6)
        ('0.54', '12.3', '346')
    """
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def _table(head: tuple[str, ...], rows: list[list[str]]) -> str:
    lines = (" | ".join(row) for row in (head, ["---"] * len(head), *rows))
    return "\n".join(f"| {line} |" for line in lines)


def rewritten(readme: str, text: str) -> str:
    r"""Put a text between the comments.

    Raises:
        BadInput: the comments are missing.

    Example:
        >>> rewritten("a\n" + BEGIN + "old" + END + "b", "new\n").splitlines()[3:5]
        ['new', '']
    """
    if readme.count(BEGIN) != 1 or readme.count(END) != 1:
        raise BadInput(f"Expected one {BEGIN.strip()} and one {END.strip()} in the README.")
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{text}\n{END}{after}"


def main() -> None:
    """Rewrite or check a README."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("readme", type=Path)
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")
    given = parser.parse_args()
    old = given.readme.read_text(encoding="utf-8")
    new = rewritten(old, section(given.results))
    if given.check:
        sys.exit(int(old != new))
    write_atomically(given.readme, new.encode())


if __name__ == "__main__":
    main()
