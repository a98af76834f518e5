package dev.edgeward.engines

import dev.edgeward.Engine
import dev.edgeward.EngineException
import dev.edgeward.core.allocate
import java.nio.ByteBuffer

/** Type of a tensor's numbers. */
internal enum class Type(
    val bytes: Int,
) {
    UINT8(1),
    INT32(4),
    FLOAT32(4),
}

/** Numbers in direct memory, whose owner is whoever allocated them. */
internal class Tensor(
    val data: ByteBuffer,
    val type: Type,
    vararg val shape: Int,
) {
    val longShape: LongArray get() = LongArray(shape.size) { shape[it].toLong() }

    companion object {
        fun of(
            type: Type,
            vararg shape: Int,
        ): Tensor {
            val bytes = shape.fold(type.bytes.toLong()) { product, side -> product * side }
            return Tensor(allocate(bytes), type, *shape)
        }
    }
}

/** An exported file in an engine. */
internal interface Network : AutoCloseable {
    /**
     * Runs the file.
     *
     * @param input uint8 (H, W, 3), its only input.
     * @param outputs by name, which it writes.
     * @throws EngineException the engine cannot run it so.
     */
    fun run(
        input: Tensor,
        outputs: Map<String, Tensor>,
    )
}

/**
 * Opens a file in an engine.
 *
 * @param model the file's bytes, direct.
 * @param path its name in the bundle, for messages.
 * @throws EngineException the engine is not in the app, or cannot load the file.
 */
internal fun openNetwork(
    engine: Engine,
    model: ByteBuffer,
    path: String,
    threads: Int,
): Network =
    try {
        when (engine) {
            Engine.ONNX_RUNTIME -> OnnxRuntimeNetwork(model, path, threads)
            Engine.TFLITE -> TfliteNetwork(model, path, threads)
        }
    } catch (error: LinkageError) {
        throw EngineException(
            "Expected the library of $engine in the app, got ${error.message}; add it as a " +
                "dependency, or choose another engine.",
            error,
        )
    }

/** Calls an engine, whose own exceptions have no other base in common. */
internal inline fun <T> Engine.explained(
    verb: String,
    path: String,
    action: () -> T,
): T =
    try {
        action()
    } catch (error: Exception) {
        throw EngineException("$this cannot $verb $path: ${error.message}", error)
    }
