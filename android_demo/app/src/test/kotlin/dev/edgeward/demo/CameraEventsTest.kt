package dev.edgeward.demo

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import org.junit.jupiter.params.provider.EnumSource

/** Permission and camera: asked for once, opened when it may be, closed when nobody looks. */
class CameraEventsTest {
    private val denied = Event.PermissionAnswered(granted = false)

    @Test
    fun permissionIsAskedForAtFirst() {
        val first = Event.Foreground(granted = false, hasCamera = true)
        HIDDEN.leads(first, ASKED, Effect.AskPermission)
        assertEquals(Status.ASKING_PERMISSION, ASKED.status)
    }

    @Test
    fun aGrantedCameraIsOpened() {
        val opening = LIVE.copy(camera = CameraState.OPENING)
        HIDDEN.leads(RETURNED, opening, Effect.OpenCamera)
        ASKED.leads(Event.PermissionAnswered(granted = true), opening, Effect.OpenCamera)
        assertEquals(Status.OPENING_CAMERA, opening.status)
        assertFalse(opening.live)
        opening.leads(Event.CameraOpened, LIVE)
        assertTrue(LIVE.live)
        assertEquals(Status.WORKING, LIVE.status)
    }

    @Test
    fun aDeniedOneCanBeAllowed() {
        val refused = ASKED.copy(permission = Permission.DENIED)
        ASKED.leads(denied, refused)
        assertEquals(Status.PERMISSION_DENIED, refused.status)
        assertEquals(Remedy.ALLOW, refused.status.remedy)
        refused.leads(Event.RemedyAsked, ASKED, Effect.AskPermission)
    }

    @Test
    fun oneDeniedForGoodIsAllowedInTheSettings() {
        val refused = ASKED.copy(permission = Permission.DENIED_FOR_GOOD)
        ASKED.leads(Event.PermissionAnswered(granted = false, forGood = true), refused)
        assertEquals(Status.PERMISSION_DENIED_FOR_GOOD, refused.status)
        assertEquals(Remedy.SETTINGS, refused.status.remedy)
        refused.leads(Event.RemedyAsked, refused, Effect.OpenSettings)
        val allowed = refused.after(Event.Background).state.after(RETURNED)
        assertEquals(LIVE.copy(camera = CameraState.OPENING), allowed.state)
        assertEquals(listOf(Effect.OpenCamera), allowed.effects)
    }

    @ParameterizedTest
    @EnumSource(Permission::class, names = ["ASKED", "DENIED", "DENIED_FOR_GOOD"])
    fun nobodyIsAskedAgainForComingBack(permission: Permission) {
        val before = HIDDEN.copy(permission = permission)
        val back = Event.Foreground(granted = false, hasCamera = true)
        before.leads(back, before.copy(foreground = true))
    }

    @Test
    fun aPermissionThatWasTakenBackIsAskedForAgain() {
        val before = HIDDEN.copy(permission = Permission.GRANTED)
        before.leads(
            Event.Foreground(granted = false, hasCamera = true), ASKED, Effect.AskPermission,
        )
    }

    @Test
    fun anAnswerThatComesInTheBackgroundIsKept() {
        val asked = HIDDEN.copy(permission = Permission.ASKED)
        val granted = Event.PermissionAnswered(granted = true)
        asked.leads(granted, asked.copy(permission = Permission.GRANTED))
    }

    @ParameterizedTest
    @CsvSource("false", "true")
    fun withoutACameraNobodyIsAsked(granted: Boolean) {
        val seen = HIDDEN.after(Event.Foreground(granted, hasCamera = false))
        assertEquals(emptyList<Effect>(), seen.effects)
        assertEquals(CameraState.NONE, seen.state.camera)
        assertEquals(Status.NO_CAMERA, seen.state.status)
        assertNull(seen.state.status.remedy)
    }

    @Test
    fun aCameraWithoutUsableFramesIsNone() {
        val opening = LIVE.copy(camera = CameraState.OPENING)
        val none = LIVE.copy(camera = CameraState.NONE)
        opening.leads(Event.CameraMissing, none)
        assertEquals(Status.NO_CAMERA, none.status)
        none.ignores(Event.CameraOpened)
        none.ignores(Event.CameraLost)
        assertEquals(CameraState.NONE, none.afterAll(Event.Background).camera)
    }

    @ParameterizedTest
    @EnumSource(CameraState::class, names = ["OPENING", "OPEN"])
    fun aLostCameraIsClosedAndOpenedOnDemand(camera: CameraState) {
        val lost = LIVE.copy(camera = CameraState.LOST)
        val before = SHOWN.copy(camera = camera, sharing = true)
        before.leads(Event.CameraLost, lost, Effect.CloseCamera)
        assertEquals(Status.CAMERA_LOST, lost.status)
        assertEquals(Remedy.RETRY, lost.status.remedy)
        val opening = LIVE.copy(camera = CameraState.OPENING)
        lost.leads(Event.RemedyAsked, opening, Effect.OpenCamera)
    }

    @ParameterizedTest
    @EnumSource(CameraState::class, names = ["CLOSED", "LOST", "NONE"])
    fun newsOfACameraThatWasClosedAreIgnored(camera: CameraState) {
        val closed = LIVE.copy(camera = camera)
        closed.ignores(Event.CameraOpened)
        closed.ignores(Event.CameraLost)
    }

    @Test
    fun theBackgroundClosesCameraAndModel() {
        SHOWN.leads(
            Event.Background,
            SHOWN.copy(foreground = false, camera = CameraState.CLOSED, shown = null),
            Effect.CloseCamera,
            Effect.CloseModel,
        )
    }

    @Test
    fun aPicturesResultStaysInTheBackground() {
        val hidden = PICTURE.copy(foreground = false)
        PICTURE.copy(sharing = true).leads(
            Event.Background, hidden, Effect.CloseCamera, Effect.CloseModel,
        )
        hidden.leads(RETURNED, PICTURE)
    }

    @Test
    fun comingBackIsATryAgain() {
        val failed = LIVE.copy(failure = Failure.Model("no network"))
        val back = failed.afterAll(Event.Background, RETURNED)
        assertEquals(LIVE.copy(camera = CameraState.OPENING), back)
    }
}
