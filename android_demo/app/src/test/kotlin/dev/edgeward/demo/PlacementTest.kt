package dev.edgeward.demo

import dev.edgeward.Size
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import kotlin.math.abs

/** Pictures lie whole, upright and in the middle of their views. */
class PlacementTest {
    private val sides = listOf(1, 7, 100, 479, 1280, 4096)
    private val sizes = sides.flatMap { height -> sides.map { Size(height, it) } }

    @Test
    fun aPictureIsAsLargeAsFitsAndInTheMiddle() {
        val view = Size(1000, 600)
        assertEquals(Placement(0, 200, 600, 600), fit(Size(50, 50), view))
        assertEquals(Placement(50, 0, 500, 1000), fit(Size(1280, 640), view))
        assertEquals(Placement(0, 350, 600, 300), fit(Size(640, 1280), view))
    }

    @Test
    fun noPictureLeavesItsViewOrItsShape() {
        for (picture in sizes) {
            for (view in sizes) {
                val place = fit(picture, view)
                val right = view.width - place.left - place.width
                val bottom = view.height - place.top - place.height
                assertTrue(minOf(place.left, place.top, right, bottom) >= 0) { "$picture, $view" }
                assertTrue(place.width == view.width || place.height == view.height)
                assertTrue(abs(place.left - right) <= 1 && abs(place.top - bottom) <= 1)
                assertTrue(minOf(place.width, place.height) >= 1) { "$picture, $view" }
                if (minOf(place.width, place.height) == 1) continue // it cannot be thinner
                // Half a pixel of rounding on either side, in pixels of the picture.
                val skew =
                    place.width.toLong() * picture.height - place.height.toLong() * picture.width
                assertTrue(abs(skew) <= (picture.height + picture.width) / 2 + 1) { "$place" }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
        "90, 0, false, 90", // a phone held upright, its camera at the back
        "90, 90, false, 0", // turned to its left side
        "90, 180, false, 270",
        "90, 270, false, 180",
        "270, 0, true, 270", // the camera at the front
        "270, 90, true, 0",
        "270, 180, true, 90",
        "270, 270, true, 180",
        "0, 0, false, 0",
        "0, 270, false, 90",
        "0, 270, true, 270",
    )
    fun framesAreTurnedUpright(
        sensor: Int,
        display: Int,
        front: Boolean,
        expected: Int,
    ) = assertEquals(expected, uprightRotation(sensor, display, front))

    @Test
    fun aQuarterTurnSwapsTheSides() {
        val lying = Size(720, 1280)
        assertEquals(lying, upright(lying, 0))
        assertEquals(Size(1280, 720), upright(lying, 90))
        assertEquals(lying, upright(lying, 180))
        assertEquals(Size(1280, 720), upright(lying, 270))
    }

    @Test
    fun largePicturesAreBoundedInTheirShape() {
        assertEquals(Size(3072, 4096), bounded(Size(6144, 8192), 4096))
        assertEquals(Size(4096, 3072), bounded(Size(8192, 6144), 4096))
        assertEquals(Size(1, 4096), bounded(Size(1, 32_767), 4096))
        assertEquals(Size(4096, 4096), bounded(Size(4096, 4096), 4096))
        assertEquals(Size(3, 5), bounded(Size(3, 5), 4096))
    }

    @Test
    fun framesHaveAboutTheSizeOf720p() {
        val offered = listOf(Size(2160, 3840), Size(480, 640), Size(720, 960), Size(1080, 1920))
        assertEquals(Size(720, 960), frameSize(offered))
        assertEquals(Size(720, 1280), frameSize(offered + Size(720, 1280)))
        assertNull(frameSize(emptyList()))
    }
}
