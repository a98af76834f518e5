@file:JvmName("Bitmaps")

package dev.edgeward

import android.graphics.Bitmap
import dev.edgeward.core.Native
import java.nio.ByteBuffer

/**
 * Segments a bitmap where it lies; see [Segmenter.segment]. Where it is translucent, its colours are
 * those over black, as Android keeps them.
 *
 * @throws BadInputException the bitmap is not ARGB_8888, is recycled, or lies on the GPU.
 */
@JvmOverloads
fun Segmenter.segment(
    bitmap: Bitmap,
    rotation: Int = 0,
): Segmentation =
    bitmap.withPixels { pixels ->
        segment(RgbFrame(pixels, Size(bitmap.height, bitmap.width), 4, bitmap.rowBytes), rotation)
    }

/**
 * Draws every pixel in the colour of its class; see [Segmentation.overlay].
 *
 * @param alpha strength, 0 to 1.
 * @param into the bitmap to draw into, mutable and ARGB_8888, whose size the overlay takes; a new
 *   one of the picture's size by default.
 * @throws BadInputException the bitmap cannot be drawn into.
 */
@JvmOverloads
fun Segmentation.overlayBitmap(
    alpha: Float = 0.5f,
    into: Bitmap = Bitmap.createBitmap(size.width, size.height, Bitmap.Config.ARGB_8888),
): Bitmap {
    if (!into.isMutable) {
        throw BadInputException(
            "Expected a mutable bitmap to draw into, got one that is not; use createBitmap.",
        )
    }
    into.withPixels { pixels ->
        overlay(alpha, Size(into.height, into.width), pixels, into.rowBytes)
    }
    return into
}

private inline fun <T> Bitmap.withPixels(use: (ByteBuffer) -> T): T {
    // Locking one that is recycled ends the process.
    val readable = config == Bitmap.Config.ARGB_8888 && !isRecycled
    val pixels = if (readable) Native.lockBitmap(this, rowBytes.toLong() * height) else null
    if (pixels == null) {
        throw BadInputException(
            "Expected a bitmap of ARGB_8888 in the app's memory, got $config" +
                (if (isRecycled) ", recycled" else "") + "; copy it with copy(ARGB_8888, true).",
        )
    }
    try {
        return use(pixels)
    } finally {
        Native.unlockBitmap(this)
    }
}
