package androidx.test.runner.intent;

/** Keeps nothing: the code that would ask for the monitor is not on the class path. */
public final class IntentMonitorRegistry {
  private IntentMonitorRegistry() {}

  /** Called by RoboMonitoringInstrumentation.onCreate. */
  public static void registerInstance(IntentMonitor monitor) {}
}
