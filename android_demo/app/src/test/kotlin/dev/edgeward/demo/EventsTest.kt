package dev.edgeward.demo

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import kotlin.random.Random

/** Whatever happens in whatever order, the device does what the screen says. */
class EventsTest {
    @ParameterizedTest
    @ValueSource(ints = [1, 2, 3, 4, 5, 6, 7, 8])
    fun theScreenAndTheDeviceAgree(seed: Int) {
        val random = Random(seed)
        val device = Device()
        val met = mutableSetOf<Status>()
        var state = UiState()
        repeat(20_000) {
            val event = random.event(state)
            val step = state.after(event)
            step.effects.forEach { device.perform(it, step.state) }
            if (event is Event.CameraMissing) device.camera = false
            if (event is Event.FrameFailed || event is Event.FrameDone) device.answered(event)
            state = step.state
            met += state.status
            check(state, device, "$event")
        }
        assertEquals(Status.entries.toSet(), met)
    }

    private fun check(
        state: UiState,
        device: Device,
        event: String,
    ) {
        val camera = state.camera == CameraState.OPENING || state.camera == CameraState.OPEN
        assertEquals(camera, device.camera) { "$event: $state" }
        assertTrue(state.foreground || !camera) { "$event: $state" }
        assertTrue(!camera || state.permission == Permission.GRANTED) { "$event: $state" }
        if (state.foreground && state.status == Status.WORKING) {
            val coming = if (state.picture == null) state.live else device.asked == state.request
            assertTrue(coming) { "nothing comes after $event: $state" }
        }
    }
}

/**
 * What the effects make of a device.
 *
 * @property camera it is open, or being opened.
 * @property asked the picture's request that has no answer yet.
 */
private class Device(
    var camera: Boolean = false,
    var asked: Request? = null,
) {
    fun perform(
        effect: Effect,
        state: UiState,
    ) {
        when (effect) {
            Effect.OpenCamera -> camera = true
            Effect.CloseCamera -> camera = false
            is Effect.SegmentPicture -> asked = effect.request
            else -> Unit
        }
        val opens = effect !is Effect.CloseCamera && effect !is Effect.CloseModel
        assertTrue(state.foreground || !opens) { "$effect in the background" }
    }

    fun answered(event: Event) {
        val request = (event as? Event.FrameDone)?.request ?: (event as Event.FrameFailed).request
        if (request == asked) asked = null
    }
}

/** Makes up what can happen: nobody presses a button that nobody sees. */
private fun Random.event(state: UiState): Event =
    if (!state.foreground && nextInt(3) == 0) {
        Event.Foreground(granted = nextInt(4) > 0, hasCamera = nextInt(8) > 0)
    } else {
        (if (state.foreground) pressed(state) else null) ?: reported(state)
    }

private fun Random.pressed(state: UiState): Event? =
    when (nextInt(18)) {
        0 -> Event.AdaptiveSet(nextBoolean())
        1 -> Event.SizeMoved(nextInt(SAMPLE_SIZES.size))
        2 -> Event.GridSet(nextBoolean())
        3 -> Event.GalleryAsked
        4 -> Event.ShareAsked
        5 -> Event.RemedyAsked
        6 -> Event.CameraAsked.takeIf { state.picture != null }
        7 -> Event.Background
        else -> null
    }

private fun Random.reported(state: UiState): Event =
    when (nextInt(12)) {
        0 -> Event.PermissionAnswered(nextBoolean(), nextBoolean()).takeIf { state.isAsking }
        1 -> Event.CameraLost.takeIf { nextInt(4) == 0 }
        2 -> Event.CameraMissing.takeIf { state.camera == CameraState.OPENING && nextInt(4) == 0 }
        3 -> Event.PicturePicked(listOf(null, PHOTO, "content://gallery/2").random(this))
        4 -> Event.PictureUnreadable(PHOTO)
        5 -> Event.GalleryMissing
        6 -> Event.MemoryLow.takeIf { nextInt(4) == 0 }
        7 -> Event.ShareDone(nextBoolean())
        8 -> Event.FrameFailed(anyRequest(state), "no network")
        9 -> Event.FrameDone(anyRequest(state), mapOf("total" to 1.0))
        else -> null
    } ?: Event.CameraOpened

private fun Random.anyRequest(state: UiState): Request =
    if (nextBoolean()) state.request else Request("person-64", PHOTO)

private val UiState.isAsking: Boolean get() = permission == Permission.ASKED
