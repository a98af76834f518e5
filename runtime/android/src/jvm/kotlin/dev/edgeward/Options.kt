package dev.edgeward

/**
 * What runs the networks.
 *
 * @property format of the files that it takes, as `edgeward export --format` calls it.
 */
enum class Engine(
    internal val format: String,
) {
    /** ONNX Runtime: `com.microsoft.onnxruntime:onnxruntime-android`. */
    ONNX_RUNTIME("onnx"),

    /** TensorFlow Lite: `org.tensorflow:tensorflow-lite`. */
    TFLITE("tflite"),
}

/**
 * How a [Segmenter] runs.
 *
 * @property threads for the networks and the interpolation; results do not depend on it.
 * @property engine null for the first that the bundle has files for, whether the app has it or not.
 * @property samplerIntervalMs in a video, how long a grid is kept before the sampler looks again;
 *   0 to look at every frame.
 * @throws BadInputException no thread, or a negative interval.
 */
data class Options
    @JvmOverloads
    constructor(
        val threads: Int = 2,
        val engine: Engine? = null,
        val samplerIntervalMs: Long = 200,
    ) {
        init {
            if (threads < 1 || samplerIntervalMs < 0) {
                throw BadInputException(
                    "Expected at least 1 thread and an interval of at least 0 ms, got $threads " +
                        "and $samplerIntervalMs.",
                )
            }
        }
    }
