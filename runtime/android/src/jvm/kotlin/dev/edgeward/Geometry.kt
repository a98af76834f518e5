package dev.edgeward

import java.nio.ByteBuffer

/**
 * Height and width, in pixels or grid points.
 *
 * @property height rows, at least 1.
 * @property width columns, at least 1.
 * @throws BadInputException a side is below 1.
 */
data class Size(
    val height: Int,
    val width: Int,
) {
    init {
        if (height < 1 || width < 1) {
            throw BadInputException("Expected sides of at least 1, got $this; take another size.")
        }
    }

    internal val area: Long get() = height.toLong() * width

    override fun toString(): String = "${height}x$width"
}

/**
 * Where a sampler looked: the sampling tensor, rows x cols points in [0, 1].
 *
 * Point (i, j) of the border lies on the picture's border; the convention is edgeward.h's.
 */
class Grid internal constructor(
    internal val data: ByteBuffer,
    val rows: Int,
    val cols: Int,
) {
    internal val count: Int get() = rows * cols

    /** Row of point (i, j), 0 at the top of the picture and 1 at its bottom. */
    fun row(
        i: Int,
        j: Int,
    ): Float = data.getFloat(Float.SIZE_BYTES * 2 * (i * cols + j))

    /** Column of point (i, j), 0 at the left of the picture and 1 at its right. */
    fun column(
        i: Int,
        j: Int,
    ): Float = data.getFloat(Float.SIZE_BYTES * (2 * (i * cols + j) + 1))
}

/** The pixels that were sampled: rows x cols of them. */
class Points internal constructor(
    internal val data: ByteBuffer,
    val rows: Int,
    val cols: Int,
) {
    internal val count: Int get() = rows * cols

    /** Pixel row of point (i, j). */
    fun row(
        i: Int,
        j: Int,
    ): Int = data.getInt(Int.SIZE_BYTES * 2 * (i * cols + j))

    /** Pixel column of point (i, j). */
    fun column(
        i: Int,
        j: Int,
    ): Int = data.getInt(Int.SIZE_BYTES * (2 * (i * cols + j) + 1))
}
