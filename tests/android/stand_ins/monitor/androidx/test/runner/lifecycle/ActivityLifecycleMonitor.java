package androidx.test.runner.lifecycle;

/** The type under which ActivityLifecycleMonitorRegistry takes a monitor. */
public interface ActivityLifecycleMonitor {}
