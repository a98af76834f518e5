package dev.edgeward.demo

import android.annotation.TargetApi
import android.content.ContentResolver
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.ColorSpace
import android.graphics.ImageDecoder
import android.graphics.Matrix
import android.media.ExifInterface
import android.net.Uri
import android.os.Build
import dev.edgeward.Size
import java.io.IOException
import java.io.InputStream

// What most phones' GPUs draw.
private const val LONGEST = 4096

/** Pictures from the gallery, upright, in sRGB and ARGB_8888. For one thread. */
internal class Pictures(
    private val resolver: ContentResolver,
) {
    private var last: Pair<String, Bitmap>? = null

    /**
     * Reads a picture, or takes the last one again.
     *
     * @throws IOException it is gone, not a picture, or not for this app any more.
     */
    @Throws(IOException::class)
    fun read(address: String): Bitmap {
        last?.let { (known, picture) -> if (known == address) return picture }
        val uri = Uri.parse(address)
        val decoded =
            try {
                if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) decode(uri) else decodeOld(uri)
            } catch (error: RuntimeException) {
                // The provider is another app's, and may throw whatever a Binder carries.
                throw IOException(error)
            }
        return decoded.inArgb().also { last = address to it }
    }

    /** Frees the last picture. */
    fun forget() {
        last = null
    }

    @TargetApi(Build.VERSION_CODES.P)
    private fun decode(uri: Uri): Bitmap =
        ImageDecoder.decodeBitmap(ImageDecoder.createSource(resolver, uri)) { decoder, info, _ ->
            val size = bounded(Size(info.size.height, info.size.width), LONGEST)
            decoder.setTargetSize(size.width, size.height)
            decoder.setTargetColorSpace(ColorSpace.get(ColorSpace.Named.SRGB))
            // The library reads pixels, which a bitmap on the GPU does not let it.
            decoder.allocator = ImageDecoder.ALLOCATOR_SOFTWARE
        }

    private fun decodeOld(uri: Uri): Bitmap {
        val bounds = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        open(uri) { BitmapFactory.decodeStream(it, null, bounds) }
        val options =
            BitmapFactory.Options().apply {
                inSampleSize = divisor(maxOf(bounds.outHeight, bounds.outWidth))
                inPreferredColorSpace = ColorSpace.get(ColorSpace.Named.SRGB)
            }
        val picture =
            open(uri) { BitmapFactory.decodeStream(it, null, options) }
                ?: throw IOException("Expected a picture at $uri, got something else.")
        val exif = open(uri) { ExifInterface(it) }
        return picture.turned(exif.getAttributeInt(ExifInterface.TAG_ORIENTATION, 0))
    }

    private fun <T> open(
        uri: Uri,
        read: (InputStream) -> T,
    ): T =
        resolver.openInputStream(uri)?.use(read)
            ?: throw IOException("Expected a stream from $uri, got none.")
}

/** The power of two, which decoders take, that makes a side at most [LONGEST]. */
private fun divisor(side: Int): Int = generateSequence(1) { it * 2 }.first { side / it <= LONGEST }

/** Turns a picture upright as its EXIF orientation, 1 to 8, says. */
private fun Bitmap.turned(orientation: Int): Bitmap {
    val matrix = Matrix()
    when (orientation) {
        ExifInterface.ORIENTATION_ROTATE_90, ExifInterface.ORIENTATION_TRANSPOSE -> {
            matrix.setRotate(90f)
        }

        ExifInterface.ORIENTATION_ROTATE_180, ExifInterface.ORIENTATION_FLIP_VERTICAL -> {
            matrix.setRotate(180f)
        }

        ExifInterface.ORIENTATION_ROTATE_270, ExifInterface.ORIENTATION_TRANSVERSE -> {
            matrix.setRotate(270f)
        }
    }
    if (orientation in MIRRORED) matrix.postScale(-1f, 1f)
    return Bitmap.createBitmap(this, 0, 0, width, height, matrix, true)
}

/** Orientations that are mirrored left to right once turned. */
private val MIRRORED =
    listOf(
        ExifInterface.ORIENTATION_FLIP_HORIZONTAL,
        ExifInterface.ORIENTATION_FLIP_VERTICAL,
        ExifInterface.ORIENTATION_TRANSPOSE,
        ExifInterface.ORIENTATION_TRANSVERSE,
    )

/** Pictures of more than 8 bits a channel are decoded to wider pixels. */
private fun Bitmap.inArgb(): Bitmap =
    if (config == Bitmap.Config.ARGB_8888) {
        this
    } else {
        copy(Bitmap.Config.ARGB_8888, false) ?: throw IOException("Expected memory for a picture.")
    }
