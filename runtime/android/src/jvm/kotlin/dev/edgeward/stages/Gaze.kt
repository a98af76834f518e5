package dev.edgeward.stages

import dev.edgeward.BadInputException
import dev.edgeward.Size

/** Keeps a look through the frames of one video until it is too old or the frames change shape. */
internal class Gaze(
    private val intervalMs: Long,
) {
    private class Kept(
        val look: Look?,
        val size: Size,
        val rotation: Int,
        val sinceMs: Long,
    )

    private var kept: Kept? = null
    private var lastMs = Long.MIN_VALUE

    /**
     * Returns the look that holds at a time, a fresh one if need be.
     *
     * @throws BadInputException the timestamp is not after the last one.
     */
    fun at(
        timestampMs: Long,
        picture: Upright,
        fresh: () -> Look?,
    ): Look? {
        if (timestampMs <= lastMs) {
            throw BadInputException(
                "Expected a timestamp after $lastMs ms, got $timestampMs; use a segmenter of its " +
                    "own for every video, or segment() for pictures.",
            )
        }
        val held = kept?.takeIf { picture.isLike(it.size, it.rotation) }
        val current =
            held?.takeIf { timestampMs - it.sinceMs < intervalMs }
                ?: Kept(fresh(), picture.size, picture.rotation, timestampMs)
        kept = current
        lastMs = timestampMs
        return current.look
    }
}
