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
        val view = Size(getSize(heightMeasureSpec), getSize(widthMeasureSpec))
        val place = place(view)
        val width = makeMeasureSpec(place.width, EXACTLY)
        val height = makeMeasureSpec(place.height, EXACTLY)
        for (i in 0 until childCount) getChildAt(i).measure(width, height)
        setMeasuredDimension(view.width, view.height)
    }

    override fun onLayout(
        changed: Boolean,
        left: Int,
        top: Int,
        right: Int,
        bottom: Int,
    ) {
        val place = place(Size(bottom - top, right - left))
        for (i in 0 until childCount) {
            getChildAt(i).layout(
                place.left, place.top, place.left + place.width, place.top + place.height,
            )
        }
    }

    private fun place(view: Size): Placement =
        picture?.let { fit(it, view) } ?: Placement(0, 0, 0, 0)
}
