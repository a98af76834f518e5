@file:JvmName("Images")

package dev.edgeward

import android.graphics.ImageFormat
import android.media.Image

/**
 * Views the planes of a camera's image as a frame, without a copy. It holds until the image is
 * closed, and is the whole image, whatever its `cropRect`.
 *
 * @throws BadInputException the image is not YUV_420_888.
 */
fun Image.asFrame(): YuvFrame {
    if (format != ImageFormat.YUV_420_888) {
        throw BadInputException(
            "Expected an Image of YUV_420_888 (${ImageFormat.YUV_420_888}), got format $format; " +
                "ask the ImageReader for it.",
        )
    }
    val (y, u, v) = planes
    return YuvFrame(
        y.buffer,
        u.buffer,
        v.buffer,
        Size(height, width),
        yRowStride = y.rowStride,
        chromaRowStride = u.rowStride,
        chromaPixelStride = u.pixelStride,
    )
}

/** Segments a camera's YUV_420_888 image; see [Segmenter.segment]. */
@JvmOverloads
fun Segmenter.segment(
    image: Image,
    rotation: Int = 0,
): Segmentation = segment(image.asFrame(), rotation)

/** Segments a camera's next YUV_420_888 image; see [Segmenter.segmentForVideo]. */
@JvmOverloads
fun Segmenter.segmentForVideo(
    image: Image,
    timestampMs: Long,
    rotation: Int = 0,
): Segmentation = segmentForVideo(image.asFrame(), timestampMs, rotation)
