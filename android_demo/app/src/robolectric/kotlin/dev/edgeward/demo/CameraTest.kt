package dev.edgeward.demo

import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraManager
import android.view.Surface
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Before
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import java.util.concurrent.BlockingQueue
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit

/** A camera from its opening to its closing. Off a device it has no frames: see [WorkTest]. */
class CameraTest : PhoneTest() {
    private val events: BlockingQueue<Event> = LinkedBlockingQueue()
    private val worker = LatestFrame()
    private val surface = Surface(SurfaceTexture(0))
    private val manager: CameraManager get() = cameras()

    @Before
    fun aPhoneWithACamera() = addCamera("0")

    @After
    fun closeWorker() = worker.close()

    private fun open(lens: Lens = checkNotNull(manager.chooseLens())) =
        Camera(manager, lens, surface, worker, { Job({}, it::close) }) { events += it }

    private fun next(): Event = checkNotNull(events.poll(20, TimeUnit.SECONDS))

    @Test
    fun itSaysThatItIsOpen() {
        val camera = open()
        assertEquals(Event.CameraOpened, next())
        camera.close()
        camera.close()
        assertNull(events.poll())
    }

    @Test
    fun itSaysThatItWasLost() {
        open().use {
            next()
            shadowOf(manager).triggerDisconnect()
            assertEquals(Event.CameraLost, next())
        }
    }

    @Test
    fun aCameraThatIsGoneWasLost() {
        val lens = checkNotNull(manager.chooseLens())
        shadowOf(manager).removeCamera("0")
        open(lens).use {
            assertEquals(Event.CameraLost, next())
        }
    }
}
