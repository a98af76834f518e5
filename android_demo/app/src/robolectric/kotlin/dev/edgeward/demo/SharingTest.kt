package dev.edgeward.demo

import android.content.ContentResolver
import android.content.ContentValues
import android.content.Intent
import android.content.pm.PackageManager
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Canvas
import android.net.Uri
import android.provider.OpenableColumns
import android.view.View
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import java.io.File
import java.io.FileNotFoundException

/** What is on the screen can be read by the app that it was shared with, and nothing else can. */
class SharingTest : PhoneTest() {
    private val resolver: ContentResolver get() =
        RuntimeEnvironment
            .getApplication()
            .contentResolver
    private val folder: File
        get() = ResultProvider.resultFolder(RuntimeEnvironment.getApplication())

    /** Presses share, and returns what the chooser of apps is given. */
    private fun share(phone: Phone): Intent {
        phone.press(R.id.share)
        phone.waitUntil { shadowOf(phone.activity).peekNextStartedActivity() != null }
        assertTrue(phone.view<View>(R.id.share).isEnabled)
        return shadowOf(phone.activity).nextStartedActivity
    }

    private val Intent.sent: Intent
        get() = checkNotNull(getParcelableExtra(Intent.EXTRA_INTENT, Intent::class.java))
    private val Intent.picture: Uri
        get() = checkNotNull(getParcelableExtra(Intent.EXTRA_STREAM, Uri::class.java))

    @Test
    fun thePictureIsOfferedToOtherApps() {
        val chooser = share(startWithPicture())
        assertEquals(Intent.ACTION_CHOOSER, chooser.action)
        val sent = chooser.sent
        assertEquals(Intent.ACTION_SEND, sent.action)
        assertEquals("image/png", sent.type)
        for (intent in listOf(chooser, sent)) {
            assertTrue(intent.flags and Intent.FLAG_GRANT_READ_URI_PERMISSION != 0)
            assertEquals(0, intent.flags and Intent.FLAG_GRANT_WRITE_URI_PERMISSION)
            assertEquals(sent.picture, intent.clipData?.getItemAt(0)?.uri)
        }
    }

    @Test
    fun whatIsReadIsPhotoAndOverlay() {
        val phone = startWithPicture()
        val address = share(phone).sent.picture
        val read = resolver.openInputStream(address).use { BitmapFactory.decodeStream(it) }
        val expected = Gallery.decoded().copy(Bitmap.Config.ARGB_8888, true)
        Canvas(expected).drawBitmap(checkNotNull(phone.found).overlay, 0f, 0f, null)
        assertTrue(expected.sameAs(read))
        assertFalse(Gallery.decoded().sameAs(read))
        assertEquals("image/png", resolver.getType(address))
    }

    @Test
    fun itsNameAndSizeAreKnown() {
        val address = share(startWithPicture()).sent.picture
        val file = folder.listFiles().orEmpty().single()
        val columns = arrayOf(OpenableColumns.SIZE, "unknown", OpenableColumns.DISPLAY_NAME)
        checkNotNull(resolver.query(address, columns, null, null, null)).use {
            assertEquals(
                listOf(OpenableColumns.SIZE, OpenableColumns.DISPLAY_NAME),
                it.columnNames
                    .toList(),
            )
            assertTrue(it.moveToFirst() && it.isLast)
            assertEquals(file.length(), it.getLong(0))
            assertEquals(file.name, it.getString(1))
        }
    }

    @Test
    fun itCannotBeWritten() {
        val address = share(startWithPicture()).sent.picture
        val before =
            folder
                .listFiles()
                .orEmpty()
                .single()
                .readBytes()
        for (mode in listOf("w", "wa", "wt", "rw", "rwt")) {
            assertThrows(mode, FileNotFoundException::class.java) {
                provider().openFile(address, mode)
            }
        }
        assertEquals(0, resolver.delete(address, null, null))
        assertEquals(0, resolver.update(address, ContentValues(), null, null))
        assertTrue(
            before.contentEquals(
                folder
                    .listFiles()
                    .orEmpty()
                    .single()
                    .readBytes(),
            ),
        )
    }

    @Test
    fun nothingElseCanBeRead() {
        val address = share(startWithPicture()).sent.picture
        val name = checkNotNull(address.lastPathSegment)
        val secret = File(folder.parentFile, "secret.png").apply { writeText("secret") }
        val refused =
            listOf(
                "", "/", "/..", "/../secret.png", "/..%2Fsecret.png", "/%2E%2E%2Fsecret.png",
                "/secret.png", secret.path, "/$name%00", "/$name.bak", "/.",
            )
        for (path in refused) {
            val other = Uri.parse("content://${ResultProvider.AUTHORITY}$path")
            assertThrows(path, FileNotFoundException::class.java) {
                provider().openFile(other, "r")
            }
            assertThrows(path, FileNotFoundException::class.java) {
                provider().query(other, null, null, null, null)
            }
        }
    }

    /** Other apps have it by a grant alone. */
    @Test
    fun theProviderIsNotExported() {
        val flags = PackageManager.PackageInfoFlags.of(PackageManager.GET_PROVIDERS.toLong())
        val known = packages().getPackageInfo("dev.edgeward.demo", flags)
        val info = known.providers.orEmpty().single()
        assertEquals(ResultProvider.AUTHORITY, info.authority)
        assertFalse(info.exported)
        assertTrue(info.grantUriPermissions)
    }

    @Test
    fun theNextOneTakesThePlaceOfTheLast() {
        val phone = startWithPicture()
        val first = share(phone).sent.picture
        phone.press(R.id.adaptive)
        phone.waitForResult()
        val second = share(phone).sent.picture
        assertNotEquals(first, second)
        assertEquals(listOf(second.lastPathSegment), folder.list().orEmpty().toList())
        assertThrows(FileNotFoundException::class.java) { resolver.openInputStream(first) }
    }

    /** A file lies where the folder should. */
    @Test
    fun whatCannotBeWrittenIsNotOffered() {
        val phone = startWithPicture()
        folder.writeText("")
        val message = "The picture could not be written. Free some space, then share again."
        phone.press(R.id.share)
        phone.waitUntil { phone.reads(R.id.status) == message }
        assertTrue(phone.view<View>(R.id.share).isEnabled)
        assertNull(shadowOf(phone.activity).nextStartedActivity)
    }

    private fun provider(): ResultProvider {
        val client = checkNotNull(resolver.acquireContentProviderClient(ResultProvider.AUTHORITY))
        return client.use { it.localContentProvider as ResultProvider }
    }
}
