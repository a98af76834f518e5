package dev.edgeward.demo

import android.content.Context

/** Says what the screen is doing, or what is wrong. */
internal fun Context.text(state: UiState): String =
    when (val status = state.status) {
        Status.READY -> ready(state)
        Status.MODEL_FAILED -> getString(status.text, (state.failure as? Failure.Model)?.detail)
        else -> getString(status.text)
    }

private fun Context.ready(state: UiState): String =
    if (state.adaptive) {
        getString(R.string.ready_adaptive, state.sampleSize)
    } else {
        getString(R.string.ready_uniform, state.sampleSize)
    }

/** Lists how long the stages took; nothing if none ran. */
internal fun Context.text(timings: Timings): String =
    timings.means().entries.joinToString(getString(R.string.stages_separator)) { (stage, ms) ->
        getString(R.string.stage_ms, getString(stage.text), ms)
    }

internal val Remedy.label: Int
    get() =
        when (this) {
            Remedy.ALLOW -> R.string.allow
            Remedy.SETTINGS -> R.string.settings
            Remedy.RETRY -> R.string.retry
        }

private val Status.text: Int
    get() =
        when (this) {
            Status.READY -> R.string.ready_adaptive
            Status.WORKING -> R.string.working
            Status.OPENING_CAMERA -> R.string.opening_camera
            Status.ASKING_PERMISSION -> R.string.asking_permission
            Status.PREPARING_SHARE -> R.string.preparing_share
            Status.MODEL_FAILED -> R.string.model_failed
            Status.MEMORY_LOW -> R.string.memory_low
            Status.CAMERA_LOST -> R.string.camera_lost
            Status.NO_CAMERA -> R.string.no_camera
            Status.PERMISSION_DENIED -> R.string.permission_denied
            Status.PERMISSION_DENIED_FOR_GOOD -> R.string.permission_denied_for_good
            Status.PICTURE_UNREADABLE -> R.string.picture_unreadable
            Status.NO_GALLERY -> R.string.no_gallery
            Status.SHARE_FAILED -> R.string.share_failed
        }

private val Stage.text: Int
    get() =
        when (this) {
            Stage.THUMBNAIL -> R.string.stage_thumbnail
            Stage.SAMPLER -> R.string.stage_sampler
            Stage.SAMPLE -> R.string.stage_sample
            Stage.SEGMENTER -> R.string.stage_segmenter
            Stage.COPY -> R.string.stage_copy
            Stage.NETWORK -> R.string.stage_network
            Stage.INTERPOLATE -> R.string.stage_interpolate
            Stage.TOTAL -> R.string.stage_total
        }
