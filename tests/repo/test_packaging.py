"""The distribution is one package, and importing it costs next to nothing."""

import importlib.metadata
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"torch", "scipy", "onnxruntime", "onnx", "PIL", "typer", "rich", "matplotlib"}


def test_the_distribution_holds_one_import_package() -> None:
    files = importlib.metadata.files("edgeward") or []
    top = {file.parts[0] for file in files if file.suffix == ".py"}
    assert top == {"edgeward"}


@pytest.mark.parametrize("folder", ["models", "export", "runtime", "benchmarks"])
def test_bare_folder_names_are_not_importable(folder: str) -> None:
    program = f"import importlib.util as u; print(u.find_spec({folder!r}))"
    found = subprocess.run(
        [sys.executable, "-I", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "None"


def test_the_install_is_not_editable() -> None:
    distribution = importlib.metadata.distribution("edgeward")
    origin = json.loads(distribution.read_text("direct_url.json") or "{}")
    editable = origin.get("dir_info", {}).get("editable", False)
    assert not editable, "edgeward is installed with -e, which leaks the repository: make install"
    package = importlib.util.find_spec("edgeward")
    assert package is not None
    assert package.origin is not None
    assert not Path(package.origin).is_relative_to(ROOT / "runtime")


def test_import_edgeward_loads_numpy_alone() -> None:
    program = "import sys, edgeward; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    modules = set(loaded.stdout.split())
    assert "numpy" in modules
    assert not modules & HEAVY


def test_versions_agree() -> None:
    import edgeward

    assert importlib.metadata.version("edgeward") == edgeward.__version__
