package dev.edgeward.demo

import dev.edgeward.Size

// More than so many lines a side hide the photo.
private const val LINES = 33

/**
 * Lines between sampled pixels, as `Canvas.drawLines` takes them: x0, y0, x1, y1, and so on.
 *
 * @param points rows and columns of sampled pixels; of many, lines run through every second, third
 *   and so on, and through the border.
 * @param row of the pixel at point (i, j) in the picture; [column] likewise.
 * @param picture in pixels.
 * @param view that shows the whole picture.
 */
fun gridLines(
    points: Size,
    row: (i: Int, j: Int) -> Int,
    column: (i: Int, j: Int) -> Int,
    picture: Size,
    view: Size,
): FloatArray {
    val rows = spread(points.height)
    val columns = spread(points.width)
    val lines = FloatArray(4 * (rows.size * (columns.size - 1) + columns.size * (rows.size - 1)))
    var end = 0
    // A pixel's middle lies half a pixel from its edge.
    val reach = { i: Int, j: Int ->
        lines[end++] = (column(i, j) + 0.5f) * view.width / picture.width
        lines[end++] = (row(i, j) + 0.5f) * view.height / picture.height
    }
    val draw = { i: Int, j: Int, k: Int, l: Int ->
        reach(i, j)
        reach(k, l)
    }
    for (i in rows) columns.zipWithNext { j, l -> draw(i, j, i, l) }
    for (j in columns) rows.zipWithNext { i, k -> draw(i, j, k, j) }
    return lines
}

/** Indices of at most [LINES] of so many points, evenly spread, with the first and the last. */
internal fun spread(points: Int): List<Int> {
    val lines = minOf(points, LINES)
    return List(lines) { it * (points - 1) / (lines - 1) }
}
