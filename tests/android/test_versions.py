"""The catalogue's versions are those that the package, the README and the engine's AAR have."""

import re

import pytest

import edgeward
from tests.android.archives import onnxruntime_aar, unpack
from tests.android.catalogue import LIBRARY, version
from tests.android.ndk_free import ABIS


def test_of_the_package() -> None:
    assert version("edgeward") == edgeward.__version__


@pytest.mark.parametrize(
    ("artifact", "name"),
    [("onnxruntime-android", "onnxruntime"), ("tensorflow-lite", "tensorflow-lite")],
)
def test_of_the_readme(artifact: str, name: str) -> None:
    text = (LIBRARY / "README.md").read_text()
    assert set(re.findall(rf":{artifact}:(\d[\w.]*)", text)) == {version(name)}


@pytest.mark.slow
@pytest.mark.parametrize("abi", sorted(ABIS))
def test_of_the_engine(abi: str) -> None:
    """Its functions are of a version of symbols that is named after its own."""
    library = unpack(onnxruntime_aar()) / "jni" / abi / "libonnxruntime.so"
    names = set(re.findall(rb"\0VERS_(\d[\d.]*)\0", library.read_bytes()))
    assert names == {version("onnxruntime").encode()}
