package dev.edgeward

import android.content.res.AssetManager
import java.io.IOException
import java.io.InputStream

/** The bundle in a folder of an app's assets. */
class AssetBundle(
    private val assets: AssetManager,
    private val folder: String,
) : Bundle {
    @Throws(IOException::class)
    override fun open(name: String): InputStream = assets.open("$folder/$name")
}
