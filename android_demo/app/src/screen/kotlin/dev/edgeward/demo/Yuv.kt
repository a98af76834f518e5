package dev.edgeward.demo

import dev.edgeward.Size
import java.nio.ByteBuffer
import kotlin.math.roundToInt

/**
 * The planes of a camera's YUV_420_888 frame.
 *
 * @property yRowStride bytes from one row of luma to the next; [chromaRowStride] likewise.
 * @property chromaPixelStride bytes from one chroma value to the next.
 */
class Yuv(
    val y: ByteBuffer,
    val u: ByteBuffer,
    val v: ByteBuffer,
    val size: Size,
    val yRowStride: Int,
    val chromaRowStride: Int,
    val chromaPixelStride: Int,
)

/**
 * Converts a whole frame, to be kept; what is segmented is read where it lies.
 *
 * BT.601 in full range, as Android's cameras deliver it.
 *
 * @return opaque pixels 0xAARRGGBB, row after row.
 */
fun Yuv.argb(): IntArray =
    IntArray(size.height * size.width) { pixel ->
        val row = pixel / size.width
        val column = pixel % size.width
        val chroma = row / 2 * chromaRowStride + column / 2 * chromaPixelStride
        argb(y.byte(row * yRowStride + column), u.byte(chroma) - 128, v.byte(chroma) - 128)
    }

private fun ByteBuffer.byte(index: Int): Int = get(index).toInt() and 0xff

private fun argb(
    y: Int,
    u: Int,
    v: Int,
): Int {
    val red = channel(y + 1.402f * v)
    val green = channel(y - 0.344136f * u - 0.714136f * v)
    val blue = channel(y + 1.772f * u)
    return 0xff shl 24 or (red shl 16) or (green shl 8) or blue
}

private fun channel(value: Float): Int = value.roundToInt().coerceIn(0, 255)
