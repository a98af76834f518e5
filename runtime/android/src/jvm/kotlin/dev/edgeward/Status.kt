package dev.edgeward

import dev.edgeward.core.Native

/** `edgeward_status` of edgeward.h, in its order. */
enum class Status {
    OK,
    NULL_POINTER,
    BAD_GRID_SHAPE,
    BAD_SIZE,
    BAD_CHANNELS,
    TOO_MANY_CLASSES,
    BAD_REGION,
    WORKSPACE_TOO_SMALL,
    GRID_NOT_FINITE,
    SCORES_NOT_FINITE,
    POINT_OUTSIDE,
    NOT_COVERING,
    MISALIGNED,
    BAD_TYPE,
    BAD_CLASS,
    BAD_SCALE,
    ;

    internal val message: String get() = Native.message(ordinal)

    /** Grids, points and scores come from the bundle's networks; the rest from the caller. */
    internal fun exception(): EdgewardException =
        when (this) {
            BAD_GRID_SHAPE, BAD_CHANNELS, TOO_MANY_CLASSES, GRID_NOT_FINITE, SCORES_NOT_FINITE,
            POINT_OUTSIDE, NOT_COVERING,
            -> BadBundleException(message, status = this)

            else -> BadInputException(message, status = this)
        }
}
