package dev.edgeward.demo

private const val FRAMES = 20

/** What takes time, in the order in which it is shown, as the library's timings name it. */
enum class Stage(
    val key: String,
) {
    THUMBNAIL("thumbnail"),
    SAMPLER("sampler"),
    SAMPLE("sample"),
    SEGMENTER("segmenter"),
    COPY("copy"),
    NETWORK("network"),
    INTERPOLATE("interpolate"),
    TOTAL("total"),
}

/** Milliseconds of the last frames' stages. */
data class Timings(
    private val frames: List<Map<String, Double>> = emptyList(),
) {
    /** Adds a frame and forgets the oldest. */
    operator fun plus(frame: Map<String, Double>) =
        Timings((frames + listOf(frame)).takeLast(FRAMES))

    /**
     * Mean milliseconds of every stage that ran at all. Where a frame left it out it counts as 0, so
     * the means of the stages add up to that of the total.
     */
    fun means(): Map<Stage, Double> =
        Stage.entries
            .filter { stage -> frames.any { stage.key in it } }
            .associateWith { stage -> frames.sumOf { it[stage.key] ?: 0.0 } / frames.size }
}
