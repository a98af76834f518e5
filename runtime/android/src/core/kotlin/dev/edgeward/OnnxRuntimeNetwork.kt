package dev.edgeward

import ai.onnxruntime.OnnxJavaType
import ai.onnxruntime.OnnxTensor
import ai.onnxruntime.OrtEnvironment
import ai.onnxruntime.OrtException
import ai.onnxruntime.OrtSession
import java.nio.ByteBuffer

/** A file in ONNX Runtime. */
internal class OnnxRuntimeNetwork(
    model: ByteBuffer,
    private val path: String,
    threads: Int,
) : Network {
    private val environment = OrtEnvironment.getEnvironment()
    private val session: OrtSession =
        explained("load") {
            OrtSession.SessionOptions().use { options ->
                options.setIntraOpNumThreads(threads)
                environment.createSession(model, options)
            }
        }

    override fun run(
        input: Tensor,
        outputs: Map<String, Tensor>,
    ) = explained("run") {
        val pinned = outputs.mapValues { tensor(it.value) }
        try {
            tensor(input).use {
                session.run(mapOf(session.inputNames.first() to it), pinned).close()
            }
        } finally {
            pinned.values.forEach { it.close() }
        }
    }

    override fun close() = session.close()

    private fun tensor(tensor: Tensor): OnnxTensor =
        when (tensor.type) {
            Type.UINT8 -> {
                OnnxTensor
                    .createTensor(environment, tensor.data, tensor.longShape, OnnxJavaType.UINT8)
            }

            Type.INT32 -> {
                OnnxTensor.createTensor(environment, tensor.data.asIntBuffer(), tensor.longShape)
            }

            Type.FLOAT32 -> {
                OnnxTensor.createTensor(environment, tensor.data.asFloatBuffer(), tensor.longShape)
            }
        }

    private inline fun <T> explained(
        verb: String,
        action: () -> T,
    ): T =
        try {
            action()
        } catch (error: OrtException) {
            throw EngineException("ONNX Runtime cannot $verb $path: ${error.message}", error)
        }
}
