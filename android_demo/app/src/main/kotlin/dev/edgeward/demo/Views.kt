package dev.edgeward.demo

import android.app.Activity
import android.os.Build
import android.view.SurfaceView
import android.view.View
import android.view.WindowInsets
import android.widget.Button
import android.widget.ImageView
import android.widget.SeekBar
import android.widget.Switch
import android.widget.TextView

/**
 * The widgets of the screen.
 *
 * @param send takes what the person does with them.
 */
internal class Views(
    private val activity: Activity,
    private val send: (Event) -> Unit,
) {
    val fitted: FittedLayout = activity.findViewById(R.id.fitted)
    val preview: SurfaceView = activity.findViewById(R.id.preview)
    val overlay: OverlayView = activity.findViewById(R.id.overlay)
    private val photo: ImageView = activity.findViewById(R.id.photo)
    private val status: TextView = activity.findViewById(R.id.status)
    private val timings: TextView = activity.findViewById(R.id.timings)
    private val remedy: Button = activity.findViewById(R.id.remedy)
    private val adaptive: Switch = activity.findViewById(R.id.adaptive)
    private val grid: Switch = activity.findViewById(R.id.grid)
    private val size: SeekBar = activity.findViewById(R.id.size)
    private val sizeLabel: TextView = activity.findViewById(R.id.size_label)
    private val gallery: Button = activity.findViewById(R.id.gallery)
    private val camera: Button = activity.findViewById(R.id.camera)
    private val share: Button = activity.findViewById(R.id.share)

    init {
        activity.findViewById<View>(R.id.screen).keepClearOfBars()
        size.max = SAMPLE_SIZES.lastIndex
        size.setOnSeekBarChangeListener(Moves { send(Event.SizeMoved(it)) })
        adaptive.setOnCheckedChangeListener { _, checked -> send(Event.AdaptiveSet(checked)) }
        grid.setOnCheckedChangeListener { _, checked -> send(Event.GridSet(checked)) }
        remedy.setOnClickListener { send(Event.RemedyAsked) }
        gallery.setOnClickListener { send(Event.GalleryAsked) }
        camera.setOnClickListener { send(Event.CameraAsked) }
        share.setOnClickListener { send(Event.ShareAsked) }
    }

    fun render(state: UiState) {
        renderPictures(state)
        renderSettings(state)
        status.say(activity.text(state))
        timings.say(activity.text(state.timings))
        state.status.remedy?.let { remedy.setText(it.label) }
        remedy.isVisible = state.status.remedy != null
        camera.isVisible = state.picture != null
        share.isEnabled = state.shareable
    }

    /** Shows a result and returns the one that was shown before. */
    fun show(found: Found): Found? {
        val before = overlay.found
        fitted.picture = found.segmentation.size
        if (found.request.picture != null) photo.setImageBitmap(found.photo)
        overlay.found = found
        return before
    }

    private fun renderPictures(state: UiState) {
        preview.isVisible = state.picture == null
        photo.isVisible = state.picture != null
        overlay.grid = state.grid
        if (state.shown == null) {
            overlay.found = null
            photo.setImageBitmap(null)
        }
        if (state.picture != null) overlay.scaleX = 1f
    }

    private fun renderSettings(state: UiState) {
        adaptive.isChecked = state.adaptive
        grid.isChecked = state.grid
        size.progress = SAMPLE_SIZES.indexOf(state.sampleSize)
        val label = activity.getString(R.string.sample_size, state.sampleSize)
        sizeLabel.say(label)
        // Instead of a percentage.
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) size.stateDescription = label
    }
}

/** A slider that the person moves, not the program. */
private class Moves(
    private val moved: (Int) -> Unit,
) : SeekBar.OnSeekBarChangeListener {
    override fun onProgressChanged(
        bar: SeekBar,
        progress: Int,
        fromUser: Boolean,
    ) {
        if (fromUser) moved(progress)
    }

    override fun onStartTrackingTouch(bar: SeekBar) = Unit

    override fun onStopTrackingTouch(bar: SeekBar) = Unit
}

private var View.isVisible: Boolean
    get() = visibility == View.VISIBLE
    set(visible) {
        visibility = if (visible) View.VISIBLE else View.GONE
    }

/** Setting the same text again would be read out again. */
private fun TextView.say(words: String) {
    if (text.toString() != words) text = words
}

/** Since API 35 an app draws behind the system's bars; up to 34 these insets are 0. */
private fun View.keepClearOfBars() {
    if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R) return
    setOnApplyWindowInsetsListener { view, insets ->
        val bars =
            insets.getInsets(WindowInsets.Type.systemBars() or WindowInsets.Type.displayCutout())
        view.setPadding(bars.left, bars.top, bars.right, bars.bottom)
        insets
    }
}
