package dev.edgeward.engines

import dev.edgeward.Engine
import dev.edgeward.Options
import dev.edgeward.core.from
import org.tensorflow.lite.Interpreter
import java.nio.ByteBuffer

private const val SIGNATURE = "serving_default"

/** A file in TensorFlow Lite, whose tensors are copied: its Java interface pins no outputs. */
internal class TfliteNetwork(
    model: ByteBuffer,
    private val path: String,
    threads: Int,
) : Network {
    private val interpreter =
        Engine.TFLITE.explained("load", path) {
            Interpreter(
                model,
                Interpreter
                    .Options()
                    .setNumThreads(threads),
            )
        }

    override fun run(
        input: Tensor,
        outputs: Map<String, Tensor>,
    ) = Engine.TFLITE.explained("run", path) {
        interpreter.runSignature(
            mapOf(interpreter.getSignatureInputs(SIGNATURE).first() to input.data.from(0)),
            outputs.mapValues { it.value.data.from(0) },
            SIGNATURE,
        )
    }

    override fun close() = interpreter.close()
}
