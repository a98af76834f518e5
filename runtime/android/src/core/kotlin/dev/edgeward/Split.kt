package dev.edgeward

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

    /** Uniform sampling of the last size and rotation that came. */
    private var uniform: Pair<Any, Look>? = null

    override fun look(
        picture: Upright,
        clock: Clock,
    ): Look {
        val plain = uniform(picture)
        if (sampler == null) return plain
        val pixels = picture.sample(plain.turned)
        clock.lap("thumbnail")
        val grid = newGrid(manifest.gridSize)
        val sampleGrid = newGrid(manifest.sampleSize)
        sampler.run(plain.input(pixels), mapOf("grid" to grid, "sample_grid" to sampleGrid))
        val points = Core.points(sampleGrid.asGrid(), picture.size)
        return Look(grid.asGrid(), points, picture.turned(points)).also { clock.lap("sampler") }
    }

    override fun score(
        picture: Upright,
        look: Look?,
        clock: Clock,
    ): Scored {
        val where = checkNotNull(look)
        val pixels = picture.sample(where.turned)
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
        val key = picture.size to picture.rotation
        uniform?.let { (last, look) -> if (last == key) return look }
        val points = Core.points(everywhere, picture.size)
        return Look(corners, points, picture.turned(points)).also { uniform = key to it }
    }
}

private fun Look.input(pixels: ByteBuffer) = Tensor(pixels, Type.UINT8, points.rows, points.cols, 3)
