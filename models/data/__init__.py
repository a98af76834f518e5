"""Labelled pictures: the folder data set, its classes, augmentation and the training samples."""

from edgeward.models.data.classes import ClassInfo
from edgeward.models.data.folder import Example, FolderDataset

__all__ = ["ClassInfo", "Example", "FolderDataset"]
