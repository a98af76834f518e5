package dev.edgeward.demo

import android.Manifest
import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.ComponentCallbacks2
import android.content.Intent
import android.content.pm.PackageManager
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraManager
import android.media.Image
import android.net.Uri
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import android.provider.Settings
import android.view.Surface
import dev.edgeward.AssetBundle
import dev.edgeward.Segmenter
import java.io.File
import java.io.IOException
import java.util.concurrent.atomic.AtomicBoolean

private const val CAMERA_PERMISSION = 1
private const val PICTURE = 2

/** Shows the state of the screen, and does what its events lead to. */
class MainActivity : Activity() {
    private val main = Handler(Looper.getMainLooper())
    private val worker = LatestFrame()
    private val overlays = Overlays()
    private val captureNext = AtomicBoolean()
    private lateinit var views: Views
    private lateinit var work: Work
    private lateinit var viewfinder: Viewfinder

    /** Written on the main thread. */
    @Volatile
    private var state = UiState()

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        setContentView(R.layout.activity_main)
        state = restored(savedInstanceState)
        views = Views(this, ::dispatch)
        viewfinder = Viewfinder(views.preview.holder, ::openCamera)
        val models = Models { Segmenter.create(AssetBundle(assets, it)) }
        work = Work(models, Pictures(contentResolver), overlays)
        views.render(state)
    }

    override fun onStart() {
        super.onStart()
        val permission = checkSelfPermission(Manifest.permission.CAMERA)
        dispatch(
            Event.Foreground(
                granted = permission == PackageManager.PERMISSION_GRANTED,
                hasCamera = packageManager.hasSystemFeature(PackageManager.FEATURE_CAMERA_ANY),
            ),
        )
    }

    override fun onStop() {
        dispatch(Event.Background)
        super.onStop()
    }

    override fun onDestroy() {
        main.removeCallbacksAndMessages(null)
        worker.inTurn(work::close)
        worker.close()
        super.onDestroy()
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        state.save(outState)
    }

    @Deprecated("Deprecated in Java")
    override fun onLowMemory() {
        @Suppress("DEPRECATION")
        super.onLowMemory()
        dispatch(Event.MemoryLow)
    }

    override fun onTrimMemory(level: Int) {
        super.onTrimMemory(level)
        // Since API 34 nobody sends it any more.
        @Suppress("DEPRECATION")
        if (level == ComponentCallbacks2.TRIM_MEMORY_RUNNING_CRITICAL) dispatch(Event.MemoryLow)
    }

    override fun onRequestPermissionsResult(
        requestCode: Int,
        permissions: Array<out String>,
        grantResults: IntArray,
    ) {
        // Empty if the question was interrupted.
        val answer = grantResults.firstOrNull()
        dispatch(
            Event.PermissionAnswered(
                granted = answer == PackageManager.PERMISSION_GRANTED,
                forGood =
                    answer == PackageManager.PERMISSION_DENIED &&
                        !shouldShowRequestPermissionRationale(Manifest.permission.CAMERA),
            ),
        )
    }

    override fun onActivityResult(
        requestCode: Int,
        resultCode: Int,
        data: Intent?,
    ) {
        super.onActivityResult(requestCode, resultCode, data)
        val picture = data?.data.takeIf { resultCode == RESULT_OK }
        if (requestCode == PICTURE) dispatch(Event.PicturePicked(picture?.toString()))
    }

    private fun dispatch(event: Event) {
        val (next, effects) = state.after(event)
        state = next
        views.render(next)
        effects.forEach { perform(it) }
    }

    private fun perform(effect: Effect) =
        when (effect) {
            Effect.AskPermission -> askPermission()
            Effect.OpenSettings -> openSettings()
            Effect.OpenCamera -> findCamera()
            Effect.CloseCamera -> viewfinder.close()
            Effect.OpenGallery -> openGallery()
            is Effect.SegmentPicture -> segment(effect.request)
            Effect.CloseModel -> worker.inTurn(work::close)
            Effect.Share -> share()
        }

    private fun askPermission() =
        requestPermissions(arrayOf(Manifest.permission.CAMERA), CAMERA_PERMISSION)

    private fun openSettings() =
        startActivity(
            Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS)
                .setData(Uri.fromParts("package", packageName, null)),
        )

    private fun findCamera() {
        try {
            val lens = getSystemService(CameraManager::class.java).chooseLens()
            if (lens == null) return dispatch(Event.CameraMissing)
            views.fitted.picture = upright(lens.size, rotation(lens))
            views.overlay.scaleX = if (lens.front) -1f else 1f
            viewfinder.open(lens)
        } catch (_: CameraAccessException) {
            dispatch(Event.CameraLost)
        }
    }

    private fun openCamera(
        lens: Lens,
        preview: Surface,
    ) = Camera(
        getSystemService(CameraManager::class.java),
        lens,
        preview,
        worker,
        job = { image -> Job({ segment(image, rotation(lens)) }, image::close) },
        report = { event -> main.post { dispatch(event) } },
    )

    /** The display may turn upside down without a word. */
    private fun rotation(lens: Lens): Int {
        val quarters = views.fitted.display?.rotation ?: Surface.ROTATION_0
        return uprightRotation(lens.sensor, 90 * quarters, lens.front)
    }

    private fun openGallery() {
        val pictures =
            Intent(Intent.ACTION_OPEN_DOCUMENT)
                .addCategory(Intent.CATEGORY_OPENABLE)
                .setType("image/*")
        try {
            startActivityForResult(pictures, PICTURE)
        } catch (_: ActivityNotFoundException) {
            dispatch(Event.GalleryMissing)
        }
    }

    private fun segment(picture: Request) =
        worker.submit(Job(work = { post(work.picture(picture)) }, release = {}))

    /** On the worker, as [write] is. */
    private fun segment(
        image: Image,
        rotation: Int,
    ) {
        val now = state
        if (now.live) {
            post(work.frame(now.request, image, rotation))
        } else if (now.capturing && captureNext.getAndSet(false)) {
            val answer = work.capture(now.request, image, rotation)
            post(answer)
            write(answer.found)
        }
    }

    private fun post(answer: Answer) {
        main.post {
            dispatch(answer.event)
            answer.found?.let { show(it) }
        }
    }

    private fun show(found: Found) {
        val unused = if (found.request == state.shown) views.show(found) else found
        unused?.let { overlays.giveBack(it.overlay) }
    }

    private fun share() {
        if (state.picture == null) {
            captureNext.set(true)
        } else {
            val found = views.overlay.found
            worker.inTurn { write(found) }
        }
    }

    private fun write(found: Found?) {
        val result =
            try {
                found?.photo?.let {
                    writeResult(laidOver(it, found.overlay), ResultProvider.resultFolder(this))
                }
            } catch (_: IOException) {
                null
            } catch (_: OutOfMemoryError) {
                null
            }
        main.post { offer(result) }
    }

    private fun offer(result: File?) {
        val wanted = state.sharing
        dispatch(Event.ShareDone(result != null))
        if (wanted && result != null) {
            startActivity(shareIntent(ResultProvider.address(result), getText(R.string.share)))
        }
    }
}
