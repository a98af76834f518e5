package dev.edgeward.demo

import android.content.Intent
import android.view.KeyEvent
import android.view.View
import dev.edgeward.AssetBundle
import dev.edgeward.Segmentation
import dev.edgeward.Segmenter
import dev.edgeward.overlayBitmap
import dev.edgeward.segment
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import java.io.IOException
import java.io.InputStream

internal const val NO_CAMERA = "This device has no camera. Pick a picture from the gallery."

/** A device without a camera: pictures are all there is, and the real bundles segment them. */
class PictureTest : PhoneTest() {
    @Test
    fun withoutACameraTheGalleryIsLeft() {
        val phone = start()
        assertEquals(NO_CAMERA, phone.reads(R.id.status))
        assertFalse(phone.sees(R.id.remedy))
        assertNull(shadowOf(phone.activity).lastRequestedPermission)
        phone.press(R.id.gallery)
        val opened = shadowOf(phone.activity).nextStartedActivityForResult.intent
        assertEquals(Intent.ACTION_OPEN_DOCUMENT, opened.action)
        assertEquals("image/*", opened.type)
        assertEquals(setOf(Intent.CATEGORY_OPENABLE), opened.categories)
    }

    @Test
    fun withoutAGalleryEitherItSaysSo() {
        shadowOf(RuntimeEnvironment.getApplication()).checkActivities(true)
        val phone = start()
        phone.press(R.id.gallery)
        assertEquals("No app on this device offers pictures.", phone.reads(R.id.status))
    }

    @Test
    fun aPictureIsSegmented() {
        val phone = startWithPicture()
        val found = checkNotNull(phone.found)
        assertTrue(Gallery.decoded().sameAs(found.photo))
        val expected = segmented("person-128")
        assertTrue(expected.overlayBitmap().sameAs(found.overlay))
        val person = expected.labels()
        val pixels = (0 until person.remaining()).count { person[it].toInt() == 1 }
        assertTrue("$pixels pixels of a person", pixels in 50_000..200_000)
    }

    @Test
    fun theScreenSaysWhatWasDone() {
        val phone = startWithPicture()
        assertEquals(
            "Adaptive sampling: 128 × 128 pixels, where the sampler looks",
            phone.reads(R.id.status),
        )
        val stages = "thumbnail sampler sampling segmenter interpolation total".split(" ")
        val pattern = stages.joinToString(" · ") { """$it\u00A0\d+\.\d\u00A0ms""" }
        assertTrue(phone.reads(R.id.timings), phone.reads(R.id.timings).matches(Regex(pattern)))
        assertTrue(phone.sees(R.id.photo) && phone.sees(R.id.camera))
        assertFalse(phone.sees(R.id.preview))
    }

    /** The shape of the picture is that of photo and overlay alike. */
    @Test
    fun overlayAndPhotoLieOnEachOther() {
        val phone = startWithPicture()
        val (photo, overlay) = listOf(R.id.photo, R.id.overlay).map { phone.bounds(it) }
        assertEquals(photo, overlay)
        assertEquals(photo.width(), photo.height())
        assertEquals(phone.view<FittedLayout>(R.id.fitted).width, photo.width())
    }

    @Test
    fun switchAndSliderChooseTheBundle() {
        val phone = startWithPicture()
        phone.press(R.id.adaptive)
        val everywhere = "pixels, the same everywhere"
        assertShows(phone, "person-uniform-128", "Uniform sampling: 128 × 128 $everywhere")
        assertFalse("sampler" in phone.reads(R.id.timings))
        phone.slide(RIGHT)
        assertShows(phone, "person-uniform-256", "Uniform sampling: 256 × 256 $everywhere")
        assertEquals("Sample: 256 × 256 pixels", phone.reads(R.id.size_label))
        phone.press(R.id.adaptive)
        val where = "pixels, where the sampler looks"
        assertShows(phone, "person-256", "Adaptive sampling: 256 × 256 $where")
        phone.slide(LEFT)
        phone.slide(LEFT)
        assertShows(phone, "person-64", "Adaptive sampling: 64 × 64 $where")
    }

    @Test
    fun theGridIsDrawnOverIt() {
        val phone = startWithPicture()
        val without = phone.drawing(R.id.overlay)
        phone.press(R.id.grid)
        val with = phone.drawing(R.id.overlay)
        assertFalse(without.sameAs(with))
        phone.press(R.id.grid)
        assertTrue(without.sameAs(phone.drawing(R.id.overlay)))
    }

    @Test
    fun aGalleryThatIsLeftChangesNothing() {
        val phone = startWithPicture()
        val before = phone.found
        phone.pick(null)
        assertTrue(before === phone.found)
        assertTrue(phone.view<View>(R.id.share).isEnabled)
    }

    @Test
    fun whatIsGoneIsNotRead() = assertUnreadable("gone.jpg") { throw IOException("gone") }

    @Test
    fun whatIsNoPictureIsNotRead() = assertUnreadable("text.jpg") { "no picture".byteInputStream() }

    @Test
    fun theCameraCanBeHadBack() {
        val phone = startWithPicture()
        phone.press(R.id.camera)
        assertEquals(NO_CAMERA, phone.reads(R.id.status))
        assertNull(phone.found)
        assertFalse(phone.sees(R.id.photo))
        assertFalse(phone.view<View>(R.id.share).isEnabled)
    }

    private fun assertUnreadable(
        name: String,
        open: () -> InputStream,
    ) {
        val phone = start()
        phone.pick(Gallery.offer(name, open))
        phone.waitUntil { phone.reads(R.id.status) != "Segmenting…" }
        assertEquals("That picture cannot be read.", phone.reads(R.id.status))
        assertFalse(phone.sees(R.id.photo))
    }

    private fun assertShows(
        phone: Phone,
        bundle: String,
        status: String,
    ) {
        phone.waitForResult()
        assertEquals(bundle, phone.found?.request?.bundle)
        assertEquals(status, phone.reads(R.id.status))
        assertTrue(segmented(bundle).overlayBitmap().sameAs(phone.found?.overlay))
    }

    /** What the library finds without the app. */
    private fun segmented(bundle: String): Segmentation {
        val assets = RuntimeEnvironment.getApplication().assets
        return Segmenter.create(AssetBundle(assets, bundle)).use { it.segment(Gallery.decoded()) }
    }

    private companion object {
        const val LEFT = KeyEvent.KEYCODE_DPAD_LEFT
        const val RIGHT = KeyEvent.KEYCODE_DPAD_RIGHT
    }
}
