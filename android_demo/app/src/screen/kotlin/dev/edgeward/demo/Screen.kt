package dev.edgeward.demo

/** What happens to the screen. */
sealed interface Event {
    /** Someone can see the screen; [granted] is the camera, [hasCamera] the device. */
    data class Foreground(
        val granted: Boolean,
        val hasCamera: Boolean,
    ) : Event

    data object Background : Event

    /** The permission was granted or not; [forGood] if asking again would show nothing. */
    data class PermissionAnswered(
        val granted: Boolean,
        val forGood: Boolean = false,
    ) : Event

    data object CameraOpened : Event

    /** Another app took the camera, or it failed. */
    data object CameraLost : Event

    /** There is no camera whose frames can be used. */
    data object CameraMissing : Event

    data class AdaptiveSet(
        val adaptive: Boolean,
    ) : Event

    data class GridSet(
        val grid: Boolean,
    ) : Event

    /** The slider moved to an index of [SAMPLE_SIZES]. */
    data class SizeMoved(
        val index: Int,
    ) : Event

    data object GalleryAsked : Event

    /** No app on the device has pictures. */
    data object GalleryMissing : Event

    /** The gallery was left, without a picture if null. */
    data class PicturePicked(
        val picture: String?,
    ) : Event

    data class PictureUnreadable(
        val picture: String,
    ) : Event

    /** The person wants the camera back in place of the picture. */
    data object CameraAsked : Event

    /** A result came, with milliseconds by the library's names. */
    data class FrameDone(
        val request: Request,
        val stages: Map<String, Double>,
    ) : Event

    data class FrameFailed(
        val request: Request,
        val detail: String,
    ) : Event

    data object MemoryLow : Event

    data object ShareAsked : Event

    /** The result was offered to other apps, or could not be. */
    data class ShareDone(
        val shared: Boolean,
    ) : Event

    /** The person took what the status offers. */
    data object RemedyAsked : Event
}

/** What the screen has others do. */
sealed interface Effect {
    data object AskPermission : Effect

    data object OpenSettings : Effect

    data object OpenCamera : Effect

    data object CloseCamera : Effect

    data object OpenGallery : Effect

    /** Segments the picture of a request; the camera's frames come by themselves. */
    data class SegmentPicture(
        val request: Request,
    ) : Effect

    /** Closes the bundle that is open; the next frame opens one again. */
    data object CloseModel : Effect

    /** Offers the picture on the screen, or the camera's next frame, to other apps. */
    data object Share : Effect
}

/** What an event leads to: the state after it, and what is to be done, in this order. */
data class Step(
    val state: UiState,
    val effects: List<Effect> = emptyList(),
)

/** Tells what an event leads to. */
fun UiState.after(event: Event): Step =
    when (event) {
        is Event.Foreground -> entered(event)
        Event.Background -> left()
        is Event.PermissionAnswered -> copy(permission = event.permission).resumed()
        Event.CameraOpened -> opened()
        Event.CameraLost -> lost()
        Event.CameraMissing -> Step(copy(camera = CameraState.NONE))
        is Event.AdaptiveSet -> copy(adaptive = event.adaptive).orUnchanged(this)
        is Event.SizeMoved -> copy(sampleSize = SAMPLE_SIZES[event.index]).orUnchanged(this)
        is Event.GridSet -> Step(copy(grid = event.grid))
        Event.GalleryAsked -> Step(copy(notice = null), listOf(Effect.OpenGallery))
        Event.GalleryMissing -> Step(copy(notice = Status.NO_GALLERY))
        is Event.PicturePicked -> picked(event.picture)
        is Event.PictureUnreadable -> unreadable(event.picture)
        Event.CameraAsked -> showing(null).resumed()
        is Event.FrameDone -> answered(event)
        is Event.FrameFailed -> failed(event)
        Event.MemoryLow -> exhausted()
        Event.ShareAsked -> asked()
        is Event.ShareDone -> shared(event.shared)
        Event.RemedyAsked -> remedied()
    }

private val Event.PermissionAnswered.permission: Permission
    get() =
        when {
            granted -> Permission.GRANTED
            forGood -> Permission.DENIED_FOR_GOOD
            else -> Permission.DENIED
        }

