package dev.edgeward.demo

import android.content.ContentProvider
import android.content.ContentValues
import android.content.Context
import android.database.Cursor
import android.database.MatrixCursor
import android.net.Uri
import android.os.ParcelFileDescriptor
import android.provider.OpenableColumns
import java.io.File
import java.io.FileNotFoundException

/** Lets other apps read the results that were shared with them, and nothing else. */
class ResultProvider : ContentProvider() {
    override fun onCreate(): Boolean = true

    override fun getType(uri: Uri): String = MIME_TYPE

    override fun query(
        uri: Uri,
        projection: Array<out String>?,
        selection: String?,
        selectionArgs: Array<out String>?,
        sortOrder: String?,
    ): Cursor {
        val file = file(uri)
        val values =
            mapOf(OpenableColumns.DISPLAY_NAME to file.name, OpenableColumns.SIZE to file.length())
        val columns = (projection?.toList() ?: values.keys.toList()).filter { it in values }
        return MatrixCursor(columns.toTypedArray()).apply { addRow(columns.map { values[it] }) }
    }

    /** Opens a result, to be read alone. */
    @Throws(FileNotFoundException::class)
    override fun openFile(
        uri: Uri,
        mode: String,
    ): ParcelFileDescriptor {
        if (mode != "r") throw FileNotFoundException("Expected mode r for $uri, got $mode.")
        return ParcelFileDescriptor.open(file(uri), ParcelFileDescriptor.MODE_READ_ONLY)
    }

    override fun insert(
        uri: Uri,
        values: ContentValues?,
    ): Uri? = null

    override fun update(
        uri: Uri,
        values: ContentValues?,
        selection: String?,
        selectionArgs: Array<out String>?,
    ): Int = 0

    override fun delete(
        uri: Uri,
        selection: String?,
        selectionArgs: Array<out String>?,
    ): Int = 0

    /** An address names one of the folder's files, and so none outside of it. */
    private fun file(uri: Uri): File {
        val results = resultFolder(checkNotNull(context)).listFiles().orEmpty()
        return results.find { it.name == uri.lastPathSegment }
            ?: throw FileNotFoundException("Expected a shared result, got $uri.")
    }

    companion object {
        /** As in the manifest. */
        const val AUTHORITY = "dev.edgeward.demo.results"
        const val MIME_TYPE = "image/png"

        /** Where results to share lie. */
        fun resultFolder(context: Context) = File(context.cacheDir, "results")

        fun address(result: File): Uri = Uri.parse("content://$AUTHORITY/${result.name}")
    }
}
