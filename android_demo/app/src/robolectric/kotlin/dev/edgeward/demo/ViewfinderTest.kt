package dev.edgeward.demo

import android.graphics.PixelFormat
import android.graphics.Rect
import android.graphics.SurfaceTexture
import android.view.Surface
import android.view.SurfaceHolder
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Before
import org.junit.Test
import java.lang.reflect.Proxy

/** The camera is open while there is a surface of its size to show it on. */
class ViewfinderTest : PhoneTest() {
    private val worker = LatestFrame()
    private val surface = Surface(SurfaceTexture(0))
    private val type = SurfaceHolder::class.java
    private var frame = Rect(0, 0, 100, 200)
    private var fixed = emptyList<Any?>()
    private val opened = mutableListOf<String>()

    /** A SurfaceView's holder, as far as it is used. */
    private val holder =
        Proxy.newProxyInstance(javaClass.classLoader, arrayOf(type)) { _, call, given ->
            when (call.name) {
                "getSurface" -> surface
                "getSurfaceFrame" -> frame
                "setFixedSize" -> Unit.also { fixed = given.toList() }
                else -> Unit
            }
        } as SurfaceHolder

    private val viewfinder by lazy { Viewfinder(holder, ::open) }
    private val lens by lazy { checkNotNull(cameras().chooseLens()) }

    @Before
    fun aPhoneWithACamera() = addCamera("0")

    @After
    fun close() {
        viewfinder.close()
        worker.close()
    }

    private fun open(
        lens: Lens,
        preview: Surface,
    ): Camera {
        opened += lens.id
        return Camera(cameras(), lens, preview, worker, { Job({}, it::close) }, {})
    }

    private fun change(
        width: Int,
        height: Int,
    ) = viewfinder.surfaceChanged(holder, PixelFormat.OPAQUE, width, height)

    @Test
    fun itWaitsForASurfaceOfItsSize() {
        viewfinder.open(lens)
        assertEquals(listOf<Any?>(1280, 720), fixed)
        change(100, 200)
        assertEquals(emptyList<String>(), opened)
        change(1280, 720)
        assertEquals(listOf("0"), opened)
    }

    @Test
    fun aSurfaceThatFitsAlreadyIsTaken() {
        frame = Rect(0, 0, 1280, 720)
        viewfinder.open(lens)
        change(1280, 720)
        assertEquals(listOf("0"), opened)
    }

    @Test
    fun itComesBackWithItsSurface() {
        viewfinder.open(lens)
        change(1280, 720)
        viewfinder.surfaceDestroyed(holder)
        change(1280, 720)
        assertEquals(listOf("0", "0"), opened)
    }

    @Test
    fun whatWasClosedMeanwhileIsNotOpened() {
        viewfinder.open(lens)
        viewfinder.close()
        change(1280, 720)
        assertEquals(emptyList<String>(), opened)
    }
}
