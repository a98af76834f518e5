package dev.edgeward.demo

import android.graphics.Bitmap
import android.graphics.Matrix
import android.media.Image
import dev.edgeward.EdgewardException
import dev.edgeward.Segmentation
import dev.edgeward.Segmenter
import dev.edgeward.Size
import dev.edgeward.overlayBitmap
import dev.edgeward.segment
import dev.edgeward.segmentForVideo
import java.io.IOException

/**
 * What became of a request.
 *
 * @property found null if nothing was.
 */
internal class Answer(
    val event: Event,
    val found: Found? = null,
)

/** Everything that takes time. For one thread. */
internal class Work(
    private val models: Models,
    private val pictures: Pictures,
    private val overlays: Overlays,
) : AutoCloseable {
    private var lastMs = 0L

    /** Segments a frame of the camera, [rotation] degrees clockwise from upright. */
    fun frame(
        request: Request,
        image: Image,
        rotation: Int,
    ): Answer =
        answer(request) {
            // Frames of another camera may be on another clock.
            lastMs = maxOf(lastMs + 1, image.timestamp / 1_000_000)
            found(request, null) { it.segmentForVideo(image, lastMs, rotation) }
        }

    /** Segments the picture of a request. */
    fun picture(request: Request): Answer {
        val address = checkNotNull(request.picture)
        return try {
            answer(request) {
                val photo = pictures.read(address)
                found(request, photo) { it.segment(photo) }
            }
        } catch (_: IOException) {
            Answer(Event.PictureUnreadable(address))
        }
    }

    /** Segments a frame of the camera, and keeps the frame. */
    fun capture(
        request: Request,
        image: Image,
        rotation: Int,
    ): Answer =
        answer(request) {
            found(request, image.upright(rotation)) { it.segment(image, rotation) }
        }

    /** Frees whatever the next request opens again. */
    override fun close() {
        models.close()
        pictures.forget()
        overlays.clear()
    }

    private fun found(
        request: Request,
        photo: Bitmap?,
        segment: (Segmenter) -> Segmentation,
    ): Found {
        val segmentation = segment(models.of(request.bundle))
        val overlay = segmentation.overlayBitmap(into = overlays.take(segmentation.size))
        return Found(request, photo, overlay, segmentation)
    }
}

private inline fun answer(
    request: Request,
    find: () -> Found,
): Answer =
    try {
        val found = find()
        Answer(Event.FrameDone(request, found.segmentation.timings), found)
    } catch (error: EdgewardException) {
        Answer(Event.FrameFailed(request, error.message.orEmpty()))
    } catch (_: OutOfMemoryError) {
        Answer(Event.MemoryLow)
    }

/** Copies a frame of the camera into an upright photo. */
private fun Image.upright(rotation: Int): Bitmap {
    val (y, u, v) = planes
    val yuv =
        Yuv(
            y.buffer,
            u.buffer,
            v.buffer,
            Size(height, width),
            y.rowStride,
            u.rowStride,
            u.pixelStride,
        )
    val lying = Bitmap.createBitmap(yuv.argb(), width, height, Bitmap.Config.ARGB_8888)
    val turn = Matrix().apply { setRotate(rotation.toFloat()) }
    return Bitmap.createBitmap(lying, 0, 0, width, height, turn, false)
}
