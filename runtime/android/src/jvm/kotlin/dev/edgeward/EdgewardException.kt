package dev.edgeward

/**
 * What goes wrong in edgeward, in one sentence: what was expected, what came, the way out.
 *
 * @property status what the core said, null if it was not the core.
 */
sealed class EdgewardException(
    message: String,
    cause: Throwable?,
    val status: Status?,
) : RuntimeException(message, cause)

/** A file of the bundle is missing, altered or unreadable, or its network gave unusable values. */
class BadBundleException internal constructor(
    message: String,
    cause: Throwable? = null,
    status: Status? = null,
) : EdgewardException(message, cause, status)

/** A frame, buffer, size, rotation, timestamp or option cannot be used. */
class BadInputException internal constructor(
    message: String,
    cause: Throwable? = null,
    status: Status? = null,
) : EdgewardException(message, cause, status)

/** The engine is missing in the app, or cannot load or run a file. */
class EngineException internal constructor(
    message: String,
    cause: Throwable? = null,
) : EdgewardException(message, cause, null)
