package dev.edgeward.demo

import dev.edgeward.Size
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import kotlin.random.Random

/** Lines join sampled pixels that are neighbours, through their middles. */
class GridLinesTest {
    @Test
    fun fourPointsMakeASquare() {
        val lines =
            gridLines(Size(2, 2), { i, _ -> 9 * i }, { _, j -> 4 * j }, Size(10, 5), Size(20, 50))
        val expected =
            floatArrayOf(
                5f, 1f, 45f, 1f, // the top
                5f, 19f, 45f, 19f, // the bottom
                5f, 1f, 5f, 19f, // the left
                45f, 1f, 45f, 19f, // the right
            )
        assertArrayEquals(expected, lines)
    }

    /** A slow twin that goes through the points one by one. */
    @Test
    fun smallGridsAreDrawnWhole() {
        val random = Random(7)
        val points = Size(5, 8)
        val row = List(points.height) { List(points.width) { random.nextInt(300) } }
        val column = List(points.height) { List(points.width) { random.nextInt(400) } }
        val lines =
            gridLines(
                points, { i, j ->
                    row[i][j]
                }, { i, j -> column[i][j] }, Size(300, 400), Size(600, 400),
            )
        val middle = { i: Int, j: Int -> listOf(column[i][j] + 0.5f, 2 * row[i][j] + 1f) }
        val across =
            (0 until 5).flatMap { i ->
                (0 until 7).map { middle(i, it) + middle(i, it + 1) }
            }
        val down =
            (0 until 4).flatMap { i ->
                (0 until 8).map { middle(i, it) + middle(i + 1, it) }
            }
        assertEquals((across + down).toSet(), lines.toList().chunked(4).toSet())
        assertEquals(across.size + down.size, lines.size / 4)
    }

    @ParameterizedTest
    @ValueSource(ints = [2, 3, 32, 33, 34, 64, 65, 128, 256])
    fun manyPointsAreSpreadEvenlyFromEndToEnd(points: Int) {
        val lines = spread(points)
        assertEquals(minOf(points, 33), lines.size)
        assertEquals(0, lines.first())
        assertEquals(points - 1, lines.last())
        val steps = lines.zipWithNext { one, next -> next - one }
        val least = (points - 1) / (lines.size - 1)
        assertEquals(emptySet<Int>(), steps.toSet() - setOf(least, least + 1))
    }

    @Test
    fun largeGridsAreThinnedOut() {
        val lines =
            gridLines(Size(256, 256), { i, _ -> i }, { _, j -> j }, Size(256, 256), Size(256, 256))
        assertEquals(2 * 33 * 32, lines.size / 4)
        assertEquals(spread(256).map { it + 0.5f }.toSet(), lines.toSet())
    }
}
