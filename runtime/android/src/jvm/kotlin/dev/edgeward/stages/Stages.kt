package dev.edgeward.stages

import dev.edgeward.Artifact
import dev.edgeward.Bundle
import dev.edgeward.Grid
import dev.edgeward.Manifest
import dev.edgeward.Points
import dev.edgeward.Size
import dev.edgeward.engines.Network
import dev.edgeward.engines.Tensor
import dev.edgeward.engines.Type
import dev.edgeward.engines.openNetwork
import dev.edgeward.read

/**
 * Where a picture is sampled.
 *
 * @property grid that says so.
 * @property points of the upright picture.
 * @property turned the same in the frame as it lies.
 */
internal class Look(
    val grid: Grid,
    val points: Points,
    val turned: Points,
)

/** Scores, (h, w, classes) or (classes, h, w), at the points of the upright picture. */
internal class Scored(
    val grid: Grid,
    val points: Points,
    val scores: Tensor,
)

/** The files of a bundle up to the scores. One picture at a time. */
internal interface Stages : AutoCloseable {
    /** Chooses where to sample; null where a file does so by itself. */
    fun look(
        picture: Upright,
        clock: Clock,
    ): Look?

    /** Scores what a look has chosen. */
    fun score(
        picture: Upright,
        look: Look?,
        clock: Clock,
    ): Scored
}

/** Opens the chosen files; none stays open if one fails. */
internal fun openStages(
    bundle: Bundle,
    manifest: Manifest,
    choice: Choice,
    threads: Int,
): Stages {
    val opened = ArrayList<Network>()

    fun open(file: Artifact): Network =
        openNetwork(choice.engine, bundle.read(file), file.path, threads).also { opened += it }

    try {
        val main = open(choice.main)
        if (choice.baked) return Baked(manifest, choice.main, main)
        return Split(manifest, choice.main, choice.sampler?.let { open(it) }, main)
    } catch (error: Throwable) {
        opened.forEach { it.close() }
        throw error
    }
}

/** Memory for the scores that a file gives. */
internal fun Manifest.newScores(file: Artifact): Tensor {
    val (h, w) = sampleSize
    return if (file.channelsLast) {
        Tensor.of(Type.FLOAT32, h, w, classes.size)
    } else {
        Tensor.of(Type.FLOAT32, classes.size, h, w)
    }
}

internal fun newGrid(size: Size) = Tensor.of(Type.FLOAT32, size.height, size.width, 2)

internal fun Tensor.asGrid() = Grid(data, shape[0], shape[1])
