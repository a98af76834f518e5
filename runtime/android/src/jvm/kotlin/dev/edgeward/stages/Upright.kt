package dev.edgeward.stages

import dev.edgeward.BadInputException
import dev.edgeward.Frame
import dev.edgeward.Points
import dev.edgeward.Size
import dev.edgeward.core.allocate
import dev.edgeward.core.at
import dev.edgeward.core.from
import java.nio.ByteBuffer

/**
 * A frame as a person would hold it. No pixel moves: points are turned instead, which are few.
 *
 * @property frame as it lies in memory.
 * @property rotation degrees clockwise by which the frame must be turned to stand upright: 0, 90,
 *   180 or 270.
 * @throws BadInputException another rotation.
 */
internal class Upright(
    private val frame: Frame,
    val rotation: Int,
) {
    init {
        if (rotation !in listOf(0, 90, 180, 270)) {
            throw BadInputException(
                "Expected a rotation of 0, 90, 180 or 270 degrees clockwise, got $rotation; " +
                    "pass what turns the frame upright.",
            )
        }
    }

    /** Of the picture once it stands upright. */
    val size: Size =
        if (rotation % 180 == 0) frame.size else Size(frame.size.width, frame.size.height)

    /** Whether the same points are turned alike in it. */
    fun isLike(
        size: Size,
        rotation: Int,
    ) = this.size == size && this.rotation == rotation

    /** Gathers RGB bytes at the frame's own points, as [turned] gives them. */
    fun sample(
        turned: Points,
        destination: ByteBuffer,
    ) = frame.sample(turned, destination)

    /** Finds points of the upright picture in the frame as it lies. */
    fun turned(points: Points): Points {
        if (rotation == 0) return points
        val turned = allocate(2L * Int.SIZE_BYTES * points.count)
        for (i in 0 until points.rows) {
            for (j in 0 until points.cols) {
                val row = points.row(i, j)
                val column = points.column(i, j)
                turned.putInt(turnedRow(row, column)).putInt(turnedColumn(row, column))
            }
        }
        return Points(turned.at(0), points.rows, points.cols)
    }

    /** Copies the whole upright picture, RGB: what a baked file takes. */
    fun rgb(): ByteBuffer {
        val pixels = allocate(3L * size.area)
        for (row in 0 until size.height) {
            frame.sample(turned(line(row)), pixels.from(3 * row * size.width))
        }
        return pixels
    }

    private fun turnedRow(
        row: Int,
        column: Int,
    ) = when (rotation) {
        90 -> frame.size.height - 1 - column
        180 -> frame.size.height - 1 - row
        else -> column
    }

    private fun turnedColumn(
        row: Int,
        column: Int,
    ) = when (rotation) {
        90 -> row
        180 -> frame.size.width - 1 - column
        else -> frame.size.width - 1 - row
    }

    private fun line(row: Int): Points {
        val data = allocate(2L * Int.SIZE_BYTES * size.width)
        for (column in 0 until size.width) data.putInt(row).putInt(column)
        return Points(data.at(0), 1, size.width)
    }
}
