package dev.edgeward.demo

import android.graphics.Bitmap
import dev.edgeward.Segmentation

/**
 * A result for the screen.
 *
 * @property photo that was segmented, null for a frame of the camera.
 * @property overlay the colours of its classes.
 */
internal class Found(
    val request: Request,
    val photo: Bitmap?,
    val overlay: Bitmap,
    val segmentation: Segmentation,
)
