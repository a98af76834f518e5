package dev.edgeward.demo

import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.RectF
import android.util.AttributeSet
import android.view.View
import dev.edgeward.Segmentation
import dev.edgeward.Size

/** Draws a result over the picture that it lies on, whose bounds it has. */
class OverlayView(
    context: Context,
    attributes: AttributeSet,
) : View(context, attributes) {
    private val smooth = Paint(Paint.FILTER_BITMAP_FLAG)
    private val line =
        Paint(Paint.ANTI_ALIAS_FLAG).apply {
            color = context.getColor(R.color.grid)
            strokeWidth = resources.getDimension(R.dimen.grid_line)
        }

    /** What is drawn; null for nothing. */
    internal var found: Found? = null
        set(value) {
            field = value
            invalidate()
        }

    /** The sampled pixels are drawn too, with lines between them. */
    var grid = false
        set(value) {
            if (field != value) invalidate()
            field = value
        }

    override fun onDraw(canvas: Canvas) {
        val shown = found ?: return
        if (width == 0 || height == 0) return
        val bounds = RectF(0f, 0f, width.toFloat(), height.toFloat())
        canvas.drawBitmap(shown.overlay, null, bounds, smooth)
        if (grid) canvas.drawLines(lines(shown.segmentation), line)
    }

    private fun lines(segmentation: Segmentation): FloatArray {
        val points = segmentation.points
        return gridLines(
            Size(points.rows, points.cols),
            points::row,
            points::column,
            segmentation.size,
            Size(height, width),
        )
    }
}
