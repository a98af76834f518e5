package dev.edgeward

import dev.edgeward.core.Core
import dev.edgeward.core.Task
import dev.edgeward.core.allocate
import dev.edgeward.core.at
import dev.edgeward.core.checkedToWrite
import dev.edgeward.engines.Tensor
import dev.edgeward.stages.Scored
import java.nio.ByteBuffer

/**
 * What a [Segmenter] found in a picture: scores at the sampled pixels, drawn at any size on demand.
 *
 * Everything is in the upright picture. Each function draws anew, so keep what is needed twice. The
 * segmenter may be closed meanwhile.
 *
 * @property size of the upright picture.
 * @property grid where the sampler looked.
 * @property points the pixels that were segmented.
 * @property classes in the order of the labels.
 */
class Segmentation internal constructor(
    val size: Size,
    scored: Scored,
    private val channelsLast: Boolean,
    val classes: List<ClassInfo>,
    private val stages: Map<String, Double>,
    private val threads: Int,
) {
    val grid: Grid = scored.grid
    val points: Points = scored.points
    internal val scores: Tensor = scored.scores

    @Volatile private var interpolateMs: Double? = null

    /**
     * Milliseconds of the stages and of their `total`: `thumbnail` and `sampler` where the sampler
     * looked, `sample` and `segmenter`, or `copy` and `network` of a baked file; then `interpolate`
     * of what was drawn last.
     */
    val timings: Map<String, Double>
        get() {
            val all = interpolateMs?.let { stages + ("interpolate" to it) } ?: stages
            return all + ("total" to all.values.sum())
        }

    /**
     * Draws the class of every pixel, row after row.
     *
     * @param size of the label map, the picture's by default.
     * @param destination direct, one byte a pixel, written from its position on; allocated if null.
     * @return the labels, 0 to 255.
     * @throws BadInputException the destination is on the heap or too short, or the size is bad.
     * @throws BadBundleException scores are not finite, or there are over 256 classes.
     */
    @JvmOverloads
    fun labels(
        size: Size = this.size,
        destination: ByteBuffer? = null,
    ): ByteBuffer = draw(size, destination) { Core.labels(task(size), it, threads) }

    /**
     * Draws the probability of one class at every pixel, 0 to 255; the rest is as for [labels].
     *
     * @param label the class's index in [classes].
     */
    @JvmOverloads
    fun mask(
        label: Int,
        size: Size = this.size,
        destination: ByteBuffer? = null,
    ): ByteBuffer = draw(size, destination) { Core.mask(task(size), it, label, threads) }

    /** Draws the probability of every pixel's own class, 0 to 255; the rest is as for [labels]. */
    @JvmOverloads
    fun confidence(
        size: Size = this.size,
        destination: ByteBuffer? = null,
    ): ByteBuffer = draw(size, destination) { Core.confidence(task(size), it, threads) }

    /**
     * Draws every pixel in the colour of its class, ready to lay over the picture: bytes R, G, B, A
     * with colours multiplied by alpha, as Android's ARGB_8888 bitmaps hold them. Black classes
     * stay clear.
     *
     * @param alpha strength, 0 to 1.
     * @param size of the overlay, the picture's by default.
     * @param destination direct, [rowStride] bytes a row; allocated if null.
     * @param rowStride a multiple of 4, at least 4 bytes a pixel.
     * @throws BadInputException as for [labels], or a stride is impossible.
     */
    @JvmOverloads
    fun overlay(
        alpha: Float = 0.5f,
        size: Size = this.size,
        destination: ByteBuffer? = null,
        rowStride: Int = 4 * size.width,
    ): ByteBuffer {
        if (rowStride % 4 != 0 || rowStride < 4 * size.width) {
            throw BadInputException(
                "Expected a row stride of at least ${size.width} pixels of 4 bytes, got " +
                    "$rowStride bytes; round it up.",
            )
        }
        val palette = palette(classes, alpha)
        return draw(size, destination, rowStride) {
            Core.overlay(task(size), it, rowStride / 4, palette, threads)
        }
    }

    private fun task(target: Size) =
        Task(points, size, scores.data, classes.size, channelsLast, target)

    private fun draw(
        size: Size,
        destination: ByteBuffer?,
        rowStride: Int = size.width,
        paint: (ByteBuffer) -> Unit,
    ): ByteBuffer {
        val start = System.nanoTime()
        val bytes = size.height.toLong() * rowStride
        val pixels = destination?.checkedToWrite("destination", bytes) ?: allocate(bytes)
        paint(pixels)
        interpolateMs = (System.nanoTime() - start) / 1e6
        return pixels
    }
}

/** Colours of the classes as bytes R, G, B, A, multiplied by alpha; black is clear. */
internal fun palette(
    classes: List<ClassInfo>,
    alpha: Float,
): ByteBuffer {
    val strength = alpha.coerceIn(0f, 1f)
    val bytes = allocate(4L * classes.size)
    for (info in classes) {
        val clear = info.red + info.green + info.blue == 0
        for (channel in listOf(info.red, info.green, info.blue, 255)) {
            bytes.put((if (clear) 0f else channel * strength + 0.5f).toInt().toByte())
        }
    }
    return bytes.at(0)
}
