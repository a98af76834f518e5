package dev.edgeward.demo

import android.graphics.ImageFormat
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraManager
import android.util.Size
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowCameraCharacteristics
import org.robolectric.shadows.StreamConfigurationMapBuilder

private const val FRONT = CameraCharacteristics.LENS_FACING_FRONT
private const val BACK = CameraCharacteristics.LENS_FACING_BACK

internal val HD = Size(1280, 720)

internal fun cameras(): CameraManager =
    checkNotNull(RuntimeEnvironment.getApplication().getSystemService(CameraManager::class.java))

/** Gives the phone a camera. */
internal fun addCamera(
    id: String,
    facing: Int = BACK,
    shown: List<Size> = listOf(HD),
    read: List<Size> = listOf(HD),
    sensor: Int = 90,
) {
    val map = StreamConfigurationMapBuilder.newBuilder()
    shown.forEach { map.addOutputSize(it) }
    read.forEach { map.addOutputSize(ImageFormat.YUV_420_888, it) }
    val known = ShadowCameraCharacteristics.newCameraCharacteristics()
    shadowOf(known).apply {
        set(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP, map.build())
        set(CameraCharacteristics.LENS_FACING, facing)
        set(CameraCharacteristics.SENSOR_ORIENTATION, sensor)
    }
    shadowOf(cameras()).addCamera(id, known)
}

/** Which camera is taken, and which of its sizes. */
class LensTest : PhoneTest() {
    @Test
    fun aPhoneWithoutCamerasHasNone() = assertNull(cameras().chooseLens())

    @Test
    fun theOneAtTheBackIsPreferred() {
        addCamera("0", FRONT, sensor = 270)
        assertTrue(checkNotNull(cameras().chooseLens()).run { id == "0" && front && sensor == 270 })
        addCamera("1", BACK, sensor = 90)
        assertTrue(checkNotNull(cameras().chooseLens()).run { id == "1" && !front && sensor == 90 })
    }

    @Test
    fun framesHaveASizeThatCanBeShownAndRead() {
        val (small, large) = Size(640, 480) to Size(3840, 2160)
        addCamera("0", shown = listOf(small, HD, large), read = listOf(small, large))
        val size = checkNotNull(cameras().chooseLens()).size
        assertEquals(dev.edgeward.Size(480, 640), size)
    }

    @Test
    fun aCameraWithoutSuchASizeIsPassedOver() {
        addCamera("0", shown = listOf(HD), read = listOf(Size(640, 480)))
        assertNull(cameras().chooseLens())
        addCamera("1", FRONT)
        assertEquals("1", cameras().chooseLens()?.id)
        assertFalse(cameras().cameraIdList.isEmpty())
    }
}
