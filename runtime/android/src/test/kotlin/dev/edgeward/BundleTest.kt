package dev.edgeward

import dev.edgeward.stages.choose
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.ByteArrayInputStream
import java.io.IOException

/** Bundles say what they are, and a bad one is refused with what is wrong and what to do. */
class BundleTest {
    private val person = Cases.bundle("person")
    private val text = person.open(MANIFEST).use { it.readBytes().decodeToString() }

    @Test
    fun theManifestIsRead() {
        val manifest = Segmenter.create(person).use { it.manifest }
        assertEquals("person", manifest.name)
        assertEquals(true, manifest.adaptive)
        assertEquals(Size(128, 128), manifest.sampleSize)
        assertEquals(ClassInfo("person", 20, 140, 255), manifest.classes[1])
        assertEquals(false, Cases.bundle("person-uniform").manifest().adaptive)
    }

    @Test
    fun alteredFilesAreRefused() =
        refused("sha256") { name ->
            val bytes = person.open(name).use { it.readBytes() }
            if (name == "segmenter.onnx") bytes[bytes.size / 2]++
            ByteArrayInputStream(bytes)
        }

    @Test
    fun missingFilesAreRefused() =
        refused("sampler.onnx") { name ->
            if (name == "sampler.onnx") throw IOException("no such file: $name")
            person.open(name)
        }

    @Test
    fun emptyFoldersAreRefused() = refused(MANIFEST) { throw IOException("empty") }

    @Test
    fun otherVersionsAreRefused() =
        edited("\"schema_version\": 2", "\"schema_version\": 3", "got 3")

    @Test
    fun otherSamplingContractsAreRefused() =
        edited("\"sampling_contract\": 1", "\"sampling_contract\": 2", "got 2")

    @Test
    fun missingFieldsAreRefused() = edited("\"sample_size\"", "\"samples\"", "sample_size")

    @Test
    fun sizesBelowOneAreRefused() =
        refused(
            "1 to 32767",
            bundle(text.replaceFirst(Regex("\"grid_size\": \\[\\s*16"), "\"grid_size\": [0")),
        )

    @Test
    fun wordsThatNobodyKnowsAreRefused() {
        edited("\"adaptive\"", "\"clever\"", "clever")
        edited("\"fp32\"", "\"fp8\"", "fp8")
        edited("\"HWC\"", "\"NHWC\"", "NHWC")
    }

    @Test
    fun coloursBeyondABytesRangeAreRefused() {
        val bright = text.replaceFirst(Regex("255(?=\\s*\\])"), "300")
        check(bright != text)
        refused("300", bundle(bright))
    }

    @Test
    fun brokenJsonIsRefused() = edited("{", "", "export the bundle again")

    @Test
    fun filesOutsideTheBundleAreRefused() =
        edited("\"sampler.onnx\"", "\"../sampler.onnx\"", "../sampler.onnx")

    /** Its sha256 is right, but it is no network. */
    @Test
    fun whatTheEngineCannotLoadIsRefused() {
        val empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        val manifest = text.replace(Regex("(?<=\"sha256\": \")[0-9a-f]{64}"), empty)
        val error =
            assertThrows(EngineException::class.java) {
                Segmenter.create(replaced(manifest) { ByteArray(0) })
            }
        assertTrue("segmenter.onnx" in error.message.orEmpty()) { error.message }
    }

    @Test
    fun anEngineWithoutFilesIsRefused() {
        val error =
            assertThrows(BadInputException::class.java) {
                Segmenter.create(person, Options(engine = Engine.TFLITE))
            }
        assertTrue("--format tflite" in error.message.orEmpty()) { error.message }
    }

    @Test
    fun splitIsPreferredAndBakedIsRun() {
        assertEquals(
            "segmenter.onnx",
            person
                .manifest()
                .choose(null)
                .main.path,
        )
        assertEquals(
            true,
            Cases
                .bundle("person-baked")
                .manifest()
                .choose(null)
                .baked,
        )
    }

    /** int8 files have a float32 sampler, and of several precisions the best is taken. */
    @Test
    fun precisionsAreChosen() {
        fun file(
            form: String,
            precision: String,
        ) = Artifact("$form-$precision", "onnx", form, precision, null, true, "", 1)

        val manifest = person.manifest()

        fun choice(vararg files: Artifact) =
            Manifest(
                manifest.name, true, manifest.thumbnailSize, manifest.gridSize, manifest.sampleSize,
                manifest.classes, manifest.licence, files.toList(),
            ).choose(null)

        val int8 = file("segmenter", "int8")
        val half = arrayOf(file("sampler", "fp16"), file("segmenter", "fp16"))
        val full = file("sampler", "fp32")
        assertEquals(full, choice(half[0], full, int8).sampler)
        assertEquals(half[1], choice(int8, full, *half).main)
        assertEquals(true, choice(file("baked", "fp16"), half[0]).baked)
    }

    @Test
    fun optionsAreChecked() {
        assertThrows(BadInputException::class.java) { Options(threads = 0) }
        assertThrows(BadInputException::class.java) { Options(samplerIntervalMs = -1) }
    }

    private fun edited(
        old: String,
        new: String,
        word: String,
    ) {
        check(old in text)
        refused(word, bundle(text.replaceFirst(old, new)))
    }

    private fun bundle(manifest: String) =
        replaced(manifest) { name -> person.open(name).use { it.readBytes() } }

    private fun replaced(
        manifest: String,
        other: (String) -> ByteArray,
    ) = Bundle { name ->
        ByteArrayInputStream(if (name == MANIFEST) manifest.encodeToByteArray() else other(name))
    }

    private fun refused(
        word: String,
        bundle: Bundle,
    ) {
        val error = assertThrows(BadBundleException::class.java) { Segmenter.create(bundle) }
        assertTrue(word in error.message.orEmpty()) { error.message }
    }
}
