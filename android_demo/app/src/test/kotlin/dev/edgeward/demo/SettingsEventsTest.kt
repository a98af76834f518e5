package dev.edgeward.demo

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

/** Switches and slider choose the bundle; what is shown is segmented again. */
class SettingsEventsTest {
    private val timed = Timings() + mapOf("total" to 1.0)
    private val failed = Failure.Model("no network")

    @Test
    fun theCamerasNextFrameGoesToTheOtherBundle() {
        val before = SHOWN.copy(timings = timed, failure = failed, notice = Status.SHARE_FAILED)
        val after = SHOWN.copy(adaptive = false)
        before.leads(Event.AdaptiveSet(false), after)
        assertEquals(Request("person-uniform-128", null), after.request)
        assertEquals(Status.WORKING, after.status)
        before.leads(Event.SizeMoved(2), SHOWN.copy(sampleSize = 256))
    }

    @Test
    fun aPictureIsSegmentedAgain() {
        val uniform = PICTURE.copy(adaptive = false)
        PICTURE.leads(Event.AdaptiveSet(false), uniform, Effect.SegmentPicture(uniform.request))
        val small = PICTURE.copy(sampleSize = 64)
        PICTURE.leads(Event.SizeMoved(0), small, Effect.SegmentPicture(small.request))
    }

    @Test
    fun goingBackToWhatIsShownSegmentsNothing() {
        val other = PICTURE.copy(sampleSize = 64)
        other.leads(Event.SizeMoved(1), PICTURE)
    }

    /** A failure and the timings stay as well. */
    @Test
    fun settingsThatAreSetAlreadyChangeNothing() {
        val before = SHOWN.copy(timings = timed, failure = failed)
        before.ignores(Event.AdaptiveSet(true))
        before.ignores(Event.SizeMoved(1))
        before.ignores(Event.GridSet(false))
    }

    @Test
    fun aLostCameraIsTriedAgain() {
        val lost = LIVE.copy(camera = CameraState.LOST)
        val opening = LIVE.copy(camera = CameraState.OPENING, sampleSize = 64)
        lost.leads(Event.SizeMoved(0), opening, Effect.OpenCamera)
    }

    @Test
    fun theGridIsDrawnWithoutSegmenting() {
        SHOWN.leads(Event.GridSet(true), SHOWN.copy(grid = true))
        PICTURE.copy(grid = true).leads(Event.GridSet(false), PICTURE)
    }

    @Test
    fun theSliderHasNoOtherSizes() {
        assertThrows(IndexOutOfBoundsException::class.java) { SHOWN.after(Event.SizeMoved(3)) }
    }
}
