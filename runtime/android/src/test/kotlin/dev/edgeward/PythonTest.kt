package dev.edgeward

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import java.io.File
import java.nio.ByteBuffer
import kotlin.math.abs

/** The same bundle finds the same in the same photo, here and in Python. */
class PythonTest {
    @ParameterizedTest
    @CsvSource("person", "person-uniform", "street", "person-fp16", "person-baked")
    fun labelsAreThoseOfPython(name: String) = compare(name, name, Cases.frame)

    @ParameterizedTest
    @CsvSource("0", "90", "180", "270")
    fun nv12IsReadWithoutConversion(rotation: Int) {
        val frame = YuvFrame.nv12(Cases.bytes("photo.y"), Cases.bytes("photo.uv"), Cases.size)
        compare("person", "nv12-$rotation", frame, rotation)
    }

    private fun compare(
        bundle: String,
        expected: String,
        frame: Frame,
        rotation: Int = 0,
    ) {
        Segmenter.create(Cases.bundle(bundle), Options(threads = 2)).use { segmenter ->
            val found = segmenter.segment(frame, rotation)
            val labels = found.labels()
            val share = differing(Cases.bytes("$expected.labels"), labels)
            println("$expected: $share of the pixels differ from Python's; ${found.timings}")
            assertTrue(share <= Tolerance.of(bundle)) { "$share of the pixels differ" }
            val moved = moved(Cases.bytes("$expected.points"), found.points.data)
            println("$expected: a point is at most $moved pixels from Python's")
            assertTrue(moved <= Tolerance.movedOf(bundle)) { "a point moved by $moved pixels" }
            keep(expected, found)
        }
    }

    /** Largest distance of two points along a side, in pixels. */
    private fun moved(
        one: ByteBuffer,
        other: ByteBuffer,
    ): Int =
        (0 until one.remaining() step Int.SIZE_BYTES).maxOf {
            abs(one.getInt(it) - other.getInt(it))
        }

    /** So that Python can draw the same scores, which must give the same bytes. */
    private fun keep(
        name: String,
        found: Segmentation,
    ) {
        val folder = File(System.getProperty("edgeward.found") ?: return)
        val outputs =
            mapOf(
                "points" to found.points.data,
                "scores" to found.scores.data,
                "labels" to found.labels(),
                "mask" to found.mask(1),
                "confidence" to found.confidence(),
                "overlay" to found.overlay(),
                "small" to found.labels(Size(97, 61)),
            )
        for ((output, bytes) in outputs) File(folder, "$name.$output").writeBytes(array(bytes))
        assertEquals(97 * 61, outputs.getValue("small").remaining())
    }

    private fun array(bytes: ByteBuffer) =
        ByteArray(bytes.remaining()).also { bytes.duplicate().get(it) }
}
