package dev.relievo.train;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The steps of a training in order, until all are taken, the time is over or the thread is
 * interrupted: logs losses, says how it goes, looks at validation faces and saves.
 */
final class TrainingLoop {

  /** Steps over which the log's rows are averaged. */
  static final int LOG_EVERY = 20;

  private static final Duration CHECKPOINT = Duration.ofMinutes(2);
  private static final Duration REPORT = Duration.ofSeconds(10);

  /** What is trained. */
  interface Work {

    /**
     * Takes a step.
     *
     * @param step counts from 1
     * @return its losses by name
     */
    Map<String, Float> advance(long step) throws InterruptedException;

    /** Looks at validation faces. */
    void validate(long step) throws IOException;

    /**
     * Writes a checkpoint.
     *
     * @param pending {@link Averages#pending}
     */
    void save(long step, String pending) throws IOException;
  }

  private final long steps;
  private final int faces;
  private final int validateEvery;
  private final Consumer<String> say;

  /**
   * A loop.
   *
   * @param steps to take in all
   * @param faces a step
   * @param validateEvery steps between two looks at validation faces
   * @param say told how it goes, in lines for a person
   */
  TrainingLoop(long steps, int faces, int validateEvery, Consumer<String> say) {
    this.steps = steps;
    this.faces = faces;
    this.validateEvery = validateEvery;
    this.say = say;
  }

  /**
   * Runs.
   *
   * @param from steps that have been taken
   * @param averages losses since the last row of the log
   * @param log of the losses
   * @param deadline {@link System#nanoTime} at which to stop
   * @param afterStep called with the number of each step that was taken
   * @return why it ended; the work has been saved
   */
  CoarseTraining.End run(
      long from,
      Averages averages,
      TrainingLog log,
      long deadline,
      LongConsumer afterStep,
      Work work)
      throws IOException {
    long step = from, started = System.nanoTime(), saved = started, reported = started;
    CoarseTraining.End end = CoarseTraining.End.FINISHED;
    try {
      while (step < steps) {
        if (Thread.interrupted()) {
          end = CoarseTraining.End.INTERRUPTED;
          break;
        }
        if (System.nanoTime() > deadline) {
          end = CoarseTraining.End.TIME_OVER;
          break;
        }
        averages.add(work.advance(step + 1));
        step++;
        if (step % LOG_EVERY == 0) {
          log.add(step, averages.take());
        }
        if (System.nanoTime() - reported > REPORT.toNanos() || step == steps) {
          reported = System.nanoTime();
          report(step, (reported - started) / 1e9 / (step - from), averages);
        }
        if (step % validateEvery == 0) {
          work.validate(step);
        }
        if (System.nanoTime() - saved > CHECKPOINT.toNanos()) {
          work.save(step, averages.pending());
          saved = System.nanoTime();
        }
        afterStep.accept(step);
      }
    } catch (InterruptedException | ClosedByInterruptException e) {
      end = CoarseTraining.End.INTERRUPTED;
    }
    Thread.interrupted(); // Else nothing could be written.
    work.save(step, averages.pending());
    return end;
  }

  private void report(long step, double each, Averages averages) {
    say.accept(
        String.format(
            Locale.ROOT,
            "step %d of %d, %.0f faces/s, %s left; %s",
            step,
            steps,
            faces / each,
            clock((steps - step) * each),
            averages.latest()));
  }

  private static String clock(double seconds) {
    long s = Math.round(seconds);
    return "%d:%02d:%02d".formatted(s / 3600, s / 60 % 60, s % 60);
  }
}
