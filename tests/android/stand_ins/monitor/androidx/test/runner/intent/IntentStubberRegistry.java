package androidx.test.runner.intent;

/** Says that no stubber is there, so RoboMonitoringInstrumentation never asks for one. */
public final class IntentStubberRegistry {
  private IntentStubberRegistry() {}

  /** Asked before each Intent is started. */
  public static boolean isLoaded() {
    return false;
  }
}
