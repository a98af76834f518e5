package dev.edgeward

import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test

/** Bundles are read from an app's assets. */
class AssetBundleTest : AndroidTest() {
    @Test
    fun filesAreThoseOfTheFolder() {
        val names = checkNotNull(assets.list("person-64")).toList()
        assertEquals(
            listOf("manifest.json", "sampler-fp16.onnx", "segmenter-fp16.onnx"),
            names
                .sorted(),
        )
        val bundle = AssetBundle(assets, "person-64")
        for (name in names) {
            val expected = assets.open("person-64/$name").use { it.readBytes() }
            assertTrue(name, expected.contentEquals(bundle.open(name).use { it.readBytes() }))
        }
    }

    @Test
    fun aBundleIsOpened() {
        for ((folder, adaptive) in listOf("person-64" to true, "person-uniform-64" to false)) {
            val manifest = Segmenter.create(AssetBundle(assets, folder)).use { it.manifest }
            assertEquals(Size(64, 64), manifest.sampleSize)
            assertEquals(adaptive, manifest.adaptive)
        }
    }

    @Test
    fun aFolderWithoutABundleIsRefused() {
        val error =
            assertThrows(BadBundleException::class.java) {
                Segmenter.create(AssetBundle(assets, "person-65"))
            }
        assertTrue(error.message, "manifest.json" in error.message.orEmpty())
    }
}
