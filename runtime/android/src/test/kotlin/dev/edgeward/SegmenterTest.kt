package dev.edgeward

import dev.edgeward.core.allocate
import dev.edgeward.core.from
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.util.concurrent.Callable
import java.util.concurrent.Executors

class SegmenterTest {
    private fun open(options: Options = Options()) =
        Segmenter.create(Cases.bundle("person"), options)

    @Test
    fun timingsNameTheStagesThatRan() =
        open().use { segmenter ->
            val found = segmenter.segment(Cases.frame)
            val stages = setOf("thumbnail", "sampler", "sample", "segmenter")
            assertEquals(stages + "total", found.timings.keys)
            found.labels()
            assertEquals(stages + "interpolate" + "total", found.timings.keys)
            val parts = found.timings - "total"
            assertEquals(parts.values.sum(), found.timings.getValue("total"), 1e-9)
        }

    @Test
    fun aVideoLooksOnceInAnInterval() =
        open(Options(samplerIntervalMs = 100)).use { segmenter ->
            val found =
                listOf(0L, 40L, 80L, 120L).map {
                    segmenter.segmentForVideo(Cases.frame, it)
                }
            assertEquals(listOf(true, false, false, true), found.map { "sampler" in it.timings })
            found.forEach { assertEquals(found[0].labels(), it.labels()) }
        }

    @Test
    fun severalThreadsGetTheSame() =
        open().use { segmenter ->
            val expected = segmenter.segment(Cases.frame).labels()
            val pool = Executors.newFixedThreadPool(4)
            val jobs = List(8) { Callable { segmenter.segment(Cases.frame).labels() } }
            pool.invokeAll(jobs).forEach { assertEquals(expected, it.get()) }
            pool.shutdown()
        }

    @Test
    fun resultsOutliveTheSegmenter() {
        val found = open().use { it.segment(Cases.frame) }
        assertEquals(Cases.size.area, found.labels().remaining().toLong())
    }

    @Test
    fun closingTwiceIsClosing() {
        val segmenter = open()
        segmenter.close()
        segmenter.close()
        assertThrows(IllegalStateException::class.java) { segmenter.segment(Cases.frame) }
    }

    @Test
    fun destinationsAreReusedFromTheirPositionOn() {
        val found = open().use { it.segment(Cases.frame) }
        val buffer = allocate(Cases.size.area + 5).also { it.position(5) }
        found.labels(destination = buffer)
        assertEquals(found.labels(), buffer.from(0))
        assertEquals(5, buffer.position())
        val short = allocate(Cases.size.area - 1)
        assertThrows(BadInputException::class.java) { found.labels(destination = short) }
    }

    @Test
    fun memoryThatMayNotBeWrittenIsRefused() {
        val found = open().use { it.segment(Cases.frame) }
        val sealed = allocate(Cases.size.area).asReadOnlyBuffer()
        assertThrows(BadInputException::class.java) { found.labels(destination = sealed) }
    }

    @Test
    fun pointsBeyondTheGridAreRefused() {
        val points = open().use { it.segment(Cases.frame) }.points
        assertThrows(IndexOutOfBoundsException::class.java) { points.row(0, points.cols) }
    }

    /** Here as in an app that does not have TensorFlow Lite. */
    @Test
    fun anEngineThatIsMissingSaysSo() {
        val error =
            assertThrows(EngineException::class.java) {
                Segmenter.create(Cases.bundle("person-tflite"))
            }
        assertTrue("TFLITE" in error.message.orEmpty()) { error.message }
    }

    @Test
    fun bakedFilesForOneSizeRefuseOthers() {
        val text =
            Cases.bundle("person-baked").open(MANIFEST).use {
                it.readBytes().decodeToString()
            }
        val fixed = text.replaceFirst(Regex("\"image_size\": null"), "\"image_size\": [64, 64]")
        val bundle =
            Bundle { name ->
                if (name == MANIFEST) {
                    fixed.byteInputStream()
                } else {
                    Cases.bundle("person-baked").open(name)
                }
            }
        Segmenter.create(bundle).use { segmenter ->
            val error =
                assertThrows(BadInputException::class.java) { segmenter.segment(Cases.frame) }
            assertTrue("64x64" in error.message.orEmpty()) { error.message }
        }
    }

    @Test
    fun anOverlayIsPremultipliedAndClearWhereTheClassIsBlack() {
        val colours = listOf(ClassInfo("background", 0, 0, 0), ClassInfo("person", 20, 140, 255))
        assertEquals(direct(0, 0, 0, 0, 10, 70, 128, 128), palette(colours, 0.5f))
        val found = open().use { it.segment(Cases.frame) }
        val labels = found.labels()
        val overlay = found.overlay(alpha = 1f)
        for (pixel in 0 until labels.remaining()) {
            val clear = labels[pixel].toInt() == 0
            assertEquals(clear, overlay.getInt(4 * pixel) == 0)
        }
    }

    @Test
    fun strideOfAnOverlayIsChecked() {
        val found = open().use { it.segment(Cases.frame) }
        assertThrows(BadInputException::class.java) {
            found.overlay(
                rowStride =
                    4 * Cases.size.width + 2,
            )
        }
        for (stride in listOf(4, -256)) {
            assertThrows(BadInputException::class.java) { found.overlay(rowStride = stride) }
        }
    }

    @Test
    fun whereItLookedCoversThePicture() {
        val found = open().use { it.segment(Cases.frame) }
        val (rows, cols) = found.points.rows - 1 to found.points.cols - 1
        assertEquals(listOf(0, 0), listOf(found.points.row(0, 0), found.points.column(0, 0)))
        assertEquals(Cases.size.height - 1, found.points.row(rows, 0))
        assertEquals(Cases.size.width - 1, found.points.column(0, cols))
        assertTrue(found.grid.row(found.grid.rows - 1, 0) == 1f)
    }
}
