package dev.edgeward.demo

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/** Pictures from the gallery take the camera's place, and give it back. */
class PictureEventsTest {
    private val picked = Event.PicturePicked(PHOTO)
    private val waiting = PICTURE.copy(shown = null)

    @Test
    fun theGalleryIsOpened() {
        val told = SHOWN.copy(notice = Status.SHARE_FAILED)
        told.leads(Event.GalleryAsked, SHOWN, Effect.OpenGallery)
    }

    @Test
    fun aDeviceWithoutAGallerySaysSo() {
        val told = SHOWN.copy(notice = Status.NO_GALLERY)
        SHOWN.leads(Event.GalleryMissing, told)
        assertEquals(Status.NO_GALLERY, told.status)
    }

    @Test
    fun aPictureClosesTheCameraAndIsSegmented() {
        val before =
            SHOWN.copy(
                timings = Timings() + mapOf("total" to 1.0),
                failure = Failure.Model("no network"),
                notice = Status.SHARE_FAILED,
                sharing = true,
            )
        before.leads(
            picked,
            waiting,
            Effect.CloseCamera,
            Effect.SegmentPicture(Request("person-128", PHOTO)),
        )
        assertEquals(Status.WORKING, waiting.status)
        assertFalse(waiting.live)
    }

    @Test
    fun aPictureThatComesInTheBackgroundIsSegmentedLater() {
        val hidden = HIDDEN.copy(permission = Permission.GRANTED)
        hidden.leads(picked, hidden.copy(picture = PHOTO), Effect.CloseCamera)
        hidden
            .copy(picture = PHOTO)
            .leads(RETURNED, waiting, Effect.SegmentPicture(waiting.request))
    }

    @ParameterizedTest
    @EnumSource(Permission::class)
    fun noPermissionIsNeededForAPicture(permission: Permission) {
        val refused = ASKED.copy(permission = permission)
        val step = refused.after(picked)
        assertEquals(Effect.SegmentPicture(step.state.request), step.effects.last())
        assertEquals(Status.WORKING, step.state.status)
    }

    @Test
    fun noCameraIsNeededForAPicture() {
        val none = HIDDEN.copy(foreground = true, camera = CameraState.NONE)
        val shown = none.after(picked).state
        assertEquals(CameraState.NONE, shown.camera)
        assertEquals(Status.WORKING, shown.status)
        none.leads(
            picked,
            none.copy(picture = PHOTO),
            Effect.CloseCamera,
            Effect.SegmentPicture(Request("person-128", PHOTO)),
        )
        shown.leads(Event.CameraAsked, none)
    }

    @Test
    fun aGalleryThatIsLeftChangesNothing() {
        SHOWN.ignores(Event.PicturePicked(null))
        PICTURE.ignores(Event.PicturePicked(null))
    }

    @Test
    fun anUnreadablePictureGivesTheCameraBack() {
        val opening = LIVE.copy(camera = CameraState.OPENING, notice = Status.PICTURE_UNREADABLE)
        waiting.leads(Event.PictureUnreadable(PHOTO), opening, Effect.OpenCamera)
        assertEquals(Status.PICTURE_UNREADABLE, opening.status)
    }

    @Test
    fun anotherPicturesTroubleIsIgnored() {
        waiting.ignores(Event.PictureUnreadable("content://gallery/2"))
        SHOWN.ignores(Event.PictureUnreadable(PHOTO))
    }

    @Test
    fun theCameraComesBackWhenAskedFor() {
        val opening = LIVE.copy(camera = CameraState.OPENING)
        PICTURE.leads(Event.CameraAsked, opening, Effect.OpenCamera)
    }

    @Test
    fun theCameraThatComesBackMayStillBeDenied() {
        val denied = PICTURE.copy(permission = Permission.DENIED)
        val back = denied.after(Event.CameraAsked)
        assertEquals(emptyList<Effect>(), back.effects)
        assertNull(back.state.picture)
        assertEquals(Status.PERMISSION_DENIED, back.state.status)
    }
}
