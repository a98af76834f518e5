package dev.edgeward

import dev.edgeward.core.allocate
import org.junit.jupiter.api.Assumptions.assumeTrue
import java.io.File
import java.nio.ByteBuffer
import java.util.Properties

/** What Python wrote for these tests: a photo, bundles, and what Python finds with them. */
internal object Cases {
    private val folder: File by lazy {
        val path = System.getProperty("edgeward.cases")
        assumeTrue(path != null, "needs -Dedgeward.cases, the folder that make android-test writes")
        File(path)
    }

    /** The bundled photo, and what its width and height are. */
    val photo: ByteBuffer by lazy { bytes("photo.rgb") }

    val size: Size by lazy {
        val facts =
            Properties().apply {
                File(folder, "photo.properties").reader().use { load(it) }
            }
        Size(facts.getProperty("height").toInt(), facts.getProperty("width").toInt())
    }

    val frame: RgbFrame get() = RgbFrame(photo, size)

    fun bundle(name: String): Bundle = FolderBundle(File(folder, name))

    fun bytes(name: String): ByteBuffer {
        val found = File(folder, name).readBytes()
        return allocate(found.size.toLong()).put(found).also { it.rewind() }
    }
}

/**
 * How far results may be from Python's: not at all on the processor that Python ran on. Elsewhere an
 * engine rounds differently, pixels on a boundary turn, and points go to the neighbouring pixel.
 */
internal object Tolerance {
    /** Share of the pixels whose class may differ. */
    fun of(bundle: String): Double {
        val property = if ("fp16" in bundle) "edgeward.tolerance.fp16" else "edgeward.tolerance"
        return System.getProperty(property, "0").toDouble()
    }

    /** Pixels that a point may be off. */
    fun movedOf(bundle: String): Int = if (of(bundle) > 0) 1 else 0
}

/** Share of bytes that differ. */
internal fun differing(
    one: ByteBuffer,
    other: ByteBuffer,
): Double {
    check(one.remaining() == other.remaining()) { "${one.remaining()} and ${other.remaining()}" }
    return (0 until one.remaining()).count { one[it] != other[it] } / one.remaining().toDouble()
}

internal fun direct(vararg values: Int): ByteBuffer =
    allocate(values.size.toLong()).also { buffer ->
        values.forEach { buffer.put(it.toByte()) }
        buffer.rewind()
    }

internal fun floats(vararg values: Float): ByteBuffer =
    allocate(4L * values.size).also { it.asFloatBuffer().put(values) }

internal fun ints(vararg values: Int): ByteBuffer =
    allocate(4L * values.size).also { it.asIntBuffer().put(values) }
