import json
from typing import NamedTuple

import pytest
import torch
from rich.progress import Progress
from torch import Tensor, nn
from torch.utils.data import Dataset

from edgeward.errors import BadInput
from edgeward.models.recipe import Schedule
from edgeward.models.training.loop import Data, Workshop, evaluate, fit, launch_fabric


class Pair(NamedTuple):
    x: Tensor
    y: Tensor


class Line(Dataset[Pair]):
    """Points of y = 2 x; the example 13 cannot be read."""

    def __getitem__(self, key):
        if key[1] == 13:
            raise BadInput("Expected an example, but 13 is none.")
        x = torch.tensor([float(key[1])])
        return Pair(x, 2 * x)


def squares(network: nn.Module, batch: Pair) -> Tensor:
    return (network(batch.x) - batch.y).square().mean()


@pytest.fixture
def work(tmp_path) -> Workshop:
    return Workshop(launch_fabric(), tmp_path, workers=0, seed=0, progress=Progress(disable=True))


def fit_line(work: Workshop, *, epochs=3, indices=range(6), network=None) -> nn.Module:
    network = network or nn.Sequential(nn.Linear(1, 4), nn.Dropout(0.5), nn.Linear(4, 1))
    data = Data(Line(), list(indices))
    schedule = Schedule(epochs=epochs, batch=4, rate=0.1, decay=0.25)
    fit(work, "line", network, squares, train=data, val=data, schedule=schedule)
    return network


def read_log(work: Workshop) -> list[dict[str, float]]:
    return [json.loads(line) for line in (work.folder / "line.jsonl").read_text().splitlines()]


def test_each_epoch_is_logged_with_the_exponential_rate(work):
    fit_line(work)
    log = read_log(work)
    assert [report["epoch"] for report in log] == [1, 2, 3]
    # Six examples in batches of four: two steps an epoch, the last of epoch e is step 2 e - 1.
    expected = [0.1 * 0.25 ** (step / 6) for step in (1, 3, 5)]
    assert [report["rate"] for report in log] == pytest.approx(expected)


def test_the_network_is_left_in_eval_mode_with_the_logged_loss(work):
    network = fit_line(work)
    assert not network.training
    x = torch.arange(6.0)[:, None]
    loss = squares(network, Pair(x, 2 * x)).item()
    assert read_log(work)[-1]["val"] == pytest.approx(loss, rel=1e-5)


def test_evaluating_changes_nothing(work):
    network = nn.Sequential(nn.Linear(1, 2), nn.BatchNorm1d(2), nn.Dropout(0.5), nn.Linear(2, 1))
    before = {name: value.clone() for name, value in network.state_dict().items()}
    batches = [Pair(torch.randn(5, 1), torch.randn(5, 1))]
    losses = {evaluate(work.fabric, network, squares, batches) for _ in range(3)}
    assert len(losses) == 1
    assert all(torch.equal(before[name], value) for name, value in network.state_dict().items())


def test_a_finished_training_is_not_repeated(work):
    trained = fit_line(work)
    again = fit_line(work)
    assert len(read_log(work)) == 3
    for one, other in zip(trained.parameters(), again.parameters(), strict=True):
        assert torch.equal(one, other)


def test_one_epoch_more_continues_with_weights_and_moments(work, tmp_path):
    fit_line(work, epochs=1)
    before = (work.folder / "line.safetensors").read_bytes()
    fit_line(work, epochs=2)
    assert [report["epoch"] for report in read_log(work)] == [1, 2]
    assert (work.folder / "line.safetensors").read_bytes() != before


def test_the_state_of_another_network_is_refused(work):
    fit_line(work)
    with pytest.raises(BadInput, match=r"Cannot resume from .*line\.safetensors.*delete it or"):
        fit_line(work, network=nn.Linear(1, 1))


@pytest.mark.parametrize("content", [b"", b"{}" * 50])
def test_a_damaged_state_is_refused_and_kept(work, content):
    path = work.folder / "line.safetensors"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"Cannot resume from .*line\.safetensors"):
        fit_line(work)
    assert path.read_bytes() == content


@pytest.mark.parametrize("workers", [0, 1])
def test_bad_input_is_its_own_sentence_from_any_worker(tmp_path, workers):
    work = Workshop(launch_fabric(), tmp_path, workers, 0, Progress(disable=True))
    with pytest.raises(BadInput) as raised:
        fit_line(work, indices=[13])
    assert str(raised.value) == "Expected an example, but 13 is none."
