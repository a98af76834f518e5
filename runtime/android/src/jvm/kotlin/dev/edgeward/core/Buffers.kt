package dev.edgeward.core

import dev.edgeward.BadInputException
import java.nio.Buffer
import java.nio.ByteBuffer
import java.nio.ByteOrder

/** Allocates memory that the core and the engines read and write in place. */
internal fun allocate(bytes: Long): ByteBuffer {
    if (bytes > Int.MAX_VALUE) {
        throw BadInputException(
            "Expected at most ${Int.MAX_VALUE} bytes for a buffer, got $bytes; take a smaller size.",
        )
    }
    return ByteBuffer.allocateDirect(bytes.toInt()).order(ByteOrder.nativeOrder())
}

/**
 * Moves to a byte. As a `java.nio.Buffer`: the methods that ByteBuffer has of its own since Java 9
 * are missing on older phones.
 */
internal fun <T : Buffer> T.at(byte: Int): T = also { it.position(byte) }

/** A view that begins at a byte; neither position is changed. */
internal fun ByteBuffer.from(byte: Int): ByteBuffer =
    duplicate().at(position() + byte).slice().order(ByteOrder.nativeOrder())

/**
 * The same memory from its position on, once the core may use it.
 *
 * @throws BadInputException it lies on the heap, or has fewer bytes.
 */
internal fun ByteBuffer.checked(
    name: String,
    bytes: Long,
): ByteBuffer {
    if (!isDirect) {
        throw BadInputException(
            "Expected a direct ByteBuffer for $name, got one on the heap; " +
                "use ByteBuffer.allocateDirect.",
        )
    }
    if (remaining() < bytes) {
        throw BadInputException(
            "Expected $bytes bytes from the position of $name on, got ${remaining()}; " +
                "check sizes and strides.",
        )
    }
    return from(0)
}

/**
 * The same for memory that the core writes.
 *
 * @throws BadInputException it may not be written, besides.
 */
internal fun ByteBuffer.checkedToWrite(
    name: String,
    bytes: Long,
): ByteBuffer {
    if (isReadOnly) {
        throw BadInputException("Expected a $name to write to, got a read-only ByteBuffer.")
    }
    return checked(name, bytes)
}
