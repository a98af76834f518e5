package dev.edgeward.demo

import dev.edgeward.Segmenter

/**
 * The bundle that is open, one at a time. For one thread.
 *
 * @param open opens a bundle by its name; it takes tens of milliseconds.
 */
internal class Models(
    private val open: (String) -> Segmenter,
) : AutoCloseable {
    private var name: String? = null
    private var segmenter: Segmenter? = null

    /** Returns a bundle's segmenter, and closes that of another. */
    fun of(bundle: String): Segmenter {
        segmenter?.let { if (name == bundle) return it }
        close()
        return open(bundle).also {
            segmenter = it
            name = bundle
        }
    }

    override fun close() {
        segmenter?.close()
        segmenter = null
    }
}
