"""`edgeward train`: a recipe and a data folder in, a checkpoint out."""

from pathlib import Path
from typing import Annotated

import typer

from edgeward.errors import require


def train(
    recipe: Annotated[Path, typer.Argument(help="A TOML recipe.", show_default=False)],
    data: Annotated[
        Path, typer.Option(help="Folder with images/, masks/, classes.txt and split files.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for states and checkpoint.")],
    uniform: Annotated[
        bool, typer.Option("--uniform", help="Train the recipe's uniform baseline instead.")
    ] = False,
    val: Annotated[str, typer.Option(help="Split whose losses are shown while training.")] = "val",
    workers: Annotated[int, typer.Option(min=0, help="Processes that load data.")] = 2,
) -> None:
    """Train a sampler, then a segmenter on the pixels it picks.

    The checkpoint is written to OUT/checkpoint. Run the same command again to resume an
    interrupted training; run it under torchrun to use several processes or machines.

    [bold]Examples[/bold]

        edgeward train models/recipes/person.toml --data data/person -o runs/person

        edgeward train models/recipes/person.toml --data data/person -o runs/base --uniform

        torchrun --nproc-per-node 2 -m edgeward train my.toml --data data -o runs/my
    """
    require("torch", extra="models")
    from edgeward.models.recipe import read_recipe
    from edgeward.models.training import train as run
    from edgeward.models.training import uniform_recipe

    plan = read_recipe(recipe)
    chosen = uniform_recipe(plan) if uniform else plan
    checkpoint = run(chosen, data, out, val=val, workers=workers)
    if checkpoint is not None:
        print(checkpoint)
