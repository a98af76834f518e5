package dev.edgeward.demo

import android.os.Bundle

private const val ADAPTIVE = "adaptive"
private const val SAMPLE_SIZE = "sampleSize"
private const val GRID = "grid"
private const val PICTURE = "picture"
private const val PERMISSION = "permission"

/** Keeps what a rotation or a killed process must not lose. */
internal fun UiState.save(out: Bundle) {
    out.putBoolean(ADAPTIVE, adaptive)
    out.putInt(SAMPLE_SIZE, sampleSize)
    out.putBoolean(GRID, grid)
    out.putString(PICTURE, picture)
    out.putString(PERMISSION, permission.name)
}

/** The state that was saved, in the background; a fresh one if none was. */
internal fun restored(saved: Bundle?): UiState {
    if (saved == null) return UiState()
    return UiState(
        adaptive = saved.getBoolean(ADAPTIVE),
        sampleSize = saved.getInt(SAMPLE_SIZE),
        grid = saved.getBoolean(GRID),
        picture = saved.getString(PICTURE),
        permission = Permission.valueOf(checkNotNull(saved.getString(PERMISSION))),
    )
}
