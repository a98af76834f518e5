package dev.edgeward.demo

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.net.Uri
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import java.io.File
import java.io.InputStream

/**
 * Another app's pictures. They come as streams: off a device, decoders cannot read from a file's
 * descriptor.
 */
internal object Gallery {
    private val file: File get() = File(checkNotNull(System.getProperty("edgeward.photo")))

    /** Offers the bundled photo of an astronaut. */
    fun astronaut(): Uri = offer("astronaut.jpg") { file.inputStream() }

    /** The same photo. */
    fun decoded(): Bitmap = BitmapFactory.decodeFile(file.path)

    /** Offers whatever a stream holds. */
    fun offer(
        name: String,
        open: () -> InputStream,
    ): Uri {
        val address = Uri.parse("content://gallery/$name")
        val resolver = RuntimeEnvironment.getApplication().contentResolver
        shadowOf(resolver).registerInputStreamSupplier(address, open)
        return address
    }
}
