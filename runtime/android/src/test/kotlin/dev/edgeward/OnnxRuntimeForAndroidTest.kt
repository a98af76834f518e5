package dev.edgeward

import ai.onnxruntime.OrtEnvironment
import ai.onnxruntime.OrtProvider
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test

/** Tells ONNX Runtime's library for Android from those for other systems. */
@Tag("android")
class OnnxRuntimeForAndroidTest {
    @Test
    fun itHasNnapi() {
        val providers = OrtEnvironment.getAvailableProviders()
        assertTrue(OrtProvider.NNAPI in providers) { "$providers" }
    }
}
