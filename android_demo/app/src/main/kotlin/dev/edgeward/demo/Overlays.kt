package dev.edgeward.demo

import android.graphics.Bitmap
import dev.edgeward.Size
import java.util.concurrent.ConcurrentLinkedQueue

/** Bitmaps to draw results into, taken again once nothing shows them. */
internal class Overlays {
    private val free = ConcurrentLinkedQueue<Bitmap>()

    /** Takes a bitmap of a size; what it holds is undefined. */
    fun take(size: Size): Bitmap =
        generateSequence { free.poll() }
            .firstOrNull { it.width == size.width && it.height == size.height }
            ?: Bitmap.createBitmap(size.width, size.height, Bitmap.Config.ARGB_8888)

    fun giveBack(bitmap: Bitmap) {
        free.add(bitmap)
    }

    fun clear() = free.clear()
}
