package androidx.test.internal.runner.lifecycle;

import android.app.Activity;
import androidx.test.runner.lifecycle.ActivityLifecycleMonitor;
import androidx.test.runner.lifecycle.Stage;

/** Keeps nothing: tests see each Activity itself. */
public final class ActivityLifecycleMonitorImpl implements ActivityLifecycleMonitor {
  /** Called around each callback of an Activity's lifecycle. */
  public void signalLifecycleChange(Stage stage, Activity activity) {}
}
