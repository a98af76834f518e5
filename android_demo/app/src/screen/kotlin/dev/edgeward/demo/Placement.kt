package dev.edgeward.demo

import dev.edgeward.Size
import kotlin.math.abs
import kotlin.math.min
import kotlin.math.roundToInt

/** Where a picture lies in a view, in the view's pixels. */
data class Placement(
    val left: Int,
    val top: Int,
    val width: Int,
    val height: Int,
)

/** Fits the whole of a picture into the middle of a view. */
fun fit(
    picture: Size,
    view: Size,
): Placement {
    val scale = min(view.width.toFloat() / picture.width, view.height.toFloat() / picture.height)
    val width = (picture.width * scale).roundToInt().coerceAtLeast(1)
    val height = (picture.height * scale).roundToInt().coerceAtLeast(1)
    return Placement((view.width - width) / 2, (view.height - height) / 2, width, height)
}

/**
 * Degrees clockwise that turn a camera's frame upright.
 *
 * @param sensor degrees clockwise that turn it upright on a device in its natural orientation.
 * @param display degrees by which the display's content is turned clockwise against that one: what
 *   `Display.getRotation` stands for.
 * @param front the camera looks at who looks at the display, so the display's turn is seen from
 *   behind.
 */
fun uprightRotation(
    sensor: Int,
    display: Int,
    front: Boolean,
): Int = (if (front) sensor + display else sensor - display + 360) % 360

/** Size of a frame once it stands upright. */
fun upright(
    frame: Size,
    rotation: Int,
): Size = if (rotation % 180 == 0) frame else Size(frame.width, frame.height)

/** The largest size of a picture's shape whose sides are at most [longest]. */
fun bounded(
    picture: Size,
    longest: Int,
): Size {
    val scale = longest.toFloat() / maxOf(picture.height, picture.width)
    if (scale >= 1) return picture
    return Size(
        (picture.height * scale).roundToInt().coerceAtLeast(1),
        (picture.width * scale).roundToInt().coerceAtLeast(1),
    )
}

/** The size with about as many pixels as 1280 x 720; null of none. */
fun frameSize(sizes: Collection<Size>): Size? =
    sizes.minByOrNull { abs(it.height * it.width - 1280 * 720) }
