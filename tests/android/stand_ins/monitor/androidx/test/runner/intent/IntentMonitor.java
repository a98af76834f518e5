package androidx.test.runner.intent;

/** The type under which IntentMonitorRegistry takes a monitor. */
public interface IntentMonitor {}
