package dev.edgeward

import dev.edgeward.core.Core
import dev.edgeward.core.at
import dev.edgeward.stages.Clock
import dev.edgeward.stages.Gaze
import dev.edgeward.stages.Look
import dev.edgeward.stages.Stages
import dev.edgeward.stages.Upright
import dev.edgeward.stages.choose
import dev.edgeward.stages.openStages

/**
 * Segments pictures and video with an exported bundle.
 *
 * It owns its networks until it is closed. One picture at a time: calls from several threads wait
 * for each other.
 *
 * ```
 * Segmenter.create(FolderBundle(folder)).use { segmenter ->
 *     val found = segmenter.segment(frame, rotation = 90)
 *     val labels = found.labels()
 * }
 * ```
 *
 * @property manifest what the bundle says about itself.
 */
class Segmenter private constructor(
    val manifest: Manifest,
    private val channelsLast: Boolean,
    private val stages: Stages,
    private val options: Options,
) : AutoCloseable {
    private val gaze = Gaze(options.samplerIntervalMs)
    private var closed = false

    /**
     * Segments a picture.
     *
     * @param frame the picture; it is read until this returns.
     * @param rotation degrees clockwise that turn it upright: 0, 90, 180 or 270. No pixel is moved.
     * @throws BadInputException the frame or rotation cannot be used.
     * @throws BadBundleException the networks give unusable values.
     * @throws EngineException the engine fails.
     * @throws IllegalStateException the segmenter was closed.
     */
    @JvmOverloads
    fun segment(
        frame: Frame,
        rotation: Int = 0,
    ): Segmentation = segment(Upright(frame, rotation), stages::look)

    /**
     * Segments the next frame of a video, whose frames resemble each other: where the sampler looked
     * is kept for [Options.samplerIntervalMs]. A baked bundle looks at every frame.
     *
     * @param timestampMs of the frame, after that of the last one.
     * @throws BadInputException as in [segment], or the time does not advance.
     */
    @JvmOverloads
    fun segmentForVideo(
        frame: Frame,
        timestampMs: Long,
        rotation: Int = 0,
    ): Segmentation =
        segment(Upright(frame, rotation)) { picture, clock ->
            gaze.at(timestampMs, picture) { stages.look(picture, clock) }
        }

    /** Waits for the picture that is segmented, and frees the networks; twice is once. */
    @Synchronized
    override fun close() {
        if (!closed) stages.close()
        closed = true
    }

    @Synchronized
    private fun segment(
        picture: Upright,
        look: (Upright, Clock) -> Look?,
    ): Segmentation {
        check(!closed) { "Expected an open Segmenter, got one that was closed; create another." }
        val clock = Clock()
        val scored = stages.score(picture, look(picture, clock), clock)
        return Segmentation(
            picture.size, scored, channelsLast, manifest.classes, clock.timings(), options.threads,
        )
    }

    companion object {
        /**
         * Opens a bundle.
         *
         * @param bundle where its files are.
         * @throws BadBundleException a file is missing, or altered since it was exported.
         * @throws BadInputException the bundle has no files for the engine.
         * @throws EngineException the engine or libedgeward_jni.so is not in the app, or the engine
         *   cannot load a file.
         */
        @JvmStatic
        @JvmOverloads
        fun create(
            bundle: Bundle,
            options: Options = Options(),
        ): Segmenter {
            Core.requireLibrary()
            val manifest = bundle.manifest()
            val choice = manifest.choose(options.engine)
            val stages = openStages(bundle, manifest, choice, options.threads)
            return Segmenter(manifest, choice.main.channelsLast, stages, options)
        }
    }
}
