package dev.relievo.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jboss.logging.Logger;

/**
 * What follows when a stream thread dies. The network may come back: a new thread takes over, up to
 * a number of times. A stage that is stuck, or whose user the cluster refuses, will not: it stops
 * in this process, its partitions go to another one, and nothing is lost as the record was not
 * committed.
 */
final class ReplaceOrStop implements StreamsUncaughtExceptionHandler {

  private static final Logger LOG = Logger.getLogger(ReplaceOrStop.class);
  private static final int MOST_DEATHS = 10;
  private static final Duration WITHIN = Duration.ofMinutes(5);

  private final String stage;
  private final Consumer<Throwable> onStop;
  private final Deque<Instant> deaths = new ArrayDeque<>();

  /**
   * For one stage.
   *
   * @param onStop told why, when the stage stops
   */
  ReplaceOrStop(String stage, Consumer<Throwable> onStop) {
    this.stage = stage;
    this.onStop = onStop;
  }

  @Override
  public synchronized StreamThreadExceptionResponse handle(Throwable e) {
    Instant now = Instant.now();
    deaths.add(now);
    deaths.removeIf(death -> death.isBefore(now.minus(WITHIN)));
    Throwable stuck = stuck(e);
    if (stuck != null || deaths.size() > MOST_DEATHS) {
      LOG.errorf(e, "stage %s stops", stage);
      onStop.accept(stuck != null ? stuck : e);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    LOG.warnf(e, "stage %s lost a stream thread; another takes over", stage);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private static Throwable stuck(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof StageStuckException
          || cause instanceof Error
          || cause instanceof AuthenticationException
          || cause instanceof AuthorizationException) {
        return cause;
      }
    }
    return null;
  }
}
