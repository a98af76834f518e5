package androidx.test.internal.runner.intent;

import android.content.Intent;
import androidx.test.runner.intent.IntentMonitor;

/** Keeps nothing: Robolectric's shadows have their own record of started Intents. */
public final class IntentMonitorImpl implements IntentMonitor {
  /** Called before an Activity is started. */
  public void signalIntent(Intent intent) {}
}
