"""Every segmenter behaves alike, wherever it comes from; one line a segmenter."""

import pytest
import torch
from torch import nn

from edgeward.errors import BadInput
from edgeward.models import UNet, create_segmenter, list_segmenters, register_segmenter
from edgeward.models.registry import _FACTORIES


class BaseSegmenterTester:
    """What a segmenter owes the package; subclasses say its name and options."""

    name: str
    options: dict = {}  # noqa: RUF012
    sizes = ((32, 32), (64, 32))
    classes = 5

    @pytest.fixture
    def model(self) -> nn.Module:
        return create_segmenter(self.name, classes=self.classes, **self.options).eval()

    def test_scores_every_pixel_of_every_size(self, model):
        for size in self.sizes:
            scores = model(torch.randn(2, 3, *size))
            assert scores.shape == (2, self.classes, *size)
            assert scores.dtype == torch.float32

    def test_pictures_of_a_batch_do_not_mix(self, model):
        batch = torch.randn(2, 3, *self.sizes[0])
        torch.testing.assert_close(model(batch)[1], model(batch[1:])[0], rtol=1e-4, atol=1e-4)

    def test_weights_survive_a_round_trip(self, model):
        twin = create_segmenter(self.name, classes=self.classes, **self.options).eval()
        twin.load_state_dict(model.state_dict())
        picture = torch.randn(1, 3, *self.sizes[0])
        assert torch.equal(twin(picture), model(picture))

    def test_every_weight_learns(self, model):
        model.train()(torch.randn(2, 3, *self.sizes[0])).square().sum().backward()
        assert all(p.grad is not None for p in model.parameters())

    def test_exports(self, model):
        picture = torch.randn(1, 3, *self.sizes[0])
        program = torch.export.export(model, (picture,)).module()
        torch.testing.assert_close(program(picture), model(picture))


class TestUNet(BaseSegmenterTester):
    name, options = "unet", {"width": 4, "depth": 2}
    sizes = ((32, 32), (64, 32), (18, 21), (4, 5))


class TestSegmentationModels(BaseSegmenterTester):
    name, options = "smp:Unet/mobilenet_v2", {"decoder_channels": [8, 8, 8, 8, 8]}


class TestFactory(BaseSegmenterTester):
    name, options = "tests.models.test_registry:pointwise", {"hidden": 6}
    sizes = ((2, 3), (1, 1))


def pointwise(*, classes: int, hidden: int) -> nn.Module:
    """Classify every pixel by itself."""
    return nn.Sequential(nn.Conv2d(3, hidden, 1), nn.ReLU(), nn.Conv2d(hidden, classes, 1))


@pytest.fixture
def own_name():
    yield "my-own"
    _FACTORIES.pop("my-own", None)


def test_a_registered_factory_is_listed_and_created(own_name):
    register_segmenter(own_name)(pointwise)
    assert list_segmenters() == ["my-own", "unet"]
    assert create_segmenter(own_name, classes=2, hidden=3)[2].out_channels == 2


def test_registering_returns_the_factory(own_name):
    assert register_segmenter(own_name)(UNet) is UNet


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("unte", "did you mean 'unet'"),
        ("transformer", r"known are unet\. Beside these, 'smp:ARCH/ENCODER'"),
        ("smp:Unett/resnet18", "'Unett' of .*did you mean 'unet"),
        ("smp:Unet/resnet19", "'resnet19' of .*did you mean 'resnet1"),
        ("smp:", "known are unet, unetplusplus"),
        ("smp:Unet/tu-nothing", "Unknown model"),
        ("no_such_package:factory", "No module named 'no_such_package'"),
        ("os.path:nothing", "no attribute 'nothing'"),
        (":factory", "expected 'package.module:factory'"),
        (".relative:factory", "expected 'package.module:factory'"),
        ("os:path", "not callable"),
    ],
)
def test_an_unknown_name_is_one_sentence(name, sentence):
    with pytest.raises(BadInput, match=sentence) as raised:
        create_segmenter(name, classes=2)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("options", [{"widht": 4}, {"width": -1}, {"width": "wide"}])
def test_refused_options_are_named(options):
    with pytest.raises(BadInput, match=f"Cannot build the segmenter 'unet'.*{next(iter(options))}"):
        create_segmenter("unet", classes=2, **options)
