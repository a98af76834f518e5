package dev.edgeward

import android.graphics.ImageFormat
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test

/** A camera's images are read where their planes lie. */
class ImagesTest : AndroidTest() {
    /** The photo's planes as they follow each other without gaps. */
    private fun tight(): YuvFrame {
        val (y, u, v) = photo.planes().map { plane -> direct(ByteArray(plane.size, plane::get)) }
        return YuvFrame(y, u, v, size, size.width, chromaRowStride = 226, chromaPixelStride = 1)
    }

    @Test
    fun anImageIsThePictureThatItHolds() =
        open().use { segmenter ->
            for (rotation in listOf(0, 90, 180, 270)) {
                val expected = segmenter.segment(tight(), rotation)
                val found = segmenter.segment(photo.asImage(), rotation)
                assertEquals(expected.size, found.size)
                assertEquals(expected.labels(), found.labels())
            }
        }

    /** Up to what chroma of half the sides loses: less than with U and V exchanged. */
    @Test
    fun itsColoursAreThoseOfTheBitmap() =
        open().use { segmenter ->
            val expected = segmenter.segment(photo).labels()
            val (y, u, v) = photo.asImage().planes
            val same =
                listOf(FakeImage(size, y, u, v), FakeImage(size, y, v, u)).map { image ->
                    val found = segmenter.segment(image).labels()
                    (0 until expected.remaining()).count { expected[it] == found[it] }
                }
            val (right, exchanged) = same.map { it.toFloat() / expected.remaining() }
            assertTrue("$right and $exchanged", right > 0.95 && right > exchanged + 0.02)
        }

    @Test
    fun aVideoOfImagesLooksOnceInAnInterval() =
        open().use { segmenter ->
            val times = listOf(0L, 40L, 240L)
            val found = times.map { segmenter.segmentForVideo(photo.asImage(), it) }
            assertEquals(listOf(true, false, true), found.map { "sampler" in it.timings })
            assertEquals(found[0].labels(), found[1].labels())
        }

    @Test
    fun otherFormatsAreRefused() {
        for (format in listOf(ImageFormat.JPEG, ImageFormat.YUV_422_888, ImageFormat.PRIVATE)) {
            val (y, u, v) = photo.asImage().planes
            val image = FakeImage(size, y, u, v, kind = format)
            val error = assertThrows(BadInputException::class.java) { image.asFrame() }
            assertTrue(error.message, "got format $format" in error.message.orEmpty())
        }
    }

    /** A frame that ends before its last row would be read past its end. */
    @Test
    fun shortPlanesAreRefused() {
        val (_, u, v) = photo.asImage().planes
        val luma = photo.planes().first()
        val short = FakePlane(luma.copyOf(luma.size - 1), size.width, 512, 1)
        assertThrows(BadInputException::class.java) { FakeImage(size, short, u, v).asFrame() }
    }
}
