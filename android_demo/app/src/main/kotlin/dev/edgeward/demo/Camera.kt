package dev.edgeward.demo

import android.annotation.SuppressLint
import android.graphics.ImageFormat
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.view.Surface

// One is worked on, one waits, and acquireLatestImage needs two to find the newest.
private const val FRAMES = 4

/**
 * A camera from its opening to its closing. It shows frames on a surface and hands the same frames
 * to a worker.
 *
 * @param job what to do with a frame; it releases the frame.
 * @param report takes [Event.CameraOpened] and [Event.CameraLost], on any thread.
 */
internal class Camera(
    manager: CameraManager,
    lens: Lens,
    private val preview: Surface,
    private val worker: LatestFrame,
    private val job: (Image) -> Job,
    private val report: (Event) -> Unit,
) : AutoCloseable {
    private val thread = HandlerThread("camera").apply { start() }
    private val handler = Handler(thread.looper)
    private val reader =
        ImageReader.newInstance(
            lens.size.width, lens.size.height, ImageFormat.YUV_420_888, FRAMES,
        )
    private var device: CameraDevice? = null
    private var closed = false

    init {
        reader.setOnImageAvailableListener({ deliver() }, handler)
        attempt { open(manager, lens) }
    }

    /** Closes the camera at once, and its frames once the worker is done with them. */
    @Synchronized
    override fun close() {
        if (closed) return
        closed = true
        device?.close()
        // The reader frees the memory of its frames, one of which may be read now.
        worker.inTurn { reader.close() }
        thread.quitSafely()
    }

    // Nobody opens a camera before the permission is granted; a revoked one is caught in attempt.
    @SuppressLint("MissingPermission")
    private fun open(
        manager: CameraManager,
        lens: Lens,
    ) = manager.openCamera(lens.id, Opening(), handler)

    @Synchronized
    private fun deliver() {
        if (closed) return
        reader.acquireLatestImage()?.let { worker.submit(job(it)) }
    }

    @Synchronized
    private fun configure(opened: CameraDevice) {
        device = opened
        if (closed) return opened.close()
        attempt {
            // Its successor takes a SessionConfiguration, which API 26 does not have.
            @Suppress("DEPRECATION")
            opened.createCaptureSession(listOf(preview, reader.surface), Configuring(), handler)
        }
    }

    @Synchronized
    private fun begin(session: CameraCaptureSession) {
        if (closed) return
        attempt {
            val request = session.device.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW)
            request.addTarget(preview)
            request.addTarget(reader.surface)
            session.setRepeatingRequest(request.build(), null, handler)
            report(Event.CameraOpened)
        }
    }

    @Synchronized
    private fun lose() {
        if (!closed) report(Event.CameraLost)
    }

    /** A camera that another app takes, or a surface that goes, shows in one of these. */
    private inline fun attempt(action: () -> Unit) {
        try {
            action()
        } catch (_: CameraAccessException) {
            lose()
        } catch (_: SecurityException) {
            lose()
        } catch (_: IllegalStateException) {
            lose()
        } catch (_: IllegalArgumentException) {
            lose()
        }
    }

    private inner class Opening : CameraDevice.StateCallback() {
        override fun onOpened(camera: CameraDevice) = configure(camera)

        override fun onDisconnected(camera: CameraDevice) = lose()

        override fun onError(
            camera: CameraDevice,
            error: Int,
        ) = lose()
    }

    private inner class Configuring : CameraCaptureSession.StateCallback() {
        override fun onConfigured(session: CameraCaptureSession) = begin(session)

        override fun onConfigureFailed(session: CameraCaptureSession) = lose()
    }
}
