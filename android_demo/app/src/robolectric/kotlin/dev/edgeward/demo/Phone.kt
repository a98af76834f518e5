package dev.edgeward.demo

import android.app.Activity
import android.content.Intent
import android.net.Uri
import android.os.Bundle
import android.os.Looper
import android.view.KeyEvent
import android.view.View
import android.widget.SeekBar
import android.widget.TextView
import dev.edgeward.Segmenter
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.util.ReflectionHelpers
import org.robolectric.util.ReflectionHelpers.ClassParameter.from

private const val PATIENCE_NS = 60_000_000_000

/** The app as a person and the system handle it. */
internal class Phone : AutoCloseable {
    private var controller: ActivityController<MainActivity> =
        Robolectric.buildActivity(MainActivity::class.java).setup()

    val activity: MainActivity get() = controller.get()

    /** The result on the screen. */
    val found: Found? get() = view<OverlayView>(R.id.overlay).found

    /** What is open of the bundles, if any is. */
    val segmenter: Segmenter?
        get() {
            val work: Work = ReflectionHelpers.getField(activity, "work")
            val models: Models = ReflectionHelpers.getField(work, "models")
            return ReflectionHelpers.getField(models, "segmenter")
        }

    init {
        idle()
    }

    fun <T : View> view(id: Int): T = activity.requireViewById(id)

    fun sees(id: Int): Boolean = view<View>(id).isShown

    fun reads(id: Int): String = view<TextView>(id).text.toString()

    fun press(id: Int) {
        check(sees(id) && view<View>(id).isEnabled) { "nothing to press" }
        view<View>(id).performClick()
        idle()
    }

    /** Moves the slider by an arrow key. */
    fun slide(key: Int) {
        view<SeekBar>(R.id.size).onKeyDown(key, KeyEvent(KeyEvent.ACTION_DOWN, key))
        idle()
    }

    /** Opens the gallery, and comes back with a picture, or without one. */
    fun pick(picture: Uri?) {
        press(R.id.gallery)
        val asked = shadowOf(activity).nextStartedActivity
        val result = if (picture == null) Activity.RESULT_CANCELED else Activity.RESULT_OK
        shadowOf(activity).receiveResult(asked, result, picture?.let { Intent().setData(it) })
        idle()
    }

    /** Answers the question of the system, or goes away without an answer. */
    fun answerPermission(vararg answers: Int) {
        val asked = shadowOf(activity).lastRequestedPermission
        val names = asked.requestedPermissions.take(answers.size).toTypedArray()
        val result = Intent()
        result.putExtra("android.content.pm.extra.REQUEST_PERMISSIONS_NAMES", names)
        result.putExtra("android.content.pm.extra.REQUEST_PERMISSIONS_RESULTS", answers)
        ReflectionHelpers.callInstanceMethod<Unit>(
            Activity::class.java,
            activity,
            "dispatchRequestPermissionsResult",
            from(Int::class.java, asked.requestCode),
            from(Intent::class.java, result),
        )
        idle()
    }

    fun leave() {
        controller.pause().stop()
        idle()
    }

    fun comeBack() {
        controller.restart().start().resume()
        idle()
    }

    fun recreate() {
        controller.recreate()
        idle()
    }

    /** Tells the app that the display has turned. */
    fun turned() {
        controller.configurationChange()
        idle()
    }

    /** Kills the process in the background, and opens the app again. */
    fun dieAndComeBack() {
        val saved = Bundle()
        controller
            .pause()
            .stop()
            .saveInstanceState(saved)
            .destroy()
        controller = Robolectric.buildActivity(MainActivity::class.java).setup(saved)
        idle()
    }

    /** Waits until the result on the screen is what was asked for. */
    fun waitForResult() = waitUntil { view<View>(R.id.share).isEnabled && found != null }

    /** Waits for the worker. */
    fun waitUntil(done: () -> Boolean) {
        val end = System.nanoTime() + PATIENCE_NS
        while (!done()) {
            check(System.nanoTime() < end) { "waited in vain: ${reads(R.id.status)}" }
            Thread.sleep(2)
            idle()
        }
    }

    fun idle() = shadowOf(Looper.getMainLooper()).idle()

    override fun close() {
        controller.close()
    }
}
