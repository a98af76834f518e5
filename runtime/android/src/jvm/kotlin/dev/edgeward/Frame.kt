package dev.edgeward

import dev.edgeward.core.Core
import dev.edgeward.core.Native
import dev.edgeward.core.checked
import dev.edgeward.core.from
import java.nio.ByteBuffer

/**
 * A picture in the caller's memory. It is read where it lies, at the sampled pixels alone, and only
 * until the call that takes it returns.
 *
 * @property size of the picture as it lies in memory, before any rotation.
 */
sealed class Frame(
    val size: Size,
) {
    /** Gathers RGB bytes at points into [destination], 3 for each. */
    internal abstract fun sample(
        points: Points,
        destination: ByteBuffer,
    )
}

/**
 * Pixels that begin with R, G, B.
 *
 * @param pixels direct, from its position on.
 * @param pixelStride 3 for RGB, 4 for RGBA or RGBX, whose fourth byte is ignored.
 * @param rowStride bytes from one row to the next.
 * @throws BadInputException the buffer is on the heap or too short, or a stride is impossible.
 */
class RgbFrame
    @JvmOverloads
    constructor(
        pixels: ByteBuffer,
        size: Size,
        private val pixelStride: Int = 3,
        private val rowStride: Int = pixelStride * size.width,
    ) : Frame(size) {
        private val pixels: ByteBuffer =
            pixels.checked("pixels", extent(size, rowStride, pixelStride, 3..4, pixelStride))

        override fun sample(
            points: Points,
            destination: ByteBuffer,
        ) = Core.check(
            Native.sample(
                destination, pixels, size.height, size.width, pixelStride, rowStride,
                points.data, points.rows, points.cols,
            ),
        )
    }

/** Matrix between luma, chroma and RGB: `edgeward_matrix` of edgeward.h, in its order. */
enum class Matrix { BT601, BT709 }

/**
 * A camera frame in 4:2:0: a luma plane, and chroma planes of half its sides, halves rounded up.
 *
 * The three planes of Android's YUV_420_888 are such a frame as they are, and so are NV12, NV21
 * and I420.
 *
 * @param y luma, direct, from its position on; [u] and [v] likewise.
 * @param yRowStride bytes from one row of luma to the next; [chromaRowStride] likewise.
 * @param chromaPixelStride bytes from one chroma value to the next, 1 or 2.
 * @param matrix of the colours; Android's cameras deliver BT.601.
 * @param fullRange luma and chroma from 0 to 255, as Android's cameras deliver them, instead of 16
 *   to 235 and 240.
 * @throws BadInputException a buffer is on the heap or too short, or a stride is impossible.
 */
class YuvFrame
    @JvmOverloads
    constructor(
        y: ByteBuffer,
        u: ByteBuffer,
        v: ByteBuffer,
        size: Size,
        private val yRowStride: Int,
        private val chromaRowStride: Int,
        private val chromaPixelStride: Int,
        private val matrix: Matrix = Matrix.BT601,
        private val fullRange: Boolean = true,
    ) : Frame(size) {
        private val y = y.checked("y", extent(size, yRowStride, 1, 1..1, 1))
        private val u = u.checked("u", chroma(size))
        private val v = v.checked("v", chroma(size))

        private fun chroma(size: Size): Long {
            val half = Size((size.height + 1) / 2, (size.width + 1) / 2)
            return extent(half, chromaRowStride, chromaPixelStride, 1..2, 1)
        }

        override fun sample(
            points: Points,
            destination: ByteBuffer,
        ) = Core.check(
            Native.sampleYuv(
                destination, y, u, v, size.height, size.width,
                yRowStride, chromaRowStride, chromaPixelStride, matrix.ordinal, fullRange,
                points.data, points.rows, points.cols,
            ),
        )

        companion object {
            /**
             * Takes NV12: luma, and rows of U and V by turns.
             *
             * @param rowStride bytes from one row to the next, in both planes.
             */
            @JvmStatic
            @JvmOverloads
            fun nv12(
                y: ByteBuffer,
                uv: ByteBuffer,
                size: Size,
                rowStride: Int = size.width + size.width % 2,
                matrix: Matrix = Matrix.BT601,
                fullRange: Boolean = true,
            ): YuvFrame {
                val half = Size((size.height + 1) / 2, (size.width + 1) / 2)
                val both = uv.checked("uv", extent(half, rowStride, 2, 2..2, 2))
                return YuvFrame(
                    y, both, both.from(1), size, rowStride, rowStride, 2, matrix, fullRange,
                )
            }
        }
    }

/** Bytes from the first to the last one that is read; strides as edgeward.h wants them. */
private fun extent(
    size: Size,
    rowStride: Int,
    pixelStride: Int,
    possible: IntRange,
    pixelBytes: Int,
): Long {
    if (pixelStride !in possible ||
        rowStride < pixelStride.toLong() * (size.width - 1) + pixelBytes
    ) {
        throw BadInputException(
            "Expected pixels $possible bytes apart and a row stride of at least ${size.width} " +
                "pixels, got $pixelStride and $rowStride bytes; pass the strides that the " +
                "picture's owner reports.",
        )
    }
    return (size.height - 1L) * rowStride + (size.width - 1L) * pixelStride + pixelBytes
}
