package dev.edgeward.core

import dev.edgeward.Points
import dev.edgeward.Size
import java.nio.ByteBuffer

/**
 * `edgeward_task` of edgeward.h: what to interpolate, and to where.
 *
 * @property points pixels of a picture of size [source].
 * @property scores float32, [channels] for each point, before softmax.
 * @property channelsLast the scores lie as (rows, cols, channels), else as (channels, rows, cols).
 * @property size of the output.
 */
internal class Task(
    val points: Points,
    private val source: Size,
    val scores: ByteBuffer,
    private val channels: Int,
    private val channelsLast: Boolean,
    val size: Size,
) {
    /** The numbers of a task in the order in which jni.cpp reads them, for rows [top, bottom). */
    fun numbers(
        top: Int,
        bottom: Int,
    ): IntArray {
        val (rowStride, colStride, channelStride) = strides()
        return intArrayOf(
            points.rows, points.cols, source.height, source.width,
            channels, rowStride, colStride, channelStride,
            size.height, size.width, top, 0, bottom, size.width,
        )
    }

    private fun strides() =
        if (channelsLast) {
            Triple(points.cols * channels, channels, 1)
        } else {
            Triple(points.cols, 1, points.count)
        }
}
