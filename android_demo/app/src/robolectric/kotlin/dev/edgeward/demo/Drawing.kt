package dev.edgeward.demo

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Rect
import android.view.View

/** Draws a view as it is on the screen. */
internal fun View.drawing(): Bitmap =
    Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888).also { draw(Canvas(it)) }

internal fun Phone.drawing(id: Int): Bitmap = view<View>(id).drawing()

/** Where a view lies in the window. */
internal fun View.bounds(): Rect {
    val corner = IntArray(2).also { getLocationInWindow(it) }
    return Rect(corner[0], corner[1], corner[0] + width, corner[1] + height)
}

internal fun Phone.bounds(id: Int): Rect = view<View>(id).bounds()
