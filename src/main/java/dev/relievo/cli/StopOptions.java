package dev.relievo.cli;

import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** When a reader of a stream that never ends is to end; whichever comes first. */
final class StopOptions {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"--limit", "--meshes"},
      paramLabel = "N",
      description = "End after N meshes; default: never.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = LetterOptions.Time.class,
      description = "End after so many hours, minutes or seconds, such as 90s, 5m or 1h.")
  private Duration time;

  @Option(
      names = "--idle",
      paramLabel = "TIME",
      converter = LetterOptions.Time.class,
      description =
          "End when nothing has come for so long: with --from-beginning, the end of what"
              + " is there.")
  private Duration idle;

  private Instant started;
  private Instant heard;
  private long meshes;

  /** The time runs from now. */
  void start() {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit must be above 0, not " + limit);
    }
    started = Instant.now();
    heard = started;
  }

  /** Something has come. */
  void hear() {
    heard = Instant.now();
  }

  /** A mesh was written, or collected. */
  void count() {
    meshes++;
  }

  /** Whether there were as many meshes as were wanted. */
  boolean isEnough() {
    return meshes >= limit;
  }

  /** Whether to end. */
  boolean isOver() {
    return isEnough() || left().isZero();
  }

  /** How long to wait for more: zero where time is up, at most a second. */
  Duration left() {
    Instant now = Instant.now();
    Duration least = LONGEST_WAIT;
    if (time != null) {
      least = shorter(least, Duration.between(now, started.plus(time)));
    }
    if (idle != null) {
      least = shorter(least, Duration.between(now, heard.plus(idle)));
    }
    return least.isNegative() ? Duration.ZERO : least;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
