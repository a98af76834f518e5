package dev.edgeward.demo

import android.content.ComponentCallbacks2
import android.view.KeyEvent
import android.widget.Switch
import dev.edgeward.RgbFrame
import dev.edgeward.Segmenter
import dev.edgeward.Size
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNotSame
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.RuntimeEnvironment
import java.nio.ByteBuffer

/** What outlives a rotation, the background, a lack of memory, and the process. */
class LifeTest : PhoneTest() {
    private fun startWithSettings(): Phone =
        startWithPicture().apply {
            press(R.id.adaptive)
            press(R.id.grid)
            slide(KeyEvent.KEYCODE_DPAD_LEFT)
            waitForResult()
        }

    private fun assertSettings(phone: Phone) {
        assertFalse(phone.view<Switch>(R.id.adaptive).isChecked)
        assertTrue(phone.view<Switch>(R.id.grid).isChecked)
        assertTrue(phone.view<OverlayView>(R.id.overlay).grid)
        assertEquals("Sample: 64 × 64 pixels", phone.reads(R.id.size_label))
        phone.waitForResult()
        assertEquals("person-uniform-64", phone.found?.request?.bundle)
        assertTrue(Gallery.decoded().sameAs(phone.found?.photo))
    }

    @Test
    fun aRotationKeepsEverything() {
        val phone = startWithSettings()
        val before = phone.activity
        phone.turn(LANDSCAPE)
        assertNotSame(before, phone.activity)
        assertTrue(phone.bounds(R.id.fitted).right <= phone.bounds(R.id.status).left)
        assertSettings(phone)
        phone.turn(PORTRAIT)
        assertTrue(phone.bounds(R.id.fitted).bottom <= phone.bounds(R.id.status).top)
        assertSettings(phone)
    }

    @Test
    fun aKilledProcessComesBackAsItWas() {
        val phone = startWithSettings()
        phone.dieAndComeBack()
        assertSettings(phone)
    }

    @Test
    fun everythingThatIsSavedIsRestored() {
        for (permission in Permission.entries) {
            val state = UiState(false, 256, true, "content://gallery/1", permission)
            assertEquals(state, restored(android.os.Bundle().also { state.save(it) }))
        }
        assertEquals(UiState(), restored(null))
    }

    @Test
    fun theBackgroundClosesTheModelAndKeepsThePicture() {
        val phone = startWithPicture()
        val before = phone.found
        val open = checkNotNull(phone.segmenter)
        phone.leave()
        phone.waitUntil { phone.segmenter == null }
        assertClosed(open)
        phone.comeBack()
        assertTrue(before === phone.found)
        assertNull(phone.segmenter)
        phone.press(R.id.adaptive)
        phone.waitForResult()
        assertNotNull(phone.segmenter)
    }

    @Test
    fun anotherBundleClosesTheOneBefore() {
        val phone = startWithPicture()
        val open = checkNotNull(phone.segmenter)
        phone.press(R.id.adaptive)
        phone.waitForResult()
        assertClosed(open)
    }

    @Test
    fun aLackOfMemoryClosesTheModelAndOffersATryAgain() {
        val phone = startWithPicture()
        @Suppress("DEPRECATION")
        assertMakesRoom(phone) { onTrimMemory(ComponentCallbacks2.TRIM_MEMORY_RUNNING_CRITICAL) }
        @Suppress("DEPRECATION")
        assertMakesRoom(phone) { onLowMemory() }
    }

    @Test
    fun lesserHintsAreNoLackOfMemory() {
        val phone = startWithPicture()
        phone.activity.onTrimMemory(ComponentCallbacks2.TRIM_MEMORY_UI_HIDDEN)
        phone.idle()
        assertFalse(phone.sees(R.id.remedy))
        assertNotNull(phone.segmenter)
    }

    private fun assertMakesRoom(
        phone: Phone,
        lack: MainActivity.() -> Unit,
    ) {
        val open = checkNotNull(phone.segmenter)
        phone.activity.lack()
        phone.waitUntil { phone.segmenter == null }
        assertClosed(open)
        assertEquals(
            "The device is out of memory. Close other apps, then try again.",
            phone.reads(R.id.status),
        )
        assertEquals("Try again", phone.reads(R.id.remedy))
        phone.press(R.id.remedy)
        assertFalse(phone.sees(R.id.remedy))
        phone.press(R.id.adaptive)
        phone.waitForResult()
    }

    private fun Phone.turn(qualifiers: String) {
        RuntimeEnvironment.setQualifiers(qualifiers)
        turned()
    }

    private fun assertClosed(segmenter: Segmenter) {
        val frame = RgbFrame(ByteBuffer.allocateDirect(12), Size(2, 2))
        assertThrows(IllegalStateException::class.java) { segmenter.segment(frame) }
    }
}
