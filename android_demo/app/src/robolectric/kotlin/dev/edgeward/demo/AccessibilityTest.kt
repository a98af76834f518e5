package dev.edgeward.demo

import android.content.pm.PackageManager.PERMISSION_DENIED
import android.os.Bundle
import android.view.View
import android.view.ViewGroup
import android.view.accessibility.AccessibilityNodeInfo
import android.view.accessibility.AccessibilityNodeInfo.AccessibilityAction
import android.widget.SeekBar
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** What TalkBack reads, and what fingers can hit. */
class AccessibilityTest : PhoneTest() {
    @Test
    fun withAPicture() = assertUsable(startWithPicture())

    @Test
    fun withoutAPicture() = assertUsable(start())

    @Test
    fun withARemedy() {
        giveCamera()
        val phone = start()
        phone.answerPermission(PERMISSION_DENIED)
        assertTrue(phone.view<View>(R.id.remedy) in controls(phone))
        assertUsable(phone)
    }

    private fun assertUsable(phone: Phone) {
        val touch = phone.activity.resources.displayMetrics.density * 48
        val controls = controls(phone)
        assertTrue("$controls", controls.size >= 5)
        for (control in controls) {
            val name = phone.activity.resources.getResourceEntryName(control.id)
            val node = control.createAccessibilityNodeInfo()
            val label = node.contentDescription ?: node.text
            assertTrue("$name has no label", !label.isNullOrBlank())
            val side = minOf(control.width, control.height)
            assertTrue("$name is $side of $touch pixels small", side >= touch)
        }
    }

    @Test
    fun picturesAreDescribed() {
        val phone = startWithPicture()
        val (photo, overlay) = listOf(R.id.photo, R.id.overlay).map { phone.node(it) }
        assertEquals("Picture from the gallery", photo.contentDescription)
        assertEquals("People, coloured", overlay.contentDescription)
    }

    @Test
    fun theStatusIsReadOutWhenItChanges() {
        val live = start().node(R.id.status).liveRegion
        assertEquals(View.ACCESSIBILITY_LIVE_REGION_POLITE, live)
    }

    /** Its size is read, not a percentage; TalkBack's own gesture moves it. */
    @Test
    fun theSliderSaysItsSize() {
        val phone = start()
        assertEquals("Size of the sample", phone.node(R.id.size).contentDescription)
        assertEquals("Sample: 128 × 128 pixels", phone.node(R.id.size).stateDescription)
        val value = AccessibilityNodeInfo.ACTION_ARGUMENT_PROGRESS_VALUE
        val set = AccessibilityAction.ACTION_SET_PROGRESS.id
        val arguments = Bundle().apply { putFloat(value, 2f) }
        assertTrue(phone.view<SeekBar>(R.id.size).performAccessibilityAction(set, arguments))
        phone.idle()
        assertEquals("Sample: 256 × 256 pixels", phone.node(R.id.size).stateDescription)
    }

    private fun Phone.node(id: Int): AccessibilityNodeInfo =
        view<View>(id).createAccessibilityNodeInfo()
}

/** All that can be pressed or moved. */
internal fun controls(phone: Phone): List<View> =
    phone.activity.window.decorView
        .descendants()
        .filter { it.isShown && (it.isClickable || it is SeekBar) }

internal fun View.descendants(): List<View> {
    val children = (this as? ViewGroup)?.let { List(it.childCount, it::getChildAt) }.orEmpty()
    return listOf(this) + children.flatMap { it.descendants() }
}
