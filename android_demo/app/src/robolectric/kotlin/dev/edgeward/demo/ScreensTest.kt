package dev.edgeward.demo

import android.content.pm.PackageManager.PERMISSION_DENIED
import android.graphics.Bitmap
import org.junit.Assert.assertTrue
import org.junit.Assume.assumeNotNull
import org.junit.Before
import org.junit.Test
import org.robolectric.annotation.Config
import java.io.File

/** Draws the screen for people to look at, into the folder of -Dedgeward.screens. */
class ScreensTest : PhoneTest() {
    private val folder: String? = System.getProperty("edgeward.screens")

    @Before
    fun needsFolder() = assumeNotNull(folder)

    @Test
    fun portrait() = save("portrait", startWithGrid())

    @Test
    @Config(qualifiers = LANDSCAPE)
    fun landscape() = save("landscape", startWithGrid())

    @Test
    @Config(fontScale = 1.6f)
    fun largeLetters() = save("large-letters", startWithGrid())

    @Test
    fun denied() {
        giveCamera()
        val phone = start()
        phone.answerPermission(PERMISSION_DENIED)
        save("denied", phone)
    }

    private fun startWithGrid(): Phone = startWithPicture().apply { press(R.id.grid) }

    private fun save(
        name: String,
        phone: Phone,
    ) {
        val file = File(folder, "$name.png")
        val drawn =
            phone.activity.window.decorView
                .drawing()
        assertTrue(file.outputStream().use { drawn.compress(Bitmap.CompressFormat.PNG, 100, it) })
    }
}
