package dev.edgeward

import dev.edgeward.core.allocate
import dev.edgeward.core.at
import dev.edgeward.stages.Gaze
import dev.edgeward.stages.Upright
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

/** In a video the sampler looks when its last look is old, or the frames have changed shape. */
class GazeTest {
    private val frame = RgbFrame(allocate(3 * 6), Size(2, 3))

    private fun looks(
        intervalMs: Long,
        vararg frames: Pair<Long, Upright>,
    ): List<Boolean> {
        val gaze = Gaze(intervalMs)
        return frames.map { (timeMs, picture) ->
            var looked = false
            gaze.at(timeMs, picture) { null.also { looked = true } }
            looked
        }
    }

    @Test
    fun aLookIsKeptForTheInterval() {
        val picture = Upright(frame, 0)
        assertEquals(
            listOf(true, false, true, false),
            looks(100, 0L to picture, 99L to picture, 100L to picture, 150L to picture),
        )
    }

    @Test
    fun withoutAnIntervalItLooksAtEveryFrame() {
        val picture = Upright(frame, 0)
        assertEquals(listOf(true, true), looks(0, 1L to picture, 2L to picture))
    }

    @Test
    fun anotherRotationOrSizeIsLookedAt() {
        val taller = RgbFrame(allocate(3 * 9), Size(3, 3))
        assertEquals(
            listOf(true, true, true, false),
            looks(
                100, 0L to Upright(frame, 0), 1L to Upright(frame, 180),
                2L to Upright(taller, 180), 3L to Upright(taller, 180),
            ),
        )
    }

    @Test
    fun timeMustAdvance() {
        val picture = Upright(frame, 0)
        assertThrows(BadInputException::class.java) { looks(100, 5L to picture, 5L to picture) }
    }

    @Test
    fun aFailedLookIsNotKept() {
        val gaze = Gaze(100)
        val picture = Upright(frame, 0)
        assertThrows(IllegalStateException::class.java) {
            gaze.at(0, picture) { error("no network") }
        }
        var looked = false
        gaze.at(1, picture) { null.also { looked = true } }
        assertEquals(true, looked)
    }
}
