package dev.edgeward.stages

import dev.edgeward.Artifact
import dev.edgeward.BadInputException
import dev.edgeward.Manifest
import dev.edgeward.Points
import dev.edgeward.Size
import dev.edgeward.engines.Network
import dev.edgeward.engines.Tensor
import dev.edgeward.engines.Type

/** One graph that samples by itself, from a copy of the upright picture. */
internal class Baked(
    private val manifest: Manifest,
    private val file: Artifact,
    private val network: Network,
) : Stages {
    override fun look(
        picture: Upright,
        clock: Clock,
    ): Look? = null

    override fun score(
        picture: Upright,
        look: Look?,
        clock: Clock,
    ): Scored {
        requireSize(picture.size)
        val rgb = Tensor(picture.rgb(), Type.UINT8, picture.size.height, picture.size.width, 3)
        clock.lap("copy")
        val (h, w) = manifest.sampleSize
        val scores = manifest.newScores(file)
        val points = Tensor.of(Type.INT32, h, w, 2)
        val grid = newGrid(manifest.gridSize)
        network.run(rgb, mapOf("scores" to scores, "points" to points, "grid" to grid))
        clock.lap("network")
        return Scored(grid.asGrid(), Points(points.data, h, w), scores)
    }

    override fun close() = network.close()

    private fun requireSize(size: Size) {
        if (file.imageSize != null && file.imageSize != size) {
            throw BadInputException(
                "Expected an upright picture of ${file.imageSize} (height x width), the only " +
                    "size that ${file.path} was made for, got $size; --form split takes any.",
            )
        }
    }
}
