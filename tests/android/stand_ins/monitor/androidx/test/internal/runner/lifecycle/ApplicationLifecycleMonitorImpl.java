package androidx.test.internal.runner.lifecycle;

import android.app.Application;
import androidx.test.runner.lifecycle.ApplicationLifecycleMonitor;
import androidx.test.runner.lifecycle.ApplicationStage;

/** Keeps nothing: tests see the Application itself. */
public final class ApplicationLifecycleMonitorImpl implements ApplicationLifecycleMonitor {
  /** Called before and after Application.onCreate. */
  public void signalLifecycleChange(Application application, ApplicationStage stage) {}
}
