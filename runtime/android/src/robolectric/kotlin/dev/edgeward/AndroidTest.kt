package dev.edgeward

import android.content.res.AssetManager
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import java.nio.ByteBuffer

/**
 * What tests with Android's own classes share: the demo app's assets and the bundled photo.
 *
 * All have one SDK level and the same shadows, since a second sandbox could not load the native
 * libraries again.
 */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35])
@GraphicsMode(GraphicsMode.Mode.NATIVE)
abstract class AndroidTest {
    internal val assets: AssetManager get() = RuntimeEnvironment.getApplication().assets

    /** An astronaut, cut so that its sides are odd and differ. */
    internal val photo: Bitmap by lazy {
        val whole = BitmapFactory.decodeFile(System.getProperty("edgeward.photo"))
        Bitmap.createBitmap(whole, 0, 0, 451, 509)
    }
    internal val size: Size get() = Size(photo.height, photo.width)

    internal fun open(): Segmenter = Segmenter.create(AssetBundle(assets, "person-64"))
}

internal fun direct(bytes: ByteArray): ByteBuffer =
    ByteBuffer.allocateDirect(bytes.size).put(bytes).also { it.rewind() }

/** Pixels as apps see them, 0xAARRGGBB, row after row. */
internal fun Bitmap.argb(): IntArray =
    IntArray(height * width).also { getPixels(it, 0, width, 0, 0, width, height) }
