package dev.edgeward.demo

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

class TimingsTest {
    private fun timings(vararg frames: Map<String, Double>) =
        frames.fold(Timings()) { all, frame -> all + frame }

    @Test
    fun nothingHasNoMeans() = assertEquals(emptyMap<Stage, Double>(), Timings().means())

    /** A video's sampler looks at some frames alone. */
    @Test
    fun whatAFrameLeavesOutCountsAsNothing() {
        val means =
            timings(
                mapOf("sampler" to 6.0, "segmenter" to 3.0, "total" to 9.0),
                mapOf("segmenter" to 5.0, "total" to 5.0),
            ).means()
        val expected = mapOf(Stage.SAMPLER to 3.0, Stage.SEGMENTER to 4.0, Stage.TOTAL to 7.0)
        assertEquals(expected, means)
    }

    @Test
    fun stagesComeInTheOrderInWhichTheyRun() {
        val all = Stage.entries.reversed().associate { it.key to 1.0 }
        assertEquals(Stage.entries, timings(all).means().keys.toList())
    }

    @Test
    fun stagesThatNobodyKnowsAreLeftOut() =
        assertEquals(
            setOf(Stage.TOTAL),
            timings(mapOf("warm-up" to 1.0, "total" to 1.0))
                .means()
                .keys,
        )

    @Test
    fun theLast20FramesCount() {
        val frames = List(25) { mapOf("total" to it.toDouble()) }
        val means = timings(*frames.toTypedArray()).means()
        assertEquals((5..24).average(), means.getValue(Stage.TOTAL), 1e-12)
    }

    @Test
    fun addingLeavesTheOldTimingsAlone() {
        val before = timings(mapOf("total" to 1.0))
        before + mapOf("total" to 3.0)
        assertEquals(mapOf(Stage.TOTAL to 1.0), before.means())
    }
}
