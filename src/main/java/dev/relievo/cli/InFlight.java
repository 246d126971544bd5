package dev.relievo.cli;

import dev.relievo.stream.Topics;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Frames that were sent and that the broker has not received yet: so many, and no more. */
final class InFlight {

  /** Two of the largest, or a second of usual ones. */
  private static final long MAX_BYTES = 2L * Topics.FRAMES.maxValueBytes();

  private static final int MAX_FRAMES = 32;

  private record Sent(CompletableFuture<Instant> received, int bytes) {}

  private final Queue<Sent> sent = new ArrayDeque<>();
  private long bytes;

  /**
   * Whether one more may be sent.
   *
   * @throws RuntimeException what became of an earlier one, where that failed
   */
  boolean hasRoom() throws InterruptedException {
    while (!sent.isEmpty() && sent.peek().received().isDone()) {
      takeOldest();
    }
    return sent.size() < MAX_FRAMES && bytes < MAX_BYTES;
  }

  /** Waits until there is room, as {@link #hasRoom()}. */
  void awaitRoom() throws InterruptedException {
    while (!hasRoom()) {
      takeOldest();
    }
  }

  void add(CompletableFuture<Instant> received, int length) {
    sent.add(new Sent(received, length));
    bytes += length;
  }

  /** Waits until all are received. */
  void awaitAll() throws InterruptedException {
    while (!sent.isEmpty()) {
      takeOldest();
    }
  }

  private void takeOldest() throws InterruptedException {
    Sent oldest = sent.element();
    try {
      oldest.received().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException why ? why : new IllegalStateException(e);
    }
    sent.remove();
    bytes -= oldest.bytes();
  }
}
