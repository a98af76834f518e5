package dev.edgeward

import org.json.JSONArray
import org.json.JSONException
import org.json.JSONObject

internal const val MANIFEST = "manifest.json"

private const val SCHEMA_VERSION = 2

/** The version of the rule that turns a grid into pixels, as edgeward.h states it. */
private const val SAMPLING_CONTRACT = 1

/**
 * A class.
 *
 * @property name as people say it.
 * @property red of its colour, 0 to 255; [green] and [blue] likewise. Black leaves the photo clear.
 */
data class ClassInfo(
    val name: String,
    val red: Int,
    val green: Int,
    val blue: Int,
)

/**
 * What an app has to know of a bundle; `manifest.schema.json` has every field.
 *
 * @property name of the model.
 * @property adaptive false for the uniform baseline, which has no sampler.
 * @property thumbnailSize pixels that the sampler looks at, null for the baseline.
 * @property gridSize points of the sampler's grid.
 * @property sampleSize pixels that are segmented.
 * @property classes in the order of the scores.
 * @property licence of the weights, which is not the code's.
 */
class Manifest internal constructor(
    val name: String,
    val adaptive: Boolean,
    val thumbnailSize: Size?,
    val gridSize: Size,
    val sampleSize: Size,
    val classes: List<ClassInfo>,
    val licence: String,
    internal val files: List<Artifact>,
)

/**
 * A file of a bundle.
 *
 * @property format `onnx`, `tflite` or one that no engine here runs.
 * @property form `baked`, `sampler` or `segmenter`.
 * @property precision `fp32`, `fp16` or `int8`.
 * @property imageSize the only one that a baked file takes, null where any will do.
 * @property channelsLast the order of the axes of its scores.
 * @property bytes its size.
 */
internal data class Artifact(
    val path: String,
    val format: String,
    val form: String,
    val precision: String,
    val imageSize: Size?,
    val channelsLast: Boolean,
    val sha256: String,
    val bytes: Long,
)

/**
 * Reads a manifest.
 *
 * @throws BadBundleException it is not JSON, of another version, or lacks a field.
 */
internal fun parseManifest(text: String): Manifest =
    try {
        val json = JSONObject(text)
        requireVersion(json, "schema_version", SCHEMA_VERSION)
        requireVersion(json, "sampling_contract", SAMPLING_CONTRACT)
        json.toManifest()
    } catch (error: JSONException) {
        throw unreadable(error)
    } catch (error: BadInputException) {
        throw unreadable(error)
    }

private fun unreadable(error: Exception) =
    BadBundleException(
        "Expected $MANIFEST as edgeward export writes it, got ${error.message}; export the " +
            "bundle again.",
        error,
    )

private fun requireVersion(
    json: JSONObject,
    key: String,
    version: Int,
) {
    val found = json.getInt(key)
    if (found != version) {
        throw BadBundleException(
            "Expected $key $version in $MANIFEST, got $found; export the bundle again, or update " +
                "edgeward.",
        )
    }
}

private fun JSONObject.toManifest() =
    Manifest(
        name = getString("name"),
        adaptive = getWord("sampling", "adaptive", "uniform") == "adaptive",
        thumbnailSize = optSize("thumbnail_size"),
        gridSize = getJSONArray("grid_size").toSize(),
        sampleSize = getJSONArray("sample_size").toSize(),
        classes = getJSONArray("classes").objects().map { it.toClassInfo() },
        licence = getString("licence"),
        files = getJSONArray("files").objects().map { it.toArtifact() },
    )

private fun JSONObject.toClassInfo(): ClassInfo {
    val colour = getJSONArray("colour")
    val (red, green, blue) =
        List(3) { channel ->
            colour.getInt(channel).also {
                if (it !in 0..255) throw JSONException("a colour of $it instead of 0 to 255")
            }
        }
    return ClassInfo(getString("name"), red, green, blue)
}

private fun JSONObject.toArtifact(): Artifact {
    val path = getString("path")
    if ('/' in path || '\\' in path) {
        throw BadBundleException("Expected a file name in $MANIFEST, got $path; export it again.")
    }
    return Artifact(
        path = path,
        format = getString("format"),
        form = getWord("form", "baked", "sampler", "segmenter"),
        precision = getWord("precision", "fp32", "fp16", "int8"),
        imageSize = optSize("image_size"),
        channelsLast = !isNull("scores_layout") && getWord("scores_layout", "HWC", "CHW") == "HWC",
        sha256 = getString("sha256"),
        bytes = getLong("bytes"),
    )
}

private fun JSONObject.getWord(
    key: String,
    vararg words: String,
): String {
    val word = getString(key)
    if (word !in words) throw JSONException("$key $word instead of ${words.joinToString()}")
    return word
}

private fun JSONObject.optSize(key: String): Size? =
    if (isNull(key)) {
        null
    } else {
        getJSONArray(key)
            .toSize()
    }

private fun JSONArray.toSize() = Size(getInt(0), getInt(1))

private fun JSONArray.objects(): List<JSONObject> = List(length()) { getJSONObject(it) }
