package dev.edgeward.stages

/** Milliseconds of one stage after the other. */
internal class Clock {
    private var last = System.nanoTime()
    private val laps = LinkedHashMap<String, Double>()

    /** Ends a stage. */
    fun lap(stage: String) {
        val now = System.nanoTime()
        laps[stage] = (now - last) / 1e6
        last = now
    }

    fun timings(): Map<String, Double> = laps
}
