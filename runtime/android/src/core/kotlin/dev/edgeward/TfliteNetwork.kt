package dev.edgeward

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
        explained("load") { Interpreter(model, Interpreter.Options().setNumThreads(threads)) }

    override fun run(
        input: Tensor,
        outputs: Map<String, Tensor>,
    ) = explained("run") {
        interpreter.runSignature(
            mapOf(interpreter.getSignatureInputs(SIGNATURE).first() to input.data.from(0)),
            outputs.mapValues { it.value.data.from(0) },
            SIGNATURE,
        )
    }

    override fun close() = interpreter.close()

    /** Its errors are these two unchecked exceptions. */
    private inline fun <T> explained(
        verb: String,
        action: () -> T,
    ): T =
        try {
            action()
        } catch (error: IllegalArgumentException) {
            throw EngineException("TensorFlow Lite cannot $verb $path: ${error.message}", error)
        } catch (error: IllegalStateException) {
            throw EngineException("TensorFlow Lite cannot $verb $path: ${error.message}", error)
        }
}
