package dev.relievo.cli;

import dev.relievo.record.RejectReason;
import dev.relievo.stream.Chain;
import dev.relievo.stream.Letter;
import dev.relievo.stream.LetterFilter;
import dev.relievo.stream.LetterReader;
import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which dead letters are meant. */
final class LetterOptions {

  @Option(
      names = "--stage",
      split = ",",
      paramLabel = "S",
      description = "Of these stages: detect, regress, unwrap, displace, mesh; default: all.")
  private List<String> stages;

  @Option(
      names = "--reason",
      paramLabel = "R",
      description = "For this reason, such as INVALID_RECORD or RECORD_TOO_LARGE.")
  private RejectReason reason;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = Time.class,
      description = "Of the last so many hours, minutes or seconds, such as 1h, 30m or PT1H30M.")
  private Duration since;

  /** Whether any of them is given. */
  boolean isGiven() {
    return stages != null || reason != null || since != null;
  }

  LetterFilter filter(boolean unreplayed) {
    List<String> named =
        stages == null ? Chain.STAGES : StageSelection.of(stages, Optional.empty());
    Instant from = since == null ? null : Instant.now().minus(since);
    return new LetterFilter(named, reason, from, unreplayed);
  }

  /**
   * The letter of a name.
   *
   * @throws CommandFailure where the name has a wrong form, or there is no such letter
   */
  static Letter find(String name, LetterReader reader) {
    try {
      return reader
          .find(name)
          .orElseThrow(
              () ->
                  new CommandFailure(
                      ExitCode.GONE, "there is no dead letter " + name + ", or not any more"));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  static void requirePositive(String option, int value) {
    if (value < 1) {
      throw new CommandFailure(ExitCode.USAGE, option + " must be above 0, not " + value);
    }
  }

  /** As in the options of the stages. */
  static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Duration time = new DurationConverter().convert(text);
      if (time == null || time.isNegative()) {
        throw new TypeConversionException("a time is like 1h, 30m or PT1H30M, not " + text);
      }
      return time;
    }
  }
}
