package dev.edgeward.demo

import java.util.concurrent.Executors
import java.util.concurrent.RejectedExecutionException
import java.util.concurrent.atomic.AtomicReference

/**
 * What is done with a frame.
 *
 * @property work done unless a newer frame came first.
 * @property release of the frame, done in any case, once.
 */
class Job(
    val work: () -> Unit,
    val release: () -> Unit,
)

/** A thread that works on the newest frame: of those that wait meanwhile, older ones are dropped. */
class LatestFrame : AutoCloseable {
    private val thread = Executors.newSingleThreadExecutor()
    private val waiting = AtomicReference<Job?>()

    /** Has a job done next, in place of the one that waits. */
    fun submit(job: Job) {
        val older = waiting.getAndSet(job)
        older?.release?.invoke()
        // Whoever finds an older job has a turn on the thread coming already.
        if (older == null) inTurn { take() }
    }

    /** Does what must not be dropped, after what was asked for before; nothing once closed. */
    fun inTurn(task: () -> Unit) {
        try {
            thread.execute(task)
        } catch (_: RejectedExecutionException) {
            drop()
        }
    }

    /** Drops the job that waits, and ends the thread after all else that was asked for. */
    override fun close() {
        drop()
        thread.shutdown()
    }

    private fun take() {
        val job = waiting.getAndSet(null) ?: return
        try {
            job.work()
        } finally {
            job.release()
        }
    }

    private fun drop() {
        waiting.getAndSet(null)?.release?.invoke()
    }
}
