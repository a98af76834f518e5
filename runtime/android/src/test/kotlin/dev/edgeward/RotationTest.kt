package dev.edgeward

import dev.edgeward.core.allocate
import dev.edgeward.stages.Upright
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import java.nio.ByteBuffer
import java.util.Random

/** Turning the points is turning the picture. */
class RotationTest {
    private val size = Size(7, 10)
    private val pixels = noise(3 * size.area)

    @ParameterizedTest
    @ValueSource(ints = [0, 90, 180, 270])
    fun turnedPointsFindTheTurnedPicture(rotation: Int) {
        val upright = Upright(RgbFrame(pixels, size), rotation)
        val turned =
            (0 until rotation / 90).fold(pixels to size) { (data, side), _ ->
                turn(data, side)
            }
        assertEquals(turned.second, upright.size)
        assertEquals(turned.first, upright.rgb())
    }

    @ParameterizedTest
    @ValueSource(ints = [0, 90, 180, 270])
    fun segmentingTurnedIsSegmentingTheTurnedPicture(rotation: Int) {
        val (picture, side) =
            (0 until rotation / 90).fold(Cases.photo to Cases.size) { (data, side), _ ->
                turn(data, side)
            }
        Segmenter.create(Cases.bundle("person")).use { segmenter ->
            val expected = segmenter.segment(RgbFrame(picture, side))
            val found = segmenter.segment(Cases.frame, rotation)
            assertEquals(expected.size, found.size)
            assertEquals(expected.labels(), found.labels())
        }
    }

    @Test
    fun otherAnglesAreRefused() {
        val error =
            assertThrows(BadInputException::class.java) { Upright(RgbFrame(pixels, size), 45) }
        assertEquals(true, error.message?.contains("got 45"))
    }

    /** A quarter clockwise, the plain way. */
    private fun turn(
        data: ByteBuffer,
        size: Size,
    ): Pair<ByteBuffer, Size> {
        val turned = allocate(3 * size.area)
        for (row in 0 until size.width) {
            for (column in 0 until size.height) {
                val source = 3 * ((size.height - 1 - column) * size.width + row)
                for (channel in 0 until 3) turned.put(data[source + channel])
            }
        }
        turned.rewind()
        return turned to Size(size.width, size.height)
    }

    private fun noise(bytes: Long): ByteBuffer {
        val values = ByteArray(bytes.toInt()).also { Random(1).nextBytes(it) }
        return allocate(bytes).put(values).also { it.rewind() }
    }
}
