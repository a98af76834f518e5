package dev.edgeward.demo

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What becomes of results, of failures, of a lack of memory, and of sharing. */
class AnswersTest {
    private val stages = mapOf("sampler" to 2.0, "total" to 5.0)

    @Test
    fun aResultIsShownAndTimed() {
        val first = LIVE.after(Event.FrameDone(LIVE.request, stages)).state
        assertEquals(SHOWN.copy(timings = Timings() + stages), first)
        assertEquals(Status.READY, first.status)
        assertTrue(first.shareable)
        val second = first.after(Event.FrameDone(LIVE.request, stages)).state
        assertEquals(first.copy(timings = Timings() + stages + stages), second)
    }

    @Test
    fun staleAnswersAreIgnored() {
        val old = Request("person-64", null)
        LIVE.ignores(Event.FrameDone(old, stages))
        LIVE.ignores(Event.FrameFailed(old, "no network"))
        LIVE.ignores(Event.FrameDone(PICTURE.request, stages))
        LIVE.ignores(Event.FrameFailed(PICTURE.request, "no network"))
    }

    @Test
    fun answersInTheBackgroundAreIgnored() {
        HIDDEN.ignores(Event.FrameDone(HIDDEN.request, stages))
        HIDDEN.ignores(Event.FrameFailed(HIDDEN.request, "no network"))
    }

    @Test
    fun aFailureStopsUntilItIsTriedAgain() {
        val failed = SHOWN.copy(failure = Failure.Model("no network"))
        SHOWN.copy(sharing = true).leads(Event.FrameFailed(LIVE.request, "no network"), failed)
        assertEquals(Status.MODEL_FAILED, failed.status)
        assertEquals(Remedy.RETRY, failed.status.remedy)
        assertFalse(failed.live || failed.shareable)
        failed.leads(Event.RemedyAsked, SHOWN)
    }

    @Test
    fun aPictureThatFailedIsSegmentedAgain() {
        val waiting = PICTURE.copy(shown = null)
        val failed = waiting.copy(failure = Failure.Model("no network"))
        waiting.leads(Event.FrameFailed(waiting.request, "no network"), failed)
        failed.leads(Event.RemedyAsked, waiting, Effect.SegmentPicture(waiting.request))
    }

    @Test
    fun aLackOfMemoryClosesEverything() {
        val closed = SHOWN.copy(camera = CameraState.CLOSED, failure = Failure.Memory)
        SHOWN
            .copy(sharing = true)
            .leads(Event.MemoryLow, closed, Effect.CloseCamera, Effect.CloseModel)
        assertEquals(Status.MEMORY_LOW, closed.status)
        assertEquals(Remedy.RETRY, closed.status.remedy)
        val opening = SHOWN.copy(camera = CameraState.OPENING)
        closed.leads(Event.RemedyAsked, opening, Effect.OpenCamera)
    }

    /** It was closed already, but for a request that came last. */
    @Test
    fun aLackOfMemoryInTheBackgroundIsNoFailure() {
        HIDDEN.leads(Event.MemoryLow, HIDDEN, Effect.CloseCamera, Effect.CloseModel)
    }

    @Test
    fun aFailureIsSaidBeforeANotice() {
        val both = PICTURE.copy(failure = Failure.Memory, notice = Status.SHARE_FAILED)
        assertEquals(Status.MEMORY_LOW, both.status)
        assertEquals(Status.SHARE_FAILED, both.copy(failure = null).status)
    }

    @Test
    fun nothingIsSharedBeforeThereIsAResult() {
        LIVE.ignores(Event.ShareAsked)
        SHOWN.copy(sharing = true).ignores(Event.ShareAsked)
        SHOWN.copy(failure = Failure.Memory).ignores(Event.ShareAsked)
        SHOWN.copy(sampleSize = 64).ignores(Event.ShareAsked)
    }

    @Test
    fun framesWaitForSharing() {
        val sharing = SHOWN.copy(sharing = true)
        SHOWN.copy(notice = Status.SHARE_FAILED).leads(Event.ShareAsked, sharing, Effect.Share)
        assertEquals(Status.PREPARING_SHARE, sharing.status)
        assertTrue(sharing.capturing)
        assertFalse(sharing.live)
        sharing.leads(Event.ShareDone(shared = true), SHOWN)
        assertTrue(SHOWN.live)
        assertFalse(SHOWN.capturing)
    }

    @Test
    fun aPictureIsSharedWithoutTheCamera() {
        val sharing = PICTURE.copy(sharing = true)
        PICTURE.leads(Event.ShareAsked, sharing, Effect.Share)
        assertFalse(sharing.capturing)
    }

    @Test
    fun whatCannotBeSharedSaysSo() {
        val told = SHOWN.copy(notice = Status.SHARE_FAILED)
        SHOWN.copy(sharing = true).leads(Event.ShareDone(shared = false), told)
        assertEquals(Status.SHARE_FAILED, told.status)
    }

    @Test
    fun sharingThatWasGivenUpIsNotMissed() {
        SHOWN.ignores(Event.ShareDone(shared = true))
        SHOWN.ignores(Event.ShareDone(shared = false))
    }

    @Test
    fun whereThereIsNoRemedyNoneIsTaken() {
        SHOWN.ignores(Event.RemedyAsked)
        PICTURE.ignores(Event.RemedyAsked)
    }
}
