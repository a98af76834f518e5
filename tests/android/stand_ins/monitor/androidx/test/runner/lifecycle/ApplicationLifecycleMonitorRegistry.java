package androidx.test.runner.lifecycle;

/** Keeps nothing: the code that would ask for the monitor is not on the class path. */
public final class ApplicationLifecycleMonitorRegistry {
  private ApplicationLifecycleMonitorRegistry() {}

  /** Called by RoboMonitoringInstrumentation.onCreate. */
  public static void registerInstance(ApplicationLifecycleMonitor monitor) {}
}
