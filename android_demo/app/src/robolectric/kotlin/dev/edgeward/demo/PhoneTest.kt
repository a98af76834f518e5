package dev.edgeward.demo

import android.content.pm.PackageManager
import org.junit.After
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

internal const val PORTRAIT = "w411dp-h891dp-port-xxhdpi"
internal const val LANDSCAPE = "w891dp-h411dp-land-xxhdpi"

/**
 * What tests of the screen share: a phone of the usual size, in English.
 *
 * All have one SDK level and the same shadows, since a second sandbox could not load the native
 * libraries again.
 */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = PORTRAIT)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
abstract class PhoneTest {
    private var opened: Phone? = null

    /** Starts the app. */
    internal fun start(): Phone = Phone().also { opened = it }

    /** Starts the app and picks the astronaut. */
    internal fun startWithPicture(): Phone =
        start().apply {
            pick(Gallery.astronaut())
            waitForResult()
        }

    internal fun giveCamera() = shadowOf(packages()).setSystemFeature(CAMERA, true)

    internal fun packages(): PackageManager = RuntimeEnvironment.getApplication().packageManager

    @After
    fun closeApp() {
        opened?.close()
    }

    private companion object {
        const val CAMERA = PackageManager.FEATURE_CAMERA_ANY
    }
}
