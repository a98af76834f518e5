package dev.edgeward.demo

import android.content.pm.PackageManager.PERMISSION_DENIED
import android.graphics.Rect
import android.widget.Button
import android.widget.ScrollView
import android.widget.TextView
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.annotation.Config

/** Nothing is cut off, whatever the screen and the font. */
class LayoutTest : PhoneTest() {
    @Test
    fun nobodyNeedsToScrollOnAPhone() {
        val phone = startWithPicture()
        assertEverythingCanBeSeen(phone)
        assertTrue(phone.scroll.run { getChildAt(0).height <= height })
    }

    @Test
    @Config(qualifiers = LANDSCAPE)
    fun inLandscape() = assertEverythingCanBeSeen(startWithPicture())

    @Test
    @Config(fontScale = 1.6f)
    fun inLargeLetters() = assertEverythingCanBeSeen(startWithPicture())

    @Test
    @Config(qualifiers = LANDSCAPE, fontScale = 1.6f)
    fun inLargeLettersInLandscape() = assertEverythingCanBeSeen(startWithPicture())

    @Test
    @Config(qualifiers = SMALL, fontScale = 1.6f)
    fun onASmallScreen() = assertEverythingCanBeSeen(startWithPicture())

    @Test
    @Config(qualifiers = SMALL_LANDSCAPE, fontScale = 1.6f)
    fun onASmallScreenInLandscape() = assertEverythingCanBeSeen(startWithPicture())

    @Test
    @Config(qualifiers = SMALL, fontScale = 1.6f)
    fun theLongestMessage() = assertTheLongestMessageCanBeSeen()

    @Test
    @Config(qualifiers = SMALL_LANDSCAPE, fontScale = 1.6f)
    fun theLongestMessageInLandscape() = assertTheLongestMessageCanBeSeen()

    private fun assertTheLongestMessageCanBeSeen() {
        giveCamera()
        val phone = start()
        phone.answerPermission(PERMISSION_DENIED)
        assertTrue(phone.sees(R.id.remedy))
        assertEverythingCanBeSeen(phone)
    }

    private fun assertEverythingCanBeSeen(phone: Phone) {
        val window = phone.activity.window.decorView
        val texts = window.descendants().filter { it.isShown && it is TextView }
        for (view in (texts + controls(phone)).distinct()) {
            val name = phone.activity.resources.getResourceEntryName(view.id)
            view.requestRectangleOnScreen(Rect(0, 0, view.width, view.height), true)
            phone.idle()
            val seen = Rect().also { view.getGlobalVisibleRect(it) }
            assertTrue("$name at $seen leaves the window", window.bounds().contains(seen))
            assertEquals(name, view.width, seen.width())
            // Of what is higher than the panel, a part is seen at a time.
            assertEquals(name, minOf(view.height, phone.scroll.height), seen.height())
            (view as? TextView)?.let { assertTextFits(name, it) }
        }
    }

    private fun assertTextFits(
        name: String,
        view: TextView,
    ) {
        val layout = checkNotNull(view.layout)
        val room = view.height - view.compoundPaddingTop - view.compoundPaddingBottom
        assertTrue("$name is higher than its room", layout.height <= room)
        for (line in 0 until layout.lineCount) {
            assertEquals(name, 0, layout.getEllipsisCount(line))
            assertTrue("$name is too wide", layout.getLineMax(line) <= layout.width)
        }
        val words = view.text.split(" ").size
        if (view is Button) assertTrue("$name breaks a word", layout.lineCount <= words)
    }

    private val Phone.scroll: ScrollView get() = view(R.id.scroll)

    private companion object {
        const val SMALL = "w320dp-h533dp-port-hdpi"
        const val SMALL_LANDSCAPE = "w533dp-h320dp-land-hdpi"
    }
}
