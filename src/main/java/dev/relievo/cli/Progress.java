package dev.relievo.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How far something is, on standard error: in a terminal one line that changes, elsewhere a line
 * now and then, so that a log does not grow with it.
 */
final class Progress implements AutoCloseable {

  /** Set by the launcher, which can tell: whether standard error is a terminal. */
  private static final String TERMINAL = "launcher.terminal";

  private static final Duration REDRAW = Duration.ofMillis(200);
  private static final Duration LINE = Duration.ofSeconds(10);
  private static final String CLEAR = "\r\u001b[K";
  private static final int BAR = 20;

  private final PrintWriter err;
  private final boolean terminal;
  private long shown = System.nanoTime();
  private boolean drawn;

  Progress(PrintWriter err) {
    this(err, hasTerminal());
  }

  Progress(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  private static boolean hasTerminal() {
    String told = System.getProperty(TERMINAL);
    Console console = told == null ? System.console() : null;
    return console != null || Boolean.parseBoolean(told);
  }

  boolean isTerminal() {
    return terminal;
  }

  /** Shows a line where it is time to; else it is not even made. */
  void show(Supplier<String> line) {
    long now = System.nanoTime();
    Duration pause = terminal ? REDRAW : LINE;
    if (now - shown < pause.toNanos()) {
      return;
    }
    shown = now;
    if (terminal) {
      err.print(CLEAR + line.get());
      drawn = true;
    } else {
      err.println(line.get());
    }
    err.flush();
  }

  /** Prints a line that stays. */
  void say(String line) {
    clear();
    err.println(line);
    err.flush();
  }

  /** A bar of a share from 0 to 1. */
  static String bar(double share) {
    int full = (int) Math.round(BAR * Math.max(0, Math.min(1, share)));
    return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
  }

  private void clear() {
    if (drawn) {
      err.print(CLEAR);
      drawn = false;
    }
  }

  /** Leaves the terminal as it was. */
  @Override
  public void close() {
    clear();
    err.flush();
  }
}
