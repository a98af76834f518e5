package dev.edgeward

import dev.edgeward.core.allocate
import dev.edgeward.core.from
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.nio.ByteBuffer

/** Frames are read where they lie, as their strides say. */
class FrameTest {
    private val corners = Points(ints(0, 0, 0, 1, 1, 0, 1, 1), 2, 2)

    @Test
    fun rgbaIsReadWithPaddedRows() {
        val padded = direct(1, 2, 3, 99, 4, 5, 6, 99, 0, 0, 7, 8, 9, 99, 10, 11, 12, 99)
        val found = sampled(RgbFrame(padded, Size(2, 2), 4, 10))
        assertEquals(direct(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), found)
    }

    @Test
    fun pixelsBeginAtThePositionOfTheBuffer() {
        val shifted = direct(77, 1, 2, 3).also { it.position(1) }
        val once = Points(ints(0, 0), 1, 1)
        val found = allocate(3)
        RgbFrame(shifted, Size(1, 1)).sample(once, found)
        assertEquals(direct(1, 2, 3), found)
        assertEquals(1, shifted.position())
    }

    /** Grey chroma leaves luma alone; the sides are odd, so chroma rounds up to one value. */
    @Test
    fun greyYuvIsItsLuma() {
        val luma = direct(10, 20, 30, 40)
        val frame = YuvFrame.nv12(luma, direct(128, 128), Size(2, 2))
        assertEquals(direct(10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 40, 40), sampled(frame))
    }

    @Test
    fun planesInAnyLayoutAreTheSameFrame() {
        val y = direct(90, 120, 150, 180)
        val nv12 = YuvFrame.nv12(y, direct(100, 200), Size(2, 2))
        val i420 = YuvFrame(y, direct(100), direct(200), Size(2, 2), 2, 1, 1)
        val uv = direct(200, 100)
        val nv21 = YuvFrame(y, uv.from(1), uv.from(0), Size(2, 2), 2, 2, 2)
        assertEquals(sampled(nv12), sampled(i420))
        assertEquals(sampled(nv12), sampled(nv21))
    }

    @Test
    fun theMatrixAndTheRangeMatter() {
        val y = direct(90, 120, 150, 180)
        val kinds = listOf(Matrix.BT601 to true, Matrix.BT601 to false, Matrix.BT709 to true)
        val found =
            kinds.map { (matrix, full) ->
                sampled(YuvFrame.nv12(y, direct(100, 200), Size(2, 2), 2, matrix, full))
            }
        assertEquals(3, found.toSet().size)
    }

    @Test
    fun memoryOnTheHeapIsRefused() =
        refused("heap") {
            RgbFrame(ByteBuffer.allocate(12), Size(2, 2))
        }

    @Test
    fun shortMemoryIsRefused() = refused("12 bytes") { RgbFrame(allocate(11), Size(2, 2)) }

    @Test
    fun shortChromaIsRefused() =
        refused("v") { YuvFrame(allocate(4), allocate(1), allocate(0), Size(2, 2), 2, 1, 1) }

    /** Three columns have two values of chroma, and three rows two rows of it. */
    @Test
    fun chromaOfOddSidesIsRoundedUp() {
        val size = Size(3, 3)
        YuvFrame(allocate(9), allocate(4), allocate(4), size, 3, 2, 1)
        refused("u") { YuvFrame(allocate(9), allocate(3), allocate(4), size, 3, 2, 1) }
        refused("uv") { YuvFrame.nv12(allocate(12), allocate(7), size) }
    }

    @Test
    fun pixelsOfOtherSizesAreRefused() {
        refused("3..4") { RgbFrame(allocate(100), Size(2, 2), pixelStride = 5) }
        refused("1..2") { YuvFrame(allocate(9), allocate(9), allocate(9), Size(2, 2), 2, 4, 3) }
    }

    @Test
    fun sidesThatAreTooLongAreRefused() =
        refused("32767") { RgbFrame(allocate(12), Size(1, 32768)) }

    @Test
    fun rowsThatOverlapAreRefused() =
        refused("row stride") { RgbFrame(allocate(12), Size(2, 2), 3, 5) }

    @Test
    fun picturesWithoutPixelsAreRefused() = refused("0x2") { RgbFrame(allocate(12), Size(0, 2)) }

    private fun sampled(frame: Frame): ByteBuffer = allocate(12).also { frame.sample(corners, it) }

    private fun refused(
        word: String,
        make: () -> Frame,
    ) {
        val error = assertThrows(BadInputException::class.java) { make() }
        assertTrue(word in error.message.orEmpty()) { error.message }
    }
}
