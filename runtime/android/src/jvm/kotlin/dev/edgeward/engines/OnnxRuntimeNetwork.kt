package dev.edgeward.engines

import ai.onnxruntime.OnnxJavaType
import ai.onnxruntime.OnnxTensor
import ai.onnxruntime.OrtEnvironment
import ai.onnxruntime.OrtSession
import dev.edgeward.Engine
import java.nio.ByteBuffer

/** A file in ONNX Runtime. */
internal class OnnxRuntimeNetwork(
    model: ByteBuffer,
    private val path: String,
    threads: Int,
) : Network {
    private val environment = OrtEnvironment.getEnvironment()
    private val session: OrtSession =
        Engine.ONNX_RUNTIME.explained("load", path) {
            OrtSession.SessionOptions().use { options ->
                options.setIntraOpNumThreads(threads)
                environment.createSession(model, options)
            }
        }

    override fun run(
        input: Tensor,
        outputs: Map<String, Tensor>,
    ) = Engine.ONNX_RUNTIME.explained("run", path) {
        val pinned = LinkedHashMap<String, OnnxTensor>()
        try {
            outputs.forEach { (name, output) -> pinned[name] = tensor(output) }
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
}
