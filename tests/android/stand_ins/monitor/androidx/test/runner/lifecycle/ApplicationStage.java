package androidx.test.runner.lifecycle;

/** The states of an Application that RoboMonitoringInstrumentation reports. */
public enum ApplicationStage {
  PRE_ON_CREATE,
  CREATED
}
