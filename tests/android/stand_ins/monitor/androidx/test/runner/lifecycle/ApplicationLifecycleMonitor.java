package androidx.test.runner.lifecycle;

/** The type under which ApplicationLifecycleMonitorRegistry takes a monitor. */
public interface ApplicationLifecycleMonitor {}
