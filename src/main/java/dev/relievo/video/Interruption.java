package dev.relievo.video;

import java.time.Duration;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;

/**
 * Asked by FFmpeg while it waits for bytes, in the thread that reads: ends the wait where that
 * thread was interrupted, or where nothing has come for too long.
 */
final class Interruption extends AVIOInterruptCB.Callback_Pointer {

  private final long patience;
  private volatile long since = System.nanoTime();

  /**
   * For one input.
   *
   * @param patience null where a wait may last for ever
   */
  Interruption(Duration patience) {
    this.patience = patience == null ? Long.MAX_VALUE : patience.toNanos();
  }

  /** A new wait begins. */
  void restart() {
    since = System.nanoTime();
  }

  boolean isOver() {
    return System.nanoTime() - since > patience;
  }

  @Override
  public int call(Pointer nothing) {
    return Thread.currentThread().isInterrupted() || isOver() ? 1 : 0;
  }
}
