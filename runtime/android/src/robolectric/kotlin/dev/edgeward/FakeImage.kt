package dev.edgeward

import android.graphics.Bitmap
import android.graphics.ImageFormat
import android.media.Image
import java.nio.ByteBuffer
import kotlin.math.roundToInt

/** What a camera would deliver: padded rows, and U and V by turns, as phones lay them out. */
internal fun Bitmap.asImage(timestampNs: Long = 0): FakeImage {
    val (y, u, v) = planes()
    val half = (width + 1) / 2
    return FakeImage(
        Size(height, width),
        FakePlane(y, width, 512, 1),
        FakePlane(u, half, 512, 2),
        FakePlane(v, half, 512, 2),
        timestampNs = timestampNs,
    )
}

/** Luma, and U and V of every second pixel of every second row, in BT.601, full range. */
internal fun Bitmap.planes(): List<ByteArray> {
    val pixels = argb()
    val (rows, columns) = (height + 1) / 2 to (width + 1) / 2
    val coloured = IntArray(rows * columns) { pixels[it / columns * 2 * width + it % columns * 2] }
    return listOf(
        pixels.dot(0.299, 0.587, 0.114, 0),
        coloured.dot(-0.168736, -0.331264, 0.5, 128),
        coloured.dot(0.5, -0.418688, -0.081312, 128),
    )
}

private fun IntArray.dot(
    red: Double,
    green: Double,
    blue: Double,
    offset: Int,
) = ByteArray(size) {
    val pixel = this[it]
    val sum = red * (pixel shr 16 and 255) + green * (pixel shr 8 and 255) + blue * (pixel and 255)
    (sum + offset).roundToInt().coerceIn(0, 255).toByte()
}

/** A camera's image. */
internal class FakeImage(
    private val size: Size,
    private vararg val parts: Plane,
    private val kind: Int = ImageFormat.YUV_420_888,
    private val timestampNs: Long = 0,
) : Image() {
    override fun getFormat(): Int = kind

    override fun getWidth(): Int = size.width

    override fun getHeight(): Int = size.height

    override fun getTimestamp(): Long = timestampNs

    override fun getTransform(): Int = 0

    override fun getScalingMode(): Int = 0

    override fun getPlanes(): Array<Plane> = arrayOf(*parts)

    override fun close() = Unit
}

/** Values with strides, that end with the last one, as cameras' buffers do; what lies between is 77. */
internal class FakePlane(
    values: ByteArray,
    width: Int,
    private val rowStride: Int,
    private val pixelStride: Int,
) : Image.Plane() {
    private val bytes: ByteBuffer

    init {
        val last = (values.size - 1) / width * rowStride + (values.size - 1) % width * pixelStride
        val laid = ByteArray(last + 1) { 77 }
        values.forEachIndexed { i, value ->
            laid[i / width * rowStride + i % width * pixelStride] = value
        }
        bytes = direct(laid)
    }

    override fun getRowStride(): Int = rowStride

    override fun getPixelStride(): Int = pixelStride

    override fun getBuffer(): ByteBuffer = bytes
}
