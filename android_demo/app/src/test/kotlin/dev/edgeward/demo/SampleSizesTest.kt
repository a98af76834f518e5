package dev.edgeward.demo

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class SampleSizesTest {
    @Test
    fun bundlesAreNamedByWhatTheyAre() {
        assertEquals("person-128", bundleName(adaptive = true, 128))
        assertEquals("person-uniform-64", bundleName(adaptive = false, 64))
    }

    @Test
    fun everyChoiceIsABundleOfItsOwn() {
        val names = SAMPLE_SIZES.flatMap { listOf(bundleName(true, it), bundleName(false, it)) }
        assertEquals(6, names.toSet().size)
    }

    @Test
    fun sizesGrowAndTheFirstOneShownIsAmongThem() {
        assertEquals(SAMPLE_SIZES.sorted().distinct(), SAMPLE_SIZES)
        assertTrue(UiState().sampleSize in SAMPLE_SIZES)
    }
}
