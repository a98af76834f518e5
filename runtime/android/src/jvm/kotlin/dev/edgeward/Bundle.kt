package dev.edgeward

import dev.edgeward.core.allocate
import dev.edgeward.core.at
import java.io.File
import java.io.IOException
import java.io.InputStream
import java.nio.ByteBuffer
import java.security.MessageDigest

/** Where the files of a bundle lie: a folder, an app's assets, or anything else that opens them. */
fun interface Bundle {
    /**
     * Opens a file of the bundle.
     *
     * @param name of the file, without a folder.
     * @throws IOException there is no such file.
     */
    @Throws(IOException::class)
    fun open(name: String): InputStream
}

/** The bundle in a folder, as `edgeward export` writes it. */
class FolderBundle(
    private val folder: File,
) : Bundle {
    override fun open(name: String): InputStream = File(folder, name).inputStream()
}

/** Reads the manifest of a bundle. */
internal fun Bundle.manifest(): Manifest = parseManifest(bytes(MANIFEST).decodeToString())

/** Reads a file of a bundle into direct memory, and checks it. */
internal fun Bundle.read(artifact: Artifact): ByteBuffer {
    val found = bytes(artifact.path)
    val digest = MessageDigest.getInstance("SHA-256").digest(found)
    val sha256 = digest.joinToString("") { "%02x".format(it) }
    if (sha256 != artifact.sha256) {
        throw BadBundleException(
            "Expected ${artifact.path} with sha256 ${artifact.sha256.take(12)}…, got " +
                "${sha256.take(12)}…: the file was altered or cut short; copy the bundle again.",
        )
    }
    return allocate(found.size.toLong()).put(found).at(0)
}

private fun Bundle.bytes(name: String): ByteArray =
    try {
        open(name).use { it.readBytes() }
    } catch (error: IOException) {
        throw BadBundleException(
            "Expected $name in the bundle, got ${error.message}; copy the whole folder that " +
                "edgeward export wrote.",
            error,
        )
    }
