package dev.relievo.chaos;

import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import java.time.Duration;
import java.util.List;

/**
 * A stage on a device of known speed: each batch takes its time and shows in the {@link Pulse}.
 *
 * @param <I> input record
 * @param <O> output record
 */
final class SimulatedDevice<I, O> implements Stage<I, O> {

  private static final int HELD_MILLIS = 5;

  private final String name;
  private final Stage<I, O> stage;
  private final Duration perBatch;
  private final Pulse pulse;

  SimulatedDevice(String name, Stage<I, O> stage, Duration perBatch, Pulse pulse) {
    this.name = name;
    this.stage = stage;
    this.perBatch = perBatch;
    this.pulse = pulse;
  }

  @Override
  public List<Outcome<O>> apply(List<I> batch) {
    pulse.begin(name, batch.size());
    try {
      Thread.sleep(perBatch.toMillis());
      while (pulse.isHeld(name)) {
        pulse.holding(name, true);
        Thread.sleep(HELD_MILLIS);
      }
      pulse.holding(name, false);
      return stage.apply(batch);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(name + " was interrupted", e);
    } finally {
      pulse.end(name);
    }
  }
}
