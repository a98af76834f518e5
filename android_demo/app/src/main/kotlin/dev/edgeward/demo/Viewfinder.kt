package dev.edgeward.demo

import android.view.Surface
import android.view.SurfaceHolder

/**
 * Opens a camera when there is a surface of its size to show it on, and closes it with the surface.
 *
 * @param open opens a camera on a surface.
 */
internal class Viewfinder(
    private val holder: SurfaceHolder,
    private val open: (Lens, Surface) -> Camera,
) : SurfaceHolder.Callback {
    private var lens: Lens? = null
    private var camera: Camera? = null

    init {
        holder.addCallback(this)
    }

    /** Opens a camera as soon as can be. */
    fun open(lens: Lens) {
        this.lens = lens
        holder.setFixedSize(lens.size.width, lens.size.height)
        if (holder.surface.isValid) {
            val frame = holder.surfaceFrame
            openIfFitting(frame.width(), frame.height())
        }
    }

    /** Closes the camera, or does not open it after all. */
    fun close() {
        lens = null
        stop()
    }

    override fun surfaceCreated(holder: SurfaceHolder) = Unit

    override fun surfaceChanged(
        holder: SurfaceHolder,
        format: Int,
        width: Int,
        height: Int,
    ) = openIfFitting(width, height)

    override fun surfaceDestroyed(holder: SurfaceHolder) = stop()

    /** A surface of another size is about to change. */
    private fun openIfFitting(
        width: Int,
        height: Int,
    ) {
        val wanted = lens ?: return
        if (camera == null && wanted.size.width == width && wanted.size.height == height) {
            camera = open(wanted, holder.surface)
        }
    }

    private fun stop() {
        camera?.close()
        camera = null
    }
}
