package dev.edgeward.demo

/** Sides of the samples that bundles were exported for, in pixels. */
val SAMPLE_SIZES = listOf(64, 128, 256)

/** Names the folder of the bundle in the app's assets. */
fun bundleName(
    adaptive: Boolean,
    sampleSize: Int,
): String = if (adaptive) "person-$sampleSize" else "person-uniform-$sampleSize"
