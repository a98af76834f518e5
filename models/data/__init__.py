"""Labelled pictures: the folder data set, its classes, augmentation and the training samples."""

from edgeward.manifest import ClassInfo
from edgeward.models.data.folder import Example, FolderDataset

__all__ = ["ClassInfo", "Example", "FolderDataset"]
