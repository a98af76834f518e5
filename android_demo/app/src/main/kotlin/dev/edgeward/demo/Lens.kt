package dev.edgeward.demo

import android.graphics.ImageFormat
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraManager
import android.view.SurfaceHolder
import dev.edgeward.Size

/**
 * A camera that can be opened.
 *
 * @property size of its frames, as they lie.
 * @property sensor degrees clockwise that turn them upright on a device in its natural orientation.
 * @property front it looks at who looks at the display.
 */
internal class Lens(
    val id: String,
    val size: Size,
    val sensor: Int,
    val front: Boolean,
)

/**
 * Chooses a camera, one at the back if there is one; null if none has frames to show and segment.
 *
 * @throws CameraAccessException the cameras cannot be asked now.
 */
@Throws(CameraAccessException::class)
internal fun CameraManager.chooseLens(): Lens? {
    val lenses = cameraIdList.mapNotNull { lens(it) }
    return lenses.find { !it.front } ?: lenses.firstOrNull()
}

private fun CameraManager.lens(id: String): Lens? {
    val known = getCameraCharacteristics(id)
    // One size for both, since streams of different shapes see different parts of the scene.
    val size =
        known[CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP]?.let { map ->
            val shown = map.getOutputSizes(SurfaceHolder::class.java).orEmpty()
            val read = map.getOutputSizes(ImageFormat.YUV_420_888).orEmpty()
            frameSize(shown.intersect(read.toSet()).map { Size(it.height, it.width) })
        }
    val front =
        known[CameraCharacteristics.LENS_FACING] == CameraCharacteristics.LENS_FACING_FRONT
    return size?.let { Lens(id, it, known[CameraCharacteristics.SENSOR_ORIENTATION] ?: 0, front) }
}
