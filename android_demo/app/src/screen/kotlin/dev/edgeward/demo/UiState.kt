package dev.edgeward.demo

/**
 * What is to be segmented.
 *
 * @property bundle with which.
 * @property picture address of one from the gallery, null for the camera's frames.
 */
data class Request(
    val bundle: String,
    val picture: String?,
)

/** What is known of the permission to use the camera. */
enum class Permission { UNKNOWN, ASKED, GRANTED, DENIED, DENIED_FOR_GOOD }

/** What is known of the camera. */
enum class CameraState { CLOSED, OPENING, OPEN, LOST, NONE }

/** Why nothing is segmented until the person asks for it again. */
sealed interface Failure {
    /** A bundle cannot be opened or run; [detail] is the library's message. */
    data class Model(
        val detail: String,
    ) : Failure

    /** The device has no memory left. */
    data object Memory : Failure
}

/** What the screen offers beside its status. */
enum class Remedy { ALLOW, SETTINGS, RETRY }

/** What the screen says about itself. */
enum class Status(
    val remedy: Remedy? = null,
) {
    READY,
    WORKING,
    OPENING_CAMERA,
    ASKING_PERMISSION,
    PREPARING_SHARE,
    MODEL_FAILED(Remedy.RETRY),
    MEMORY_LOW(Remedy.RETRY),
    CAMERA_LOST(Remedy.RETRY),
    NO_CAMERA,
    PERMISSION_DENIED(Remedy.ALLOW),
    PERMISSION_DENIED_FOR_GOOD(Remedy.SETTINGS),
    PICTURE_UNREADABLE,
    NO_GALLERY,
    SHARE_FAILED,
}

/**
 * Everything that the screen depends on.
 *
 * @property adaptive sampling, else uniform.
 * @property sampleSize side of the sample, one of [SAMPLE_SIZES].
 * @property grid is drawn.
 * @property picture from the gallery that is shown, by its address; null for the camera.
 * @property foreground someone can see the screen.
 * @property sharing a result is being written for other apps; frames wait.
 * @property shown what the result on the screen answers.
 * @property timings of results that answer [request].
 * @property notice of what went wrong last, until the person does something.
 */
data class UiState(
    val adaptive: Boolean = true,
    val sampleSize: Int = 128,
    val grid: Boolean = false,
    val picture: String? = null,
    val permission: Permission = Permission.UNKNOWN,
    val camera: CameraState = CameraState.CLOSED,
    val foreground: Boolean = false,
    val sharing: Boolean = false,
    val shown: Request? = null,
    val timings: Timings = Timings(),
    val failure: Failure? = null,
    val notice: Status? = null,
) {
    /** What is to be segmented now. */
    val request: Request get() = Request(bundleName(adaptive, sampleSize), picture)

    /** The camera's frames are segmented. */
    val live: Boolean
        get() = foreground && picture == null && camera == CameraState.OPEN && waitsForNothing

    /** The camera's next frame is the one to share. */
    val capturing: Boolean
        get() = sharing && foreground && picture == null && camera == CameraState.OPEN

    /** The result on the screen is what was asked for, and can be shared. */
    val shareable: Boolean get() = shown == request && waitsForNothing

    private val waitsForNothing: Boolean get() = failure == null && !sharing

    val status: Status
        get() = failureStatus ?: progress

    private val failureStatus: Status?
        get() =
            when (failure) {
                is Failure.Model -> Status.MODEL_FAILED
                Failure.Memory -> Status.MEMORY_LOW
                null -> notice ?: if (picture == null) cameraStatus else null
            }

    private val cameraStatus: Status?
        get() =
            when {
                camera == CameraState.NONE -> Status.NO_CAMERA
                permission == Permission.DENIED -> Status.PERMISSION_DENIED
                permission == Permission.DENIED_FOR_GOOD -> Status.PERMISSION_DENIED_FOR_GOOD
                permission != Permission.GRANTED -> Status.ASKING_PERMISSION
                camera == CameraState.LOST -> Status.CAMERA_LOST
                camera != CameraState.OPEN -> Status.OPENING_CAMERA
                else -> null
            }

    private val progress: Status
        get() =
            when {
                sharing -> Status.PREPARING_SHARE
                shown != request -> Status.WORKING
                else -> Status.READY
            }
}
