package dev.edgeward.demo

import org.junit.jupiter.api.Assertions.assertEquals

internal const val PHOTO = "content://gallery/1"

/** Someone sees the screen of a device whose camera works. */
internal val LIVE =
    UiState(permission = Permission.GRANTED, camera = CameraState.OPEN, foreground = true)

/** The same, with a frame's result on it. */
internal val SHOWN = LIVE.copy(shown = LIVE.request)

/** Someone sees a picture from the gallery, and its result. */
internal val PICTURE =
    LIVE.copy(picture = PHOTO, camera = CameraState.CLOSED).let { it.copy(shown = it.request) }

/** Someone sees a screen that waits for the answer about the camera. */
internal val ASKED = UiState(permission = Permission.ASKED, foreground = true)

/** Nobody sees the screen. */
internal val HIDDEN = UiState()

/** What a person sees on returning to the app. */
internal val RETURNED = Event.Foreground(granted = true, hasCamera = true)

/** The state after events in a row. */
internal fun UiState.afterAll(vararg events: Event): UiState =
    events.fold(this) { state, event -> state.after(event).state }

internal fun UiState.leads(
    event: Event,
    to: UiState,
    vararg effects: Effect,
) = assertEquals(Step(to, effects.toList()), after(event))

/** Nothing changes and nothing is done. */
internal fun UiState.ignores(event: Event) = leads(event, this)
