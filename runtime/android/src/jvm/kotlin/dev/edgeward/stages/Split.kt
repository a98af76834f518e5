package dev.edgeward.stages

import dev.edgeward.Artifact
import dev.edgeward.Manifest
import dev.edgeward.Size
import dev.edgeward.core.Core
import dev.edgeward.core.allocate
import dev.edgeward.engines.Network
import dev.edgeward.engines.Tensor
import dev.edgeward.engines.Type
import java.nio.ByteBuffer

/** Two graphs with sampling between them; without a sampler, the uniform baseline. */
internal class Split(
    private val manifest: Manifest,
    private val file: Artifact,
    private val sampler: Network?,
    private val segmenter: Network,
) : Stages {
    private val everywhere =
        Core.uniformGrid(manifest.thumbnailSize.takeIf { sampler != null } ?: manifest.sampleSize)
    private val corners = Core.uniformGrid(Size(2, 2))

    private val thumbnail = allocate(3L * everywhere.count)
    private val pixels = allocate(3 * manifest.sampleSize.area)
    private var uniform: Uniform? = null

    override fun look(
        picture: Upright,
        clock: Clock,
    ): Look {
        val plain = uniform(picture)
        if (sampler == null) return plain
        picture.sample(plain.turned, thumbnail)
        clock.lap("thumbnail")
        val grid = newGrid(manifest.gridSize)
        val sampleGrid = newGrid(manifest.sampleSize)
        sampler.run(plain.input(thumbnail), mapOf("grid" to grid, "sample_grid" to sampleGrid))
        val points = Core.points(sampleGrid.asGrid(), picture.size)
        return Look(grid.asGrid(), points, picture.turned(points)).also { clock.lap("sampler") }
    }

    override fun score(
        picture: Upright,
        look: Look?,
        clock: Clock,
    ): Scored {
        val where = checkNotNull(look)
        picture.sample(where.turned, pixels)
        clock.lap("sample")
        val scores = manifest.newScores(file)
        segmenter.run(where.input(pixels), mapOf("scores" to scores))
        clock.lap("segmenter")
        return Scored(where.grid, where.points, scores)
    }

    override fun close() {
        sampler?.close()
        segmenter.close()
    }

    private fun uniform(picture: Upright): Look {
        val last = uniform
        if (last != null && picture.isLike(last.size, last.rotation)) return last.look
        val points = Core.points(everywhere, picture.size)
        val look = Look(corners, points, picture.turned(points))
        uniform = Uniform(picture.size, picture.rotation, look)
        return look
    }
}

/** Uniform sampling of the last size and rotation that came. */
private class Uniform(
    val size: Size,
    val rotation: Int,
    val look: Look,
)

private fun Look.input(pixels: ByteBuffer) = Tensor(pixels, Type.UINT8, points.rows, points.cols, 3)
