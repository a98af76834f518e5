package dev.edgeward

import dev.edgeward.core.Core
import dev.edgeward.core.Native
import dev.edgeward.core.Task
import dev.edgeward.core.allocate
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/** The core through JNI: what edgeward.h promises, and a typed exception for every status. */
class CoreTest {
    private val size = Size(480, 640)
    private val points = Points(ints(0, 0, 0, 639, 479, 0, 479, 639), 2, 2)

    /** The example of the project's README: the second class wins at the bottom right. */
    private val scores = floats(1f, 0f, 1f, 0f, 1f, 0f, 0f, 3f)

    private fun task(
        points: Points = this.points,
        target: Size = size,
        channels: Int = 2,
    ) = Task(points, size, scores, channels, true, target)

    @Test
    fun labelsOfTheReadmesExample() {
        val labels = allocate(size.area)
        Core.labels(task(), labels, threads = 1)
        assertEquals(0, labels[0])
        assertEquals(1, labels[480 * 640 - 1])
    }

    @Test
    fun threadsDoNotChangeAnything() {
        val one = allocate(size.area).also { Core.labels(task(), it, threads = 1) }
        for (threads in listOf(2, 3, 7, 1000)) {
            assertEquals(one, allocate(size.area).also { Core.labels(task(), it, threads) })
        }
    }

    /** The classes' planes one after the other are the same scores. */
    @Test
    fun channelsMayComeFirst() {
        val first = Task(points, size, floats(1f, 1f, 1f, 0f, 0f, 0f, 0f, 3f), 2, false, size)
        val labels = allocate(size.area).also { Core.labels(first, it, threads = 1) }
        assertEquals(allocate(size.area).also { Core.labels(task(), it, threads = 1) }, labels)
    }

    @Test
    fun anOverlayIsThePaletteOfTheLabels() {
        val palette = ints(0x01020304, 0x05060708)
        val stride = size.width + 3
        val overlay = allocate(4L * stride * size.height)
        Core.overlay(task(), overlay, stride, palette, threads = 2)
        val labels = allocate(size.area).also { Core.labels(task(), it, threads = 1) }
        for (row in 0 until size.height) {
            for (column in 0 until size.width) {
                val label = labels[row * size.width + column].toInt()
                assertEquals(palette.getInt(4 * label), overlay.getInt(4 * (row * stride + column)))
            }
        }
    }

    /** Two classes: each is as sure as the other is unsure, but for the rounding of bytes. */
    @Test
    fun masksAreProbabilities() {
        val masks =
            (0..1).map { label -> allocate(size.area).also { Core.mask(task(), it, label, 2) } }
        val labels = allocate(size.area).also { Core.labels(task(), it, 2) }
        val confidence = allocate(size.area).also { Core.confidence(task(), it, 2) }
        for (pixel in 0 until size.area.toInt()) {
            val (one, other) = masks.map { it[pixel].toUByte().toInt() }
            assertTrue(one + other in 254..256) { "$one + $other" }
            val own = listOf(one, other)[labels[pixel].toInt()]
            assertTrue(confidence[pixel].toUByte().toInt() in own - 1..own + 1) { "$own" }
        }
    }

    @Test
    fun uniformGridsReachTheCorners() {
        val grid = Core.uniformGrid(Size(3, 5))
        assertEquals(listOf(0f, 0.5f, 1f), (0 until 3).map { grid.row(it, 4) })
        assertEquals(listOf(0f, 0.25f, 0.5f, 0.75f, 1f), (0 until 5).map { grid.column(2, it) })
        val found = Core.points(grid, Size(101, 9))
        assertEquals(listOf(50, 4), listOf(found.row(1, 2), found.column(1, 2)))
    }

    @ParameterizedTest
    @EnumSource(Status::class)
    fun everyStatusHasItsOwnSentence(status: Status) {
        val sentence = Native.message(status.ordinal)
        assertTrue(sentence.endsWith("."))
        assertEquals(status, Status.entries.single { Native.message(it.ordinal) == sentence })
        assertTrue(sentence != Native.message(Status.entries.size)) { "unknown to the core" }
    }

    @Test
    fun theCoreKnowsNoFurtherStatus() =
        assertEquals(Native.message(1000), Native.message(Status.entries.size))

    @Test
    fun scoresThatAreNotFiniteBlameTheBundle() {
        scores.putFloat(0, Float.NaN)
        assertStatus<BadBundleException>(Status.SCORES_NOT_FINITE) {
            Core
                .labels(task(), output(), 1)
        }
    }

    @Test
    fun pointsOffTheBorderBlameTheBundle() {
        val inside = Points(ints(0, 1, 0, 639, 479, 0, 479, 639), 2, 2)
        assertStatus<BadBundleException>(Status.NOT_COVERING) {
            Core
                .labels(task(inside), output(), 1)
        }
    }

    @Test
    fun pointsOutsideThePictureBlameTheBundle() {
        val outside = Points(ints(0, 0, 0, 640, 479, 0, 479, 640), 2, 2)
        assertStatus<BadBundleException>(Status.POINT_OUTSIDE) {
            Core
                .labels(task(outside), output(), 1)
        }
    }

    @Test
    fun gridsThatAreNotFiniteBlameTheBundle() {
        val grid = Grid(floats(0f, 0f, 0f, 1f, 1f, 0f, 1f, Float.NaN), 2, 2)
        assertStatus<BadBundleException>(Status.GRID_NOT_FINITE) { Core.resize(grid, Size(3, 3)) }
    }

    @Test
    fun destinationsThatAreTooShortBlameTheCaller() =
        assertStatus<BadInputException>(Status.BAD_REGION) {
            Core.overlay(task(), allocate(4 * size.area), size.width - 1, ints(0, 0), 1)
        }

    @Test
    fun classesThatDoNotExistBlameTheCaller() =
        assertStatus<BadInputException>(Status.BAD_CLASS) { Core.mask(task(), output(), 2, 1) }

    @Test
    fun aBandsStatusIsNotLost() {
        scores.putFloat(28, Float.NaN)
        assertStatus<BadBundleException>(Status.SCORES_NOT_FINITE) {
            Core
                .labels(task(), output(), 5)
        }
    }

    private fun output() = allocate(size.area)

    private inline fun <reified T : EdgewardException> assertStatus(
        status: Status,
        noinline action: () -> Unit,
    ) {
        val error = assertThrows(EdgewardException::class.java) { action() }
        assertInstanceOf(T::class.java, error)
        assertEquals(status, error.status)
        assertEquals(status.message, error.message)
    }
}
