package dev.edgeward

import android.graphics.Bitmap
import android.graphics.Color
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertSame
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test

/** Bitmaps are read and drawn where they lie; what does not lie there is refused. */
class BitmapsTest : AndroidTest() {
    /** The photo as bytes R, G, B. */
    private fun rgb(): RgbFrame {
        val pixels = photo.argb()
        val bytes = ByteArray(3 * pixels.size) { pixels[it / 3].shr(16 - 8 * (it % 3)).toByte() }
        return RgbFrame(direct(bytes), size)
    }

    @Test
    fun aBitmapIsThePictureThatItShows() =
        open().use { segmenter ->
            for (rotation in listOf(0, 90, 180, 270)) {
                val expected = segmenter.segment(rgb(), rotation).labels()
                assertEquals(expected, segmenter.segment(photo, rotation).labels())
            }
        }

    @Test
    fun anOverlayShowsTheColoursOfItsClasses() {
        val found = open().use { it.segment(photo) }
        val labels = found.labels()
        val drawn = found.overlayBitmap(alpha = 1f).argb()
        val colours = found.classes.map { Color.rgb(it.red, it.green, it.blue) }
        val expected =
            IntArray(drawn.size) {
                val colour = colours[labels[it].toInt()]
                if (colour == Color.BLACK) Color.TRANSPARENT else colour
            }
        assertArrayEquals(expected, drawn)
        assertEquals(2, expected.toSet().size)
    }

    @Test
    fun anOverlayIsHalfStrongUnlessToldOtherwise() {
        val drawn = open().use { it.segment(photo) }.overlayBitmap().argb()
        assertEquals(setOf(0, 128), drawn.map { Color.alpha(it) }.toSet())
    }

    @Test
    fun anOverlayTakesTheSizeOfItsBitmap() {
        val found = open().use { it.segment(photo) }
        val small = Bitmap.createBitmap(61, 97, Bitmap.Config.ARGB_8888)
        small.eraseColor(Color.RED)
        assertSame(small, found.overlayBitmap(into = small))
        val expected = found.overlay(size = Size(97, 61))
        val labels = found.labels(size = Size(97, 61))
        assertEquals(small.argb().map { it == 0 }, List(61 * 97) { labels[it].toInt() == 0 })
        assertEquals(small.argb().map { it == 0 }, List(61 * 97) { expected.getInt(4 * it) == 0 })
    }

    @Test
    fun otherPixelsAreRefused() =
        open().use { segmenter ->
            val narrow = photo.copy(Bitmap.Config.RGB_565, true)
            refused("RGB_565") { segmenter.segment(narrow) }
            val found = segmenter.segment(photo)
            refused("RGB_565") { found.overlayBitmap(into = narrow) }
            val mask = Bitmap.createBitmap(8, 8, Bitmap.Config.ALPHA_8)
            refused("ALPHA_8") { found.overlayBitmap(into = mask) }
        }

    @Test
    fun recycledBitmapsAreRefused() =
        open().use { segmenter ->
            val gone = photo.copy(Bitmap.Config.ARGB_8888, true).also { it.recycle() }
            refused("recycled") { segmenter.segment(gone) }
            val found = segmenter.segment(photo)
            refused("recycled") { found.overlayBitmap(into = gone) }
        }

    @Test
    fun immutableBitmapsAreNotDrawnInto() {
        val found = open().use { it.segment(photo) }
        val fixed = photo.copy(Bitmap.Config.ARGB_8888, false)
        refused("mutable") { found.overlayBitmap(into = fixed) }
        assertTrue(photo.sameAs(fixed))
    }

    private fun refused(
        word: String,
        use: () -> Unit,
    ) {
        val error = assertThrows(BadInputException::class.java) { use() }
        assertTrue(error.message, word in error.message.orEmpty())
    }
}
