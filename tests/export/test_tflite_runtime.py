"""TFLite files run on tflite-runtime 2.14 too, the last of a runtime that apps still have."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import edgeward
from edgeward.picture import EXAMPLE_PHOTO, open_picture

SCRIPT = """
import sys
import numpy as np
import edgeward
import tflite_runtime
bundle, form, out = sys.argv[1:]
picture = np.load(out + "/picture.npy")
found = edgeward.load(bundle, format="tflite", form=form, threads=1)(picture)
np.savez(out + "/" + form + ".npz", labels=found.labels, points=found.points, scores=found.scores)
print(tflite_runtime.__version__, np.__version__)
"""


@pytest.fixture(scope="module")
def old_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with tflite-runtime, which needs a numpy below 2, and nothing else of ours."""
    if sys.version_info >= (3, 12):
        pytest.skip("tflite-runtime has no wheels for Python 3.12 and newer")
    folder = tmp_path_factory.mktemp("old")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "tflite-runtime==2.14.0", "numpy<2"], check=True)
    return folder / "bin" / "python"


@pytest.mark.parametrize("form", ["baked", "split"])
def test_the_older_runtime_gives_the_same(
    old_python: Path, phone_bundles: Path, tmp_path: Path, form: str
):
    picture = np.ascontiguousarray(open_picture(EXAMPLE_PHOTO)[:301, :417])
    np.save(tmp_path / "picture.npy", picture)
    (tmp_path / "edgeward").symlink_to(Path(edgeward.__file__).parent)
    command = [old_python, "-c", SCRIPT, phone_bundles / "tiny.ew", form, tmp_path]
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("2.14.0 1.")
    old = np.load(tmp_path / f"{form}.npz")
    new = edgeward.load(phone_bundles / "tiny.ew", format="tflite", form=form)(picture)
    assert np.mean(old["points"] != new.points) < 1e-3
    assert np.mean(old["labels"] != new.labels) < 1e-2
    np.testing.assert_allclose(old["scores"], new.scores, atol=1e-3 * np.abs(new.scores).max())
