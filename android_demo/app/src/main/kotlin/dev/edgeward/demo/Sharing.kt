package dev.edgeward.demo

import android.content.ClipData
import android.content.Intent
import android.graphics.Bitmap
import android.graphics.Canvas
import android.net.Uri
import java.io.File
import java.io.IOException

/**
 * Copies a photo and lays an overlay of its size over it.
 *
 * @throws IOException there is no memory.
 */
@Throws(IOException::class)
internal fun laidOver(
    photo: Bitmap,
    overlay: Bitmap,
): Bitmap {
    val both =
        photo.copy(Bitmap.Config.ARGB_8888, true)
            ?: throw IOException("Expected memory for a copy.")
    Canvas(both).drawBitmap(overlay, 0f, 0f, null)
    return both
}

/**
 * Writes a picture as the only file of a folder.
 *
 * @throws IOException there is no room.
 */
@Throws(IOException::class)
internal fun writeResult(
    picture: Bitmap,
    folder: File,
): File {
    folder.mkdirs()
    folder.listFiles().orEmpty().forEach { it.delete() }
    // A name of its own, since apps remember pictures by their address.
    val file = File(folder, "edgeward-${System.currentTimeMillis()}.png")
    val written = file.outputStream().use { picture.compress(Bitmap.CompressFormat.PNG, 100, it) }
    if (!written) throw IOException("Expected a PNG in $file, got none; free some space.")
    return file
}

/** Lets the person choose an app for a picture. */
internal fun shareIntent(
    picture: Uri,
    title: CharSequence,
): Intent {
    val send =
        Intent(Intent.ACTION_SEND)
            .setType(ResultProvider.MIME_TYPE)
            .putExtra(Intent.EXTRA_STREAM, picture)
            .addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
    // The permission goes with the clip, and the clip through the chooser.
    send.clipData = ClipData.newRawUri(null, picture)
    return Intent.createChooser(send, title)
}
