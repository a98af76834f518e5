"""A folder of transformers is used as transformers uses it, and nothing but the folder."""

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional as F
from transformers import (
    MobileViTImageProcessor,
    SegformerConfig,
    SegformerForSemanticSegmentation,
    SegformerImageProcessor,
)
from transformers.modeling_outputs import SemanticSegmenterOutput

from edgeward.errors import BadInput, MissingExtra
from edgeward.models import AdaptiveSegmenter, create_segmenter, segmenter_facts
from edgeward.models.adaptive import MEAN, STD
from edgeward.picture import EXAMPLE_PHOTO, open_picture
from tests.models.segmenters.base import BaseSegmenterTester

NAMES = ("wall", "building", "sky", "tree", "road")
MEAN_OF_FOLDER, STD_OF_FOLDER = [0.5, 0.4, 0.3], [0.25, 0.5, 0.125]


def tiny_segformer() -> SegformerForSemanticSegmentation:
    torch.manual_seed(0)
    config = SegformerConfig(
        id2label=dict(enumerate(NAMES)),
        label2id={name: i for i, name in enumerate(NAMES)},
        hidden_sizes=[8, 8, 16, 16],
        depths=[1, 1, 1, 1],
        num_attention_heads=[1, 1, 2, 2],
        decoder_hidden_size=16,
        drop_path_rate=0.0,
    )
    return SegformerForSemanticSegmentation(config).eval()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tiny_segformer().save_pretrained(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    calls = []

    def refuse(*arguments: object, **_: object) -> None:
        calls.append(arguments)
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    yield
    assert not calls


def save_processor(folder: Path, **options: object) -> SegformerImageProcessor:
    processor = SegformerImageProcessor(
        do_resize=False, image_mean=MEAN_OF_FOLDER, image_std=STD_OF_FOLDER, **options
    )
    processor.save_pretrained(folder)
    return processor


def change_config(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


class TestHf(BaseSegmenterTester):
    sizes = ((32, 32), (64, 96), (33, 50))

    @pytest.fixture(autouse=True)
    def _name(self, folder: Path) -> None:
        self.name = f"hf:{folder}"


@pytest.mark.parametrize("size", [(64, 64), (97, 131)])
def test_scores_and_labels_are_those_of_transformers_own_post_processing(folder, size):
    photo = torch.from_numpy(open_picture(EXAMPLE_PHOTO)[: size[0], : size[1]].copy())
    processor = save_processor(folder)
    facts = segmenter_facts(f"hf:{folder}")
    segmenter = create_segmenter(f"hf:{folder}", classes=5).eval()
    model = AdaptiveSegmenter(None, segmenter, sample_size=size, mean=facts.mean, std=facts.std)
    with torch.inference_mode():
        scores = model.segment(photo[None])
        logits = tiny_segformer()(**processor(photo.permute(2, 0, 1), return_tensors="pt")).logits
    assert logits.shape[-1] < size[1]
    (labels,) = processor.post_process_semantic_segmentation(
        SemanticSegmenterOutput(logits=logits), target_sizes=[size]
    )
    resized = F.interpolate(logits, size, mode="bilinear", align_corners=False)
    torch.testing.assert_close(scores, resized, rtol=1e-4, atol=1e-5)
    assert (scores[0].argmax(0) == labels).float().mean() > 0.999


def test_the_classes_are_those_of_the_config(folder):
    classes = segmenter_facts(f"hf:{folder}").classes
    assert tuple(c.name for c in classes) == NAMES
    assert len({c.colour for c in classes}) == len(NAMES)


def test_without_a_preprocessor_mean_and_std_are_imagenets(folder):
    assert segmenter_facts(f"hf:{folder}")[1:] == (MEAN, STD)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"do_normalize": False},
        {"rescale_factor": 1 / 127.5},
        {"do_rescale": False},
        {"do_rescale": False, "do_normalize": False},
    ],
)
def test_mean_and_std_reproduce_the_preprocessor(folder, options):
    processor = save_processor(folder, **options)
    _, mean, std = segmenter_facts(f"hf:{folder}")
    photo = open_picture(EXAMPLE_PHOTO)[::64, ::64]
    expected = processor(torch.from_numpy(photo.transpose(2, 0, 1).copy()), return_tensors="np")
    ours = ((photo / 255 - mean) / std).transpose(2, 0, 1)
    np.testing.assert_allclose(ours, expected["pixel_values"][0], rtol=1e-5, atol=1e-5)


