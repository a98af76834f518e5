package dev.edgeward.demo

import dev.edgeward.Size
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.nio.ByteBuffer
import kotlin.math.abs
import kotlin.random.Random

/** Whole frames are converted as JPEG's BT.601 says, wherever their bytes lie. */
class YuvTest {
    private fun bytes(vararg values: Int): ByteBuffer =
        ByteBuffer.wrap(ByteArray(values.size) { values[it].toByte() })

    private fun pixel(
        y: Int,
        u: Int,
        v: Int,
    ): Int = Yuv(bytes(y), bytes(u), bytes(v), Size(1, 1), 1, 1, 1).argb().single()

    private fun channels(pixel: Int): List<Int> = listOf(24, 16, 8, 0).map { pixel shr it and 0xff }

    @Test
    fun greyIsItsLuma() {
        for (y in 0..255) assertEquals(listOf(255, y, y, y), channels(pixel(y, 128, 128)))
    }

    /** ITU-T T.871, section 7, inverted in double precision. */
    @Test
    fun coloursAreThoseOfTheStandard() {
        for (y in 0..255 step 15) {
            for (u in 0..255 step 15) {
                for (v in 0..255 step 15) {
                    val red = y + 1.402 * (v - 128)
                    val blue = y + 1.772 * (u - 128)
                    val green = (y - 0.299 * red - 0.114 * blue) / 0.587
                    val exact = listOf(255.0, red, green, blue).map { it.coerceIn(0.0, 255.0) }
                    val found = channels(pixel(y, u, v))
                    val worst = exact.zip(found) { one, other -> abs(one - other) }.max()
                    assertTrue(worst <= 0.501) { "$y $u $v: $found, $exact" }
                }
            }
        }
    }

    /** The sides are odd, so the last row and column have chroma of their own. */
    @Test
    fun planesInAnyLayoutAreTheSamePicture() {
        val random = Random(3)
        val (height, width) = 5 to 7
        val luma = List(height * width) { random.nextInt(256) }
        val u = List(3 * 4) { random.nextInt(256) }
        val v = List(3 * 4) { random.nextInt(256) }
        val expected =
            IntArray(height * width) {
                val chroma = it / width / 2 * 4 + it % width / 2
                pixel(luma[it], u[chroma], v[chroma])
            }
        val tight = listOf(plane(luma, 7, 1, 7), plane(u, 4, 1, 4), plane(v, 4, 1, 4))
        assertArrayEquals(expected, yuv(tight, 7, 4, 1).argb())
        val padded = listOf(plane(luma, 7, 1, 32), plane(u, 4, 2, 24), plane(v, 4, 2, 24))
        assertArrayEquals(expected, yuv(padded, 32, 24, 2).argb())
    }

    private fun yuv(
        planes: List<ByteBuffer>,
        yRowStride: Int,
        chromaRowStride: Int,
        chromaPixelStride: Int,
    ): Yuv {
        val (y, u, v) = planes
        return Yuv(y, u, v, Size(5, 7), yRowStride, chromaRowStride, chromaPixelStride)
    }

    /** Lays rows of values out with strides; the last row ends with its last value, as cameras' do. */
    private fun plane(
        values: List<Int>,
        width: Int,
        pixelStride: Int,
        rowStride: Int,
    ): ByteBuffer {
        val rows = values.chunked(width)
        val plane = IntArray((rows.size - 1) * rowStride + (width - 1) * pixelStride + 1) { 77 }
        rows.forEachIndexed { i, row ->
            row.forEachIndexed { j, value -> plane[i * rowStride + j * pixelStride] = value }
        }
        return bytes(*plane)
    }
}
