package dev.edgeward

import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import java.io.ByteArrayInputStream

/** The same in TensorFlow Lite, whose libraries exist for Android alone. */
@Tag("android")
class TfliteTest {
    @Test
    fun labelsAreThoseOfPython() {
        val bundle = Cases.bundle("person-tflite")
        Segmenter.create(bundle, Options(engine = Engine.TFLITE)).use { segmenter ->
            val found = segmenter.segment(Cases.frame)
            val share = differing(Cases.bytes("person-tflite.labels"), found.labels())
            println("person-tflite: $share of the pixels differ from Python's; ${found.timings}")
            assertTrue(share <= Tolerance.of("person-tflite")) { "$share of the pixels differ" }
        }
    }

    @Test
    fun filesThatAreNoNetworkAreRefused() {
        val bundle = Cases.bundle("person-tflite")
        val empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        val manifest = bundle.open(MANIFEST).use { it.readBytes().decodeToString() }
        val broken = manifest.replace(Regex("(?<=\"sha256\": \")[0-9a-f]{64}"), empty)
        val hollow =
            Bundle { name ->
                val bytes = if (name == MANIFEST) broken.encodeToByteArray() else ByteArray(0)
                ByteArrayInputStream(bytes)
            }
        val error = assertThrows(EngineException::class.java) { Segmenter.create(hollow) }
        assertTrue("cannot load segmenter.tflite" in error.message.orEmpty()) { error.message }
    }
}
