package dev.relievo.chaos;

import dev.relievo.stream.Chain;
import java.time.Duration;

/**
 * How far the stages are behind the cameras, looked at now and then: on a slow machine the cameras
 * must wait, or no scenario would end. A broker that is away counts as no backlog: the cameras then
 * go on.
 */
final class Backlog implements AutoCloseable {

  private static final Duration BROKER_PATIENCE = Duration.ofSeconds(5);
  private static final int LOOK_MILLIS = 500;

  private final Watch watch;
  private final Thread looker = new Thread(this::look, "backlog");
  private volatile long records;

  Backlog(String bootstrapServers, int partitions) {
    watch = new Watch(bootstrapServers, partitions, BROKER_PATIENCE);
    looker.setDaemon(true);
    looker.start();
  }

  /** Records before all stages when last looked. */
  long records() {
    return records;
  }

  private void look() {
    try {
      while (true) {
        Thread.sleep(LOOK_MILLIS);
        records = sum();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long sum() {
    try {
      return Chain.STAGES.stream().mapToLong(watch::lag).sum();
    } catch (ChaosFailure e) {
      return 0;
    }
  }

  @Override
  public void close() {
    looker.interrupt();
    watch.close();
  }
}
