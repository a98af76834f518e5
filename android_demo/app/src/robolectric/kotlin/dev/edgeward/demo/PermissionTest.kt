package dev.edgeward.demo

import android.Manifest.permission.CAMERA
import android.content.pm.PackageManager.PERMISSION_DENIED
import android.content.pm.PackageManager.PERMISSION_GRANTED
import android.provider.Settings
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf

/** A phone with a camera that the app may not use yet. */
class PermissionTest : PhoneTest() {
    @Before
    fun camera() = giveCamera()

    @Test
    fun theCameraIsAskedForAtOnce() {
        val phone = start()
        val asked = shadowOf(phone.activity).lastRequestedPermission
        assertArrayEquals(arrayOf(CAMERA), asked.requestedPermissions)
        assertEquals("The camera needs your permission.", phone.reads(R.id.status))
        assertFalse(phone.sees(R.id.remedy))
    }

    @Test
    fun aDenialIsExplainedAndCanBeTakenBack() {
        shadowOf(packages()).setShouldShowRequestPermissionRationale(CAMERA, true)
        val phone = start()
        phone.answerPermission(PERMISSION_DENIED)
        assertEquals(
            "Without the camera, only pictures from the gallery can be segmented.",
            phone.reads(R.id.status),
        )
        assertEquals("Allow", phone.reads(R.id.remedy))
        assertTrue(phone.sees(R.id.gallery))
        val before = shadowOf(phone.activity).lastRequestedPermission
        phone.press(R.id.remedy)
        assertTrue(before !== shadowOf(phone.activity).lastRequestedPermission)
        assertFalse(phone.sees(R.id.remedy))
    }

    @Test
    fun aDenialForGoodLeadsToTheSettings() {
        val phone = start()
        phone.answerPermission(PERMISSION_DENIED)
        assertEquals("Open settings", phone.reads(R.id.remedy))
        phone.press(R.id.remedy)
        val opened = shadowOf(phone.activity).nextStartedActivity
        assertEquals(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, opened.action)
        assertEquals("package:dev.edgeward.demo", opened.dataString)
    }

    /** The question went away without an answer: that is no denial for good. */
    @Test
    fun aQuestionThatWasInterruptedCanBeAskedAgain() {
        val phone = start()
        phone.answerPermission()
        assertEquals("Allow", phone.reads(R.id.remedy))
    }

    /** Nor is it asked twice. */
    @Test
    fun theQuestionOutlivesARotation() {
        val phone = start()
        phone.recreate()
        assertNull(shadowOf(phone.activity).lastRequestedPermission)
        assertEquals("The camera needs your permission.", phone.reads(R.id.status))
    }

    /** This phone's camera has no frames that can be used. */
    @Test
    fun aGrantOpensTheCamera() {
        val phone = start()
        phone.answerPermission(PERMISSION_GRANTED)
        assertEquals(NO_CAMERA, phone.reads(R.id.status))
    }

    @Test
    fun aGrantInTheSettingsIsNoticed() {
        val phone = start()
        phone.answerPermission(PERMISSION_DENIED)
        phone.leave()
        shadowOf(RuntimeEnvironment.getApplication()).grantPermissions(CAMERA)
        phone.comeBack()
        assertEquals(NO_CAMERA, phone.reads(R.id.status))
        assertFalse(phone.sees(R.id.remedy))
    }
}
