"""What the tests of the method share: tiny data, recipes and models."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

torch = pytest.importorskip("torch")

from edgeward.models.recipe import Recipe, parse_recipe, tomllib  # noqa: E402
from tests.models.tiny import RECIPE, write_folder  # noqa: E402

# A busy machine is no failure.
settings.register_profile("edgeward", deadline=None)
settings.load_profile("edgeward")


@pytest.fixture(autouse=True)
def _seeded() -> None:
    torch.manual_seed(0)


@pytest.fixture(scope="session")
def discs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with splits train (8), val (2) and test (2), only to be read."""
    return write_folder(tmp_path_factory.mktemp("data") / "discs")


@pytest.fixture
def own_discs(tmp_path: Path) -> Path:
    """Return a data folder that the test may damage."""
    return write_folder(tmp_path / "discs")


@pytest.fixture
def make_recipe() -> Callable[..., Recipe]:
    """Return a function: changes of the sampler (None: no sampler) and others -> tiny recipe."""

    def make(sampler: dict[str, Any] | None = {}, **changes: Any) -> Recipe:  # noqa: B006
        table = tomllib.loads(RECIPE)
        own = table.pop("sampler")
        if sampler is not None:
            table["sampler"] = own | sampler
        return parse_recipe(table | changes)

    return make
