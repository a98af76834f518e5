package dev.edgeward.demo

import android.graphics.Bitmap
import android.graphics.Color
import android.media.Image
import dev.edgeward.AssetBundle
import dev.edgeward.Segmenter
import dev.edgeward.Size
import dev.edgeward.asImage
import dev.edgeward.segment
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotSame
import org.junit.Assert.assertNull
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.RuntimeEnvironment
import kotlin.math.abs

/** What becomes of the camera's frames, with the real bundles. */
class WorkTest : PhoneTest() {
    private val overlays = Overlays()
    private val models = Models { Segmenter.create(bundle(it)) }
    private val work by lazy {
        Work(models, Pictures(RuntimeEnvironment.getApplication().contentResolver), overlays)
    }
    private val request = Request("person-64", null)
    private val photo by lazy { Bitmap.createBitmap(Gallery.decoded(), 0, 0, 451, 509) }

    private fun bundle(name: String) = AssetBundle(RuntimeEnvironment.getApplication().assets, name)

    private fun frame(
        image: Image,
        rotation: Int = 0,
    ): Found = checkNotNull(work.frame(request, image, rotation).found)

    @After
    fun close() = work.close()

    @Test
    fun aFrameIsSegmentedAsItStands() =
        Segmenter.create(bundle("person-64")).use { segmenter ->
            for (rotation in listOf(0, 90, 180, 270)) {
                val expected = segmenter.segment(photo.asImage(), rotation)
                val found = frame(photo.asImage(timestampNs = 1_000_000L * rotation), rotation)
                assertEquals(expected.labels(), found.segmentation.labels())
                assertEquals(expected.size, Size(found.overlay.height, found.overlay.width))
                assertNull(found.photo)
            }
        }

    /** Another camera's clock may be behind; time goes on nevertheless. */
    @Test
    fun anotherCamerasClockIsNoTrouble() {
        val times = listOf(5_000_000_000, 5_050_000_000, 1_000_000_000, 1_000_000_000)
        val looked = times.map { "sampler" in frame(photo.asImage(it)).segmentation.timings }
        assertEquals(listOf(true, false, false, false), looked)
    }

    @Test
    fun anOverlayThatNothingShowsIsDrawnInto() {
        val first = frame(photo.asImage(1_000_000)).overlay
        val second = frame(photo.asImage(2_000_000)).overlay
        assertNotSame(first, second)
        overlays.giveBack(first)
        assertSame(first, frame(photo.asImage(3_000_000)).overlay)
        overlays.giveBack(first)
        assertNotSame(first, frame(photo.asImage(4_000_000), rotation = 90).overlay)
    }

    @Test
    fun aFrameToShareIsKeptUpright() {
        val lying = captured(0)
        val upright = captured(90)
        assertEquals(Size(lying.width, lying.height), Size(upright.height, upright.width))
        for (row in 0 until lying.height step 7) {
            for (column in 0 until lying.width step 7) {
                val turned = upright.getPixel(lying.height - 1 - row, column)
                assertEquals(lying.getPixel(column, row), turned)
            }
        }
    }

    /** But for colours that two pixels share. */
    @Test
    fun aFrameToShareLooksLikeWhatWasSeen() {
        val kept = captured(0)
        val places = (0 until photo.height).flatMap { y -> (0 until photo.width).map { it to y } }
        val errors =
            places.map { (x, y) ->
                val (seen, found) = photo.getPixel(x, y) to kept.getPixel(x, y)
                abs(Color.red(seen) - Color.red(found)) + abs(Color.blue(seen) - Color.blue(found))
            }
        assertTrue("${errors.average()}", errors.average() < 10)
    }

    private fun captured(rotation: Int): Bitmap {
        val found = checkNotNull(work.capture(request, photo.asImage(), rotation).found)
        return checkNotNull(found.photo)
    }

    @Test
    fun aBundleThatIsMissingIsAFailure() {
        val missing = Request("person-65", null)
        val event = work.frame(missing, photo.asImage(), 0).event as Event.FrameFailed
        assertEquals(missing, event.request)
        assertTrue(event.detail, "manifest.json" in event.detail)
    }
}
