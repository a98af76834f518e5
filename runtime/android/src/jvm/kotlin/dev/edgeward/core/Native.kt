package dev.edgeward.core

import java.nio.ByteBuffer

/**
 * The functions of edgeward.h as jni.cpp registers them; nobody but [Core] calls them.
 *
 * Buffers are direct and in native byte order. What returns an Int returns an `edgeward_status`.
 */
internal object Native {
    init {
        System.loadLibrary("edgeward_jni")
    }

    @JvmStatic
    external fun message(status: Int): String

    @JvmStatic
    external fun resizeGrid(
        destination: ByteBuffer,
        rows: Int,
        cols: Int,
        grid: ByteBuffer,
        gridRows: Int,
        gridCols: Int,
    ): Int

    @JvmStatic
    external fun gridPoints(
        destination: ByteBuffer,
        grid: ByteBuffer,
        rows: Int,
        cols: Int,
        height: Int,
        width: Int,
    ): Int

    @JvmStatic
    external fun sample(
        destination: ByteBuffer,
        picture: ByteBuffer,
        height: Int,
        width: Int,
        pixelStride: Int,
        rowStride: Int,
        points: ByteBuffer,
        rows: Int,
        cols: Int,
    ): Int

    @JvmStatic
    external fun sampleYuv(
        destination: ByteBuffer,
        y: ByteBuffer,
        u: ByteBuffer,
        v: ByteBuffer,
        height: Int,
        width: Int,
        yRowStride: Int,
        chromaRowStride: Int,
        chromaPixelStride: Int,
        matrix: Int,
        fullRange: Boolean,
        points: ByteBuffer,
        rows: Int,
        cols: Int,
    ): Int

    @JvmStatic
    external fun labels(
        destination: ByteBuffer,
        rowStride: Int,
        points: ByteBuffer,
        scores: ByteBuffer,
        task: IntArray,
    ): Int

    @JvmStatic
    external fun overlay(
        destination: ByteBuffer,
        rowStride: Int,
        points: ByteBuffer,
        scores: ByteBuffer,
        task: IntArray,
        palette: ByteBuffer,
    ): Int

    @JvmStatic
    external fun mask(
        destination: ByteBuffer,
        rowStride: Int,
        points: ByteBuffer,
        scores: ByteBuffer,
        task: IntArray,
        label: Int,
    ): Int

    @JvmStatic
    external fun confidence(
        destination: ByteBuffer,
        rowStride: Int,
        points: ByteBuffer,
        scores: ByteBuffer,
        task: IntArray,
    ): Int

    /** On Android alone: the pixels of an `android.graphics.Bitmap` where they lie, or null. */
    @JvmStatic
    external fun lockBitmap(
        bitmap: Any,
        bytes: Long,
    ): ByteBuffer?

    /** On Android alone: ends what [lockBitmap] began. */
    @JvmStatic
    external fun unlockBitmap(bitmap: Any)
}
