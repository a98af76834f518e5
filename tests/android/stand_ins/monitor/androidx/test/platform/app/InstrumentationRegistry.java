package androidx.test.platform.app;

import android.app.Instrumentation;
import android.os.Bundle;

/** Keeps nothing: the code that would ask for the instrumentation is not on the class path. */
public final class InstrumentationRegistry {
  private InstrumentationRegistry() {}

  /** Called by AndroidTestEnvironment and RoboMonitoringInstrumentation around each test. */
  public static void registerInstance(Instrumentation instrumentation, Bundle arguments) {}
}
