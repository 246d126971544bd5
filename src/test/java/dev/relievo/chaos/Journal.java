package dev.relievo.chaos;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What was done to the processes of a scenario, and how long they took to get over it. */
final class Journal {

  private final PrintWriter out;
  private final Instant start = Instant.now();
  private int kills;
  private int pauses;
  private int stops;
  private double slowest;

  Journal(PrintWriter out) {
    this.out = out;
  }

  void killed(String what) {
    kills++;
    say("kill -9 " + what);
  }

  void paused(String what) {
    pauses++;
    say("SIGSTOP " + what);
  }

  void stopped(String what) {
    stops++;
    say("SIGTERM " + what);
  }

  /** The time from a blow until everything that lay there at that moment was committed. */
  void recovered(Instant since) {
    double seconds = secondsSince(since);
    slowest = Math.max(slowest, seconds);
    say("recovered in %.1f s".formatted(seconds));
  }

  void say(String what) {
    out.printf(Locale.ROOT, "  %6.1f s  %s%n", secondsSince(start), what);
    out.flush();
  }

  private static double secondsSince(Instant then) {
    return Duration.between(then, Instant.now()).toMillis() / 1000.0;
  }

  int kills() {
    return kills;
  }

  int pauses() {
    return pauses;
  }

  int stops() {
    return stops;
  }

  /** The longest recovery in seconds; 0 without one. */
  double slowestRecovery() {
    return slowest;
  }

  double seconds() {
    return secondsSince(start);
  }
}