/** Permission may have been given or taken in the settings meanwhile. */
private fun UiState.entered(event: Event.Foreground): Step {
    val known = if (permission == Permission.GRANTED) Permission.UNKNOWN else permission
    return copy(
        foreground = true,
        permission = if (event.granted) Permission.GRANTED else known,
        camera = if (event.hasCamera) CameraState.CLOSED else CameraState.NONE,
        failure = null,
    ).resumed()
}

/** A picture's result stays; the camera's is stale by the time someone looks again. */
private fun UiState.left() =
    Step(
        copy(
            foreground = false,
            camera = closed,
            shown = shown.takeIf { picture != null },
            sharing = false,
        ),
        listOf(Effect.CloseCamera, Effect.CloseModel),
    )

/** Unless it was closed meanwhile. */
private fun UiState.opened(): Step =
    Step(if (camera == CameraState.OPENING) copy(camera = CameraState.OPEN) else this)

private fun UiState.lost(): Step =
    if (camera == CameraState.OPENING || camera == CameraState.OPEN) {
        Step(
            copy(camera = CameraState.LOST, shown = null, sharing = false),
            listOf(Effect.CloseCamera),
        )
    } else {
        Step(this)
    }

/** Starts whatever the state lacks for its next result. */
private fun UiState.resumed(): Step =
    when {
        !foreground || failure != null -> Step(this)
        picture != null && shown != request -> Step(this, listOf(Effect.SegmentPicture(request)))
        picture != null || camera == CameraState.NONE -> Step(this)
        permission == Permission.UNKNOWN -> asking()
        permission == Permission.GRANTED -> opening()
        else -> Step(this)
    }

private fun UiState.asking() =
    Step(copy(permission = Permission.ASKED), listOf(Effect.AskPermission))

private fun UiState.opening(): Step =
    if (camera == CameraState.CLOSED || camera == CameraState.LOST) {
        Step(copy(camera = CameraState.OPENING), listOf(Effect.OpenCamera))
    } else {
        Step(this)
    }

/** Another bundle may well work where the last one failed. */
private fun UiState.orUnchanged(before: UiState): Step =
    if (this == before) {
        Step(before)
    } else {
        copy(failure = null, notice = null, timings = Timings()).resumed()
    }

private fun UiState.picked(picture: String?): Step {
    if (picture == null) return Step(this)
    val step = showing(picture).copy(camera = closed).resumed()
    return step.copy(effects = listOf(Effect.CloseCamera) + step.effects)
}

private fun UiState.unreadable(picture: String): Step =
    if (picture == this.picture) {
        showing(null).copy(notice = Status.PICTURE_UNREADABLE).resumed()
    } else {
        Step(this)
    }

/** Shows something else. */
private fun UiState.showing(picture: String?): UiState =
    copy(
        picture = picture,
        shown = null,
        timings = Timings(),
        failure = null,
        notice = null,
        sharing = false,
    )

/** An answer to what was asked before the settings changed is dropped. */
private fun UiState.answered(event: Event.FrameDone): Step =
    if (foreground && event.request == request) {
        Step(copy(shown = event.request, timings = timings + event.stages))
    } else {
        Step(this)
    }

private fun UiState.failed(event: Event.FrameFailed): Step =
    if (foreground && event.request == request) {
        Step(copy(failure = Failure.Model(event.detail), sharing = false))
    } else {
        Step(this)
    }

private fun UiState.exhausted(): Step =
    Step(
        if (foreground) {
            copy(failure = Failure.Memory, camera = closed, sharing = false)
        } else {
            this
        },
        listOf(Effect.CloseCamera, Effect.CloseModel),
    )

private fun UiState.asked(): Step =
    if (shareable) {
        Step(copy(sharing = true, notice = null), listOf(Effect.Share))
    } else {
        Step(this)
    }

private fun UiState.shared(shared: Boolean): Step =
    if (sharing) {
        Step(copy(sharing = false, notice = if (shared) null else Status.SHARE_FAILED))
    } else {
        Step(this)
    }

private fun UiState.remedied(): Step =
    when (status.remedy) {
        Remedy.ALLOW -> asking()
        Remedy.SETTINGS -> Step(this, listOf(Effect.OpenSettings))
        Remedy.RETRY -> copy(failure = null, notice = null).resumed()
        null -> Step(this)
    }

/** The camera once it is closed, if there is one. */
private val UiState.closed: CameraState
    get() = if (camera == CameraState.NONE) CameraState.NONE else CameraState.CLOSED
