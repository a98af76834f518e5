package dev.edgeward.demo

import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.util.Collections
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread

/** The newest frame is worked on, and every frame is released once. */
class LatestFrameTest {
    private val worker = LatestFrame()
    private val events = Collections.synchronizedList(mutableListOf<String>())

    @AfterEach
    fun close() = worker.close()

    private fun job(name: String) = Job({ events += "did $name" }, { events += "released $name" })

    /** Returns once all that was asked for so far is done. */
    private fun finish() {
        val done = CountDownLatch(1)
        worker.inTurn(done::countDown)
        done.arrive()
    }

    private fun CountDownLatch.arrive() = assertTrue(await(20, TimeUnit.SECONDS)) { "$events" }

    /** Keeps the worker busy until the latch that it returns is counted down. */
    private fun occupy(): CountDownLatch {
        val (begun, go) = CountDownLatch(1) to CountDownLatch(1)
        worker.inTurn {
            begun.countDown()
            go.arrive()
        }
        begun.arrive()
        return go
    }

    @Test
    fun aFrameIsWorkedOnAndReleased() {
        worker.submit(job("a"))
        finish()
        worker.submit(job("b"))
        finish()
        assertEquals(listOf("did a", "released a", "did b", "released b"), events)
    }

    @Test
    fun theNewestOfThoseThatWaitWins() {
        val go = occupy()
        for (name in listOf("a", "b", "c")) worker.submit(job(name))
        assertEquals(listOf("released a", "released b"), events)
        go.countDown()
        finish()
        assertEquals(listOf("released a", "released b", "did c", "released c"), events)
    }

    @Test
    fun whatIsDoneInTurnIsNeverDropped() {
        val go = occupy()
        worker.submit(job("a"))
        worker.inTurn { events += "turn 1" }
        worker.submit(job("b"))
        worker.inTurn { events += "turn 2" }
        go.countDown()
        finish()
        assertEquals(listOf("released a", "did b", "released b", "turn 1", "turn 2"), events)
    }

    /** The thread's handler hears of it, which on a phone reports the crash. */
    @Test
    fun anExceptionReleasesTheFrameAndDoesNotEndTheWorker() {
        val handler = Thread.getDefaultUncaughtExceptionHandler()
        val heard = CountDownLatch(1)
        Thread.setDefaultUncaughtExceptionHandler { _, error ->
            events += "heard ${error.message}"
            heard.countDown()
        }
        try {
            worker.submit(Job({ error("broken") }, { events += "released broken" }))
            heard.arrive()
            worker.submit(job("b"))
            finish()
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(handler)
        }
        val expected = listOf("released broken", "heard broken", "did b", "released b")
        assertEquals(expected, events)
    }

    @Test
    fun closingDropsTheFrameThatWaitsAndDoesTheRest() {
        val go = occupy()
        val last = CountDownLatch(1)
        worker.submit(job("a"))
        worker.inTurn(last::countDown)
        worker.close()
        assertEquals(listOf("released a"), events)
        go.countDown()
        last.arrive()
        assertEquals(listOf("released a"), events)
    }

    @Test
    fun afterClosingNothingIsDoneAndEverythingReleased() {
        worker.close()
        worker.close()
        worker.submit(job("a"))
        worker.submit(job("b"))
        worker.inTurn { events += "turn" }
        assertEquals(listOf("released a", "released b"), events)
    }

    /** From several threads, and closed amid them. */
    @Test
    fun everyFrameIsReleasedOnceAndNeverDuringItsWork() {
        repeat(20) { round ->
            val hammered = LatestFrame()
            val frames = List(4) { List(500) { Frame() } }
            val threads =
                frames.map { own ->
                    thread { own.forEach { hammered.submit(Job(it::work, it::release)) } }
                }
            if (round % 2 == 0) threads.forEach { it.join() }
            val end = CountDownLatch(1)
            hammered.inTurn(end::countDown)
            if (round % 2 == 0) end.arrive()
            hammered.close()
            threads.forEach { it.join() }
            if (round % 2 != 0) end.arrive()
            assertEquals(List(2000) { 1 }, frames.flatten().map { it.releasedOnce() })
            if (round % 2 == 0) assertTrue(frames.flatten().any { it.worked })
        }
    }
}

/** A frame that notices work after its release, and a release amid its work. */
private class Frame {
    private val releases = AtomicInteger()
    private val released = CountDownLatch(1)

    @Volatile
    private var working = false

    @Volatile
    private var broken = false

    @Volatile
    var worked = false

    fun work() {
        working = true
        worked = true
        Thread.yield()
        if (releases.get() > 0) broken = true
        working = false
    }

    fun release() {
        if (working) broken = true
        releases.incrementAndGet()
        released.countDown()
    }

    fun releasedOnce(): Int {
        check(released.await(20, TimeUnit.SECONDS)) { "never released" }
        check(!broken) { "released amid its work" }
        return releases.get()
    }
}
