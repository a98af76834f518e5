package dev.edgeward.stages

import dev.edgeward.Artifact
import dev.edgeward.BadInputException
import dev.edgeward.Engine
import dev.edgeward.Manifest

private val PRECISIONS = listOf("fp32", "fp16", "int8")

/**
 * The files of a bundle that are run.
 *
 * @property main gives the scores: a segmenter, or a baked file.
 * @property sampler null in the uniform baseline, and beside a baked file.
 */
internal data class Choice(
    val engine: Engine,
    val main: Artifact,
    val sampler: Artifact?,
) {
    val baked: Boolean get() = main.form == "baked"
    val precision: Int get() = PRECISIONS.indexOf(main.precision)
}

/**
 * Picks the files to run: split before baked, which takes a copy of the picture, then the most
 * precise.
 *
 * @param engine null for the first of [Engine] that the bundle has files for.
 * @throws BadInputException the bundle has none.
 */
internal fun Manifest.choose(engine: Engine?): Choice =
    files
        .mapNotNull { choice(it) }
        .filter { engine == null || it.engine == engine }
        .minWithOrNull(compareBy({ it.engine }, { it.baked }, { it.precision }))
        ?: throw BadInputException(
            "Expected files for ${engine ?: Engine.entries.joinToString(" or ")} in the bundle " +
                "$name, got ${files.joinToString { it.path }}; export it with --format " +
                "${(engine ?: Engine.ONNX_RUNTIME).format}.",
        )

private fun Manifest.choice(main: Artifact): Choice? {
    val engine = Engine.entries.find { it.format == main.format } ?: return null
    if (main.form == "baked") return Choice(engine, main, null)
    val sampler = samplerOf(main)
    val complete = main.form == "segmenter" && (sampler != null || !adaptive)
    return if (complete) Choice(engine, main, sampler) else null
}

/** The sampler of int8 files is float32. */
private fun Manifest.samplerOf(main: Artifact): Artifact? {
    val precision = if (main.precision == "int8") "fp32" else main.precision
    return files.find {
        it.form == "sampler" && it.format == main.format && it.precision == precision
    }
}
