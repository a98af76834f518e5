package dev.edgeward.demo

import android.content.Context
import android.util.AttributeSet
import android.view.View.MeasureSpec.EXACTLY
import android.view.View.MeasureSpec.getSize
import android.view.View.MeasureSpec.makeMeasureSpec
import android.view.ViewGroup
import dev.edgeward.Size

/** Lays its children over each other, all of the shape of a picture, as large as fits. */
class FittedLayout(
    context: Context,
    attributes: AttributeSet,
) : ViewGroup(context, attributes) {
    /** Whose shape the children have; null for no room at all. */
    var picture: Size? = null
        set(value) {
            if (field != value) requestLayout()
            field = value
        }

    override fun onMeasure(
        widthMeasureSpec: Int,
        heightMeasureSpec: Int,
    ) {
        val (height, width) = getSize(heightMeasureSpec) to getSize(widthMeasureSpec)
        val place = place(height, width)
        val childWidth = makeMeasureSpec(place.width, EXACTLY)
        val childHeight = makeMeasureSpec(place.height, EXACTLY)
        for (i in 0 until childCount) getChildAt(i).measure(childWidth, childHeight)
        setMeasuredDimension(width, height)
    }

    override fun onLayout(
        changed: Boolean,
        left: Int,
        top: Int,
        right: Int,
        bottom: Int,
    ) {
        val place = place(bottom - top, right - left)
        for (i in 0 until childCount) {
            getChildAt(i).layout(
                place.left, place.top, place.left + place.width, place.top + place.height,
            )
        }
    }

    /** A view may have no pixels. */
    private fun place(
        height: Int,
        width: Int,
    ): Placement =
        picture?.takeIf { height > 0 && width > 0 }?.let { fit(it, Size(height, width)) }
            ?: Placement(0, 0, 0, 0)
}