def test_a_model_that_expects_blue_first_gets_it(folder):
    plain = create_segmenter(f"hf:{folder}", classes=5).eval()
    MobileViTImageProcessor().save_pretrained(folder)
    flipped = create_segmenter(f"hf:{folder}", classes=5).eval()
    picture = torch.randn(1, 3, 32, 32)
    assert torch.equal(flipped(picture), plain(picture.flip(1)))
    assert not torch.equal(flipped(picture), plain(picture))


def test_weights_in_half_precision_are_widened(folder):
    tiny_segformer().half().save_pretrained(folder)
    segmenter = create_segmenter(f"hf:{folder}", classes=5)
    assert {p.dtype for p in segmenter.parameters()} == {torch.float32}


def test_other_classes_than_asked_for_are_refused(folder):
    with pytest.raises(BadInput, match=r"of 3 classes, but .* has 5: wall, building, sky, …; give"):
        create_segmenter(f"hf:{folder}", classes=3)


def test_a_folder_has_no_options(folder):
    with pytest.raises(BadInput, match=r"with the options \{'width': 4\}"):
        create_segmenter(f"hf:{folder}", classes=5, width=4)


@pytest.mark.parametrize("place", ["nvidia/segformer-b0-finetuned-ade-512-512", ""])
def test_a_name_on_the_hub_is_no_folder(place):
    with pytest.raises(BadInput, match=r"Expected a folder with .* nothing is downloaded"):
        segmenter_facts(f"hf:{place}")


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"model_type": "no-such"}'])
def test_a_damaged_config_is_one_sentence(folder, content):
    (folder / "config.json").write_text(content)
    with pytest.raises(BadInput, match="Expected a semantic segmentation model of") as caught:
        create_segmenter(f"hf:{folder}", classes=5)
    assert "\n" not in str(caught.value)


def test_a_damaged_preprocessor_is_one_sentence(folder):
    (folder / "preprocessor_config.json").write_text('{"image_processor_type": "NoSuch"}')
    with pytest.raises(BadInput, match="cannot read it") as caught:
        segmenter_facts(f"hf:{folder}")
    assert "\n" not in str(caught.value)


def test_damaged_or_missing_weights_are_one_sentence(folder):
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])
    with pytest.raises(BadInput, match=r"cannot read it: .+"):
        create_segmenter(f"hf:{folder}", classes=5)
    weights.unlink()
    with pytest.raises(BadInput, match=r"cannot read it: .*model\.safetensors"):
        create_segmenter(f"hf:{folder}", classes=5)


def test_a_backbone_without_its_head_is_refused(folder):
    tiny_segformer().segformer.save_pretrained(folder)
    with pytest.raises(BadInput, match=r"all weights of a Segformer\w+ in .* 'decode_head"):
        create_segmenter(f"hf:{folder}", classes=5)


def test_a_model_of_another_task_is_refused(folder):
    change_config(folder, model_type="bert")
    with pytest.raises(BadInput, match="Expected a semantic segmentation model"):
        create_segmenter(f"hf:{folder}", classes=5)


def test_the_folders_own_code_is_not_run(folder):
    change_config(folder, model_type="own", auto_map={"AutoConfig": "own.Config"})
    (folder / "own.py").write_text("raise SystemExit('ran')")
    with pytest.raises(BadInput, match="cannot read it"):
        create_segmenter(f"hf:{folder}", classes=5)


def test_a_backbone_that_only_the_hub_has_is_refused_without_asking_it(folder):
    change_config(
        folder, model_type="upernet", backbone="microsoft/resnet-50", backbone_config=None
    )
    with pytest.raises(BadInput, match="cannot read it"):
        create_segmenter(f"hf:{folder}", classes=5)


def test_transformers_settings_stay_as_they_were(folder, capfd):
    from huggingface_hub import constants
    from transformers.utils import logging

    before = logging.get_verbosity(), logging.is_progress_bar_enabled(), constants.HF_HUB_OFFLINE
    create_segmenter(f"hf:{folder}", classes=5)
    after = logging.get_verbosity(), logging.is_progress_bar_enabled(), constants.HF_HUB_OFFLINE
    assert before == after
    assert capfd.readouterr() == ("", "")


def test_without_transformers_the_sentence_says_what_to_install(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(MissingExtra, match=r"pip install 'edgeward\[hf\]'"):
        create_segmenter(f"hf:{folder}", classes=5)
