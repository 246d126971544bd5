package dev.relievo.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a long command is about, step by step, on standard error: a line a step. In a terminal the
 * step under way has its time beside it, and a bar where it says how far it is ("3 of 20 ...").
 */
final class Phases implements AutoCloseable {

  private static final Pattern SHARE = Pattern.compile("([0-9]+) of ([0-9]+)");
  private static final Duration TICK = Duration.ofMillis(500);

  private final String command;
  private final Supplier<Progress> start;
  private Progress progress;
  private Thread ticker;
  private String step;
  private long begun;

  /**
   * Nothing yet.
   *
   * @param command its name, which every line begins with
   * @param err asked for once, with the first step
   */
  static Phases of(String command, Supplier<PrintWriter> err) {
    return new Phases(command, () -> new Progress(err.get()));
  }

  Phases(String command, Supplier<Progress> start) {
    this.command = command;
    this.start = start;
  }

  /** A step begins, or the one under way is further. */
  synchronized void say(String what) {
    if (progress == null) {
      progress = start.get();
      ticker = new Thread(this::tick, "progress");
      ticker.setDaemon(true);
      ticker.start();
    }
    boolean same = step != null && kind(step).equals(kind(what));
    if (!same || !progress.isTerminal()) {
      progress.say("relievo: " + command + ": " + what);
    }
    begun = same ? begun : System.nanoTime();
    step = what;
  }

  /** The same of "3 of 20 faces" and of "4 of 20 faces". */
  private static String kind(String what) {
    return SHARE.matcher(what).replaceAll("$2");
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(TICK.toMillis());
        draw();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private synchronized void draw() {
    if (step != null && progress.isTerminal()) {
      progress.show(this::line);
    }
  }

  private String line() {
    double seconds = (System.nanoTime() - begun) / 1e9;
    Matcher share = SHARE.matcher(step);
    String bar =
        share.find()
            ? Progress.bar(Double.parseDouble(share.group(1)) / Double.parseDouble(share.group(2)))
                + " "
            : "";
    return String.format(Locale.ROOT, "%s%s, %.0f s", bar, step, seconds);
  }

  /** The last step is over; before anything else is printed. */
  @Override
  public synchronized void close() {
    if (progress != null) {
      ticker.interrupt();
      progress.close();
      progress = null;
      step = null;
    }
  }
}
