"""`edgeward bench report`: records in, one page out."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from edgeward.bundle import shipped
from edgeward.cli.bench.report import report
from edgeward.errors import BadInput
from tests.benchmarks.latency.records import ENTRY, UNIFORM, record
from tests.benchmarks.pages import CURVE, GATE, PHONE, RESULTS
from tests.benchmarks.reading import Page

app = typer.Typer()
app.command()(report)


def run(*arguments: object) -> None:
    get_command(app).main(list(map(str, arguments)), standalone_mode=False)


def written(path: Path, data: object) -> Path:
    path.write_text(json.dumps(data))
    return path


def test_everything_goes_onto_one_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    made = written(tmp_path / "a.json", asdict(record(ENTRY, UNIFORM)))
    out = tmp_path / "page.html"
    run(
        *(made, made, "-o", out, "--title", "All & more"),
        *("--accuracy", written(tmp_path / "curve.json", asdict(CURVE))),
        *("--phone", written(tmp_path / "phone.json", PHONE)),
        *("--arm", RESULTS / "arm.json"),
        *("--gate", written(tmp_path / "gate.json", GATE)),
    )
    assert capsys.readouterr().out == f"{out}\n"
    page = Page(out.read_text(encoding="utf-8"))
    assert page.texts["h1"] == ["All & more"]
    for title in ("In short", "Accuracy for its cost", "On Pixel <6>", "ARM, emulated"):
        assert title in page.texts["h2"]
    assert any(text.endswith("record 2") for text in page.texts["h3"])


def test_a_shipped_models_own_size_comes_first(tmp_path: Path):
    if "person" not in shipped():
        pytest.skip("needs the shipped models")
    sizes = [replace(ENTRY, model="person", sample_size=(side, side)) for side in (32, 128)]
    run(written(tmp_path / "a.json", asdict(record(*sizes))), "-o", tmp_path / "page.html")
    first = Page((tmp_path / "page.html").read_text(encoding="utf-8")).texts["h3"][0]
    assert first.endswith("128 \N{MULTIPLICATION SIGN} 128 samples")


def test_a_command_line_of_bytes_that_are_no_text_is_written(tmp_path: Path):
    made = replace(record(ENTRY), command="edgeward bench \udc80.ew")
    run(written(tmp_path / "a.json", asdict(made)), "-o", tmp_path / "page.html")
    assert "edgeward bench &#56448;.ew" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_what_cannot_be_read_is_named(tmp_path: Path):
    made = written(tmp_path / "a.json", asdict(record(ENTRY)))
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    with pytest.raises(BadInput, match=r"Expected JSON in '.*broken\.json'"):
        run(broken, "-o", tmp_path / "page.html")
    for option in ("--phone", "--arm", "--gate", "--accuracy"):
        with pytest.raises(BadInput, match=r"Cannot read .*a\.json"):
            run(made, option, made, "-o", tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()
