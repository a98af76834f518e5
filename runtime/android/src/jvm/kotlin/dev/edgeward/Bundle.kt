package dev.edgeward

import dev.edgeward.core.allocate
import dev.edgeward.core.at
import java.io.File
import java.io.IOException
import java.io.InputStream
import java.nio.ByteBuffer
import java.nio.channels.Channels
import java.nio.channels.ReadableByteChannel
import java.security.DigestInputStream
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
    @Throws(IOException::class)
    override fun open(name: String): InputStream = File(folder, name).inputStream()
}

/** Reads the manifest of a bundle. */
internal fun Bundle.manifest(): Manifest =
    parseManifest(opened(MANIFEST) { it.readBytes().decodeToString() })

/** Reads a file of a bundle into direct memory, and checks it. */
internal fun Bundle.read(artifact: Artifact): ByteBuffer {
    val digest = MessageDigest.getInstance("SHA-256")
    val bytes = allocate(artifact.bytes)
    opened(artifact.path) { Channels.newChannel(DigestInputStream(it, digest)).readInto(bytes) }
    val sha256 = digest.digest().joinToString("") { "%02x".format(it) }
    if (sha256 != artifact.sha256) {
        throw BadBundleException(
            "Expected ${artifact.path} with sha256 ${artifact.sha256.take(12)}…, got " +
                "${sha256.take(12)}…: the file was altered or cut short; copy the bundle again.",
        )
    }
    return bytes.at(0)
}

/** Fills memory; a longer file shows in the digest, by the bytes that are read beyond. */
private fun ReadableByteChannel.readInto(bytes: ByteBuffer) {
    var count = 0
    while (bytes.hasRemaining() && count >= 0) count = read(bytes)
    read(ByteBuffer.allocate(1))
}

private fun <T> Bundle.opened(
    name: String,
    use: (InputStream) -> T,
): T =
    try {
        open(name).use(use)
    } catch (error: IOException) {
        throw BadBundleException(
            "Expected $name in the bundle, got ${error.message}; copy the whole folder that " +
                "edgeward export wrote.",
            error,
        )
    }
