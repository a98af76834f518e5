package dev.edgeward

import java.nio.ByteBuffer

/** `EDGEWARD_MAX_SIDE` of edgeward.h. */
private const val MAX_SIDE = 32767

/**
 * Height and width, in pixels or grid points.
 *
 * @property height rows, 1 to 32767.
 * @property width columns, 1 to 32767.
 * @throws BadInputException a side is out of that range.
 */
data class Size(
    val height: Int,
    val width: Int,
) {
    init {
        if (height !in 1..MAX_SIDE || width !in 1..MAX_SIDE) {
            throw BadInputException(
                "Expected sides of 1 to $MAX_SIDE, got $this; take another size.",
            )
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
    ): Float = data.getFloat(Float.SIZE_BYTES * 2 * index(i, j, rows, cols))

    /** Column of point (i, j), 0 at the left of the picture and 1 at its right. */
    fun column(
        i: Int,
        j: Int,
    ): Float = data.getFloat(Float.SIZE_BYTES * (2 * index(i, j, rows, cols) + 1))
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
    ): Int = data.getInt(Int.SIZE_BYTES * 2 * index(i, j, rows, cols))

    /** Pixel column of point (i, j). */
    fun column(
        i: Int,
        j: Int,
    ): Int = data.getInt(Int.SIZE_BYTES * (2 * index(i, j, rows, cols) + 1))
}

/** Where point (i, j) lies among rows x cols of them. */
private fun index(
    i: Int,
    j: Int,
    rows: Int,
    cols: Int,
): Int {
    if (i !in 0 until rows || j !in 0 until cols) {
        throw IndexOutOfBoundsException("($i, $j) of $rows x $cols points")
    }
    return i * cols + j
}
