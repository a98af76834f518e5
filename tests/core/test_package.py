"""What `cmake --install` leaves: a package that CMake and pkg-config find, as README.md says."""

import re
import shutil
from pathlib import Path

import pytest

import edgeward
from tests.core.builds import COMPILERS, ROOT, RUNTIME, cmake, run, tool

README = (ROOT / "README.md").read_text()
C_PROJECT = "cmake_minimum_required(VERSION 3.20)\nproject(app LANGUAGES C)\n"

pytestmark = pytest.mark.skipif(
    not (shutil.which("gcc") and shutil.which("g++")), reason="needs gcc and g++"
)


def block(language: str) -> str:
    """Return the README's only code block of a language."""
    (code,) = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return str(code)


@pytest.fixture(scope="module", params=["static", "shared"])
def prefix(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an installed edgeward."""
    folder = tmp_path_factory.mktemp(request.param)
    shared = "ON" if request.param == "shared" else "OFF"
    cmake(RUNTIME, folder / "build", f"-DBUILD_SHARED_LIBS={shared}", "-DCMAKE_INSTALL_LIBDIR=lib")
    run(tool("cmake"), "--install", folder / "build", "--prefix", folder / "first")
    # What is installed may be moved.
    return (folder / "first").rename(folder / "prefix")


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """Return a folder with the README's program and its CMake project."""
    (tmp_path / "app.c").write_text(block("c"))
    (tmp_path / "CMakeLists.txt").write_text(C_PROJECT + block("cmake"))
    return tmp_path


def test_the_readme_s_program_runs_on_the_installed_package(prefix: Path, app: Path) -> None:
    cmake(app, app / "build", f"-DCMAKE_PREFIX_PATH={prefix}")
    assert run(app / "build" / "app") == "Success.\n"


def test_it_runs_with_pkg_config(prefix: Path, app: Path) -> None:
    if not shutil.which("pkg-config"):
        pytest.skip("needs pkg-config")
    path = {"PKG_CONFIG_PATH": str(prefix / "lib" / "pkgconfig")}
    assert run("pkg-config", "--modversion", "edgeward", **path).strip() == edgeward.__version__
    flags = run("pkg-config", "--cflags", "--libs", "--static", "edgeward", **path).split()
    run(COMPILERS["gcc"][0], "-std=c99", app / "app.c", *flags, "-o", app / "app")
    assert run(app / "app", LD_LIBRARY_PATH=str(prefix / "lib")) == "Success.\n"


def test_another_version_is_refused(prefix: Path, app: Path) -> None:
    project = (app / "CMakeLists.txt").read_text()
    wanted = project.replace("find_package(edgeward", "find_package(edgeward 99")
    assert wanted != project
    (app / "CMakeLists.txt").write_text(wanted)
    with pytest.raises(AssertionError, match='compatible with requested version "99"'):
        cmake(app, app / "build", f"-DCMAKE_PREFIX_PATH={prefix}")


def test_nothing_of_it_is_in_the_python_package() -> None:
    folder = Path(edgeward.__file__).parent
    suffixes = {path.suffix for path in folder.rglob("*") if path.is_file()}
    assert not suffixes & {".h", ".a", ".cmake", ".pc"}
