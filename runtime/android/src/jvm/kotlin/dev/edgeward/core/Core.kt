package dev.edgeward.core

import dev.edgeward.EngineException
import dev.edgeward.Grid
import dev.edgeward.Points
import dev.edgeward.Size
import dev.edgeward.Status
import java.nio.ByteBuffer
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.stream.IntStream

/** The core's functions over checked buffers; a status other than OK is thrown. */
internal object Core {
    /** Resizes a grid bilinearly, corners on corners. */
    fun resize(
        grid: Grid,
        size: Size,
    ): Grid {
        val destination = allocate(2L * Float.SIZE_BYTES * size.area)
        check(
            Native.resizeGrid(
                destination, size.height, size.width, grid.data, grid.rows, grid.cols,
            ),
        )
        return Grid(destination, size.height, size.width)
    }

    /** Finds the pixels that a grid samples in a picture of a size. */
    fun points(
        grid: Grid,
        picture: Size,
    ): Points {
        val destination = allocate(2L * Int.SIZE_BYTES * grid.rows * grid.cols)
        check(
            Native.gridPoints(
                destination, grid.data, grid.rows, grid.cols, picture.height, picture.width,
            ),
        )
        return Points(destination, grid.rows, grid.cols)
    }

    /** Makes the uniform grid u of eq. (1), at least 2 x 2. */
    fun uniformGrid(size: Size): Grid {
        val corners = allocate(8L * Float.SIZE_BYTES)
        floatArrayOf(0f, 0f, 0f, 1f, 1f, 0f, 1f, 1f).forEach { corners.putFloat(it) }
        return resize(Grid(corners.at(0), 2, 2), size)
    }

    /** Class of every pixel; one byte each. */
    fun labels(
        task: Task,
        destination: ByteBuffer,
        threads: Int,
    ) = inBands(task.size, threads) { top, bottom ->
        Native.labels(
            destination.from(top * task.size.width), task.size.width,
            task.points.data, task.scores, task.numbers(top, bottom),
        )
    }

    /** Colour of every pixel's class; four bytes each, [rowStride] of them apart. */
    fun overlay(
        task: Task,
        destination: ByteBuffer,
        rowStride: Int,
        palette: ByteBuffer,
        threads: Int,
    ) = inBands(task.size, threads) { top, bottom ->
        Native.overlay(
            destination.from(Int.SIZE_BYTES * top * rowStride), rowStride,
            task.points.data, task.scores, task.numbers(top, bottom), palette,
        )
    }

    /** Probability of one class at every pixel, 0 to 255; one byte each. */
    fun mask(
        task: Task,
        destination: ByteBuffer,
        label: Int,
        threads: Int,
    ) = inBands(task.size, threads) { top, bottom ->
        Native.mask(
            destination.from(top * task.size.width), task.size.width,
            task.points.data, task.scores, task.numbers(top, bottom), label,
        )
    }

    /** Probability of every pixel's own class, 0 to 255; one byte each. */
    fun confidence(
        task: Task,
        destination: ByteBuffer,
        threads: Int,
    ) = inBands(task.size, threads) { top, bottom ->
        Native.confidence(
            destination.from(top * task.size.width), task.size.width,
            task.points.data, task.scores, task.numbers(top, bottom),
        )
    }

    /** Cuts the output into bands of rows, which the common pool's threads share. */
    private fun inBands(
        size: Size,
        threads: Int,
        interpolate: (top: Int, bottom: Int) -> Int,
    ) {
        val bands = minOf(threads, size.height)
        val edge = { band: Int -> (size.height.toLong() * band / bands).toInt() }
        if (bands == 1) return check(interpolate(0, size.height))
        val failures = ConcurrentLinkedQueue<Throwable>()
        val statuses =
            IntStream.range(0, bands).parallel().map {
                try {
                    interpolate(edge(it), edge(it + 1))
                } catch (error: Throwable) {
                    // Later: others still write to the caller's memory.
                    failures += error
                    Status.OK.ordinal
                }
            }
        val worst = statuses.max().asInt
        failures.firstOrNull()?.let { throw it }
        check(worst)
    }

    /**
     * Loads the library, if it is not loaded.
     *
     * @throws EngineException the app has none for this CPU.
     */
    fun requireLibrary() {
        try {
            Native.message(Status.OK.ordinal)
        } catch (error: LinkageError) {
            throw EngineException(
                "Expected libedgeward_jni.so for this CPU in the app, got ${error.message}; pack " +
                    "its ABI.",
                error,
            )
        }
    }

    fun check(status: Int) {
        if (status != Status.OK.ordinal) throw Status.entries[status].exception()
    }
}
