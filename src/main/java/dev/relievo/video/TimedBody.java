package dev.relievo.video;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The bytes of an HTTP answer, read with a limit to each wait and by a thread that can be
 * interrupted, which the JDK's stream of them is not. Asks for no more than is being read, so that
 * a fast sender fills the network's buffers and not this process's memory.
 */
final class TimedBody implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {

  private static final List<ByteBuffer> END = List.of(ByteBuffer.allocate(0));

  private final long patienceMillis;
  private final BlockingQueue<List<ByteBuffer>> arrived = new LinkedBlockingQueue<>();
  private final Queue<ByteBuffer> chunks = new ArrayDeque<>();
  private ByteBuffer current = ByteBuffer.allocate(0);
  private boolean ended;
  private volatile Flow.Subscription subscription;
  private volatile Throwable failure;

  /**
   * Of one answer.
   *
   * @param patience longest wait for a byte
   */
  TimedBody(Duration patience) {
    patienceMillis = patience.toMillis();
  }

  @Override
  public void onSubscribe(Flow.Subscription started) {
    subscription = started;
    started.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> item) {
    arrived.add(item);
  }

  @Override
  public void onError(Throwable e) {
    failure = e;
    arrived.add(END);
  }

  @Override
  public void onComplete() {
    arrived.add(END);
  }

  /**
   * A byte, 0 to 255.
   *
   * @throws EOFException at the end
   */
  int read() throws IOException, InterruptedException {
    await();
    return current.get() & 0xff;
  }

  /** Fills an array. */
  void read(byte[] bytes) throws IOException, InterruptedException {
    for (int i = 0; i < bytes.length; ) {
      await();
      int length = Math.min(current.remaining(), bytes.length - i);
      current.get(bytes, i, length);
      i += length;
    }
  }

  private void await() throws IOException, InterruptedException {
    while (!current.hasRemaining()) {
      if (chunks.isEmpty()) {
        more();
      }
      current = chunks.remove();
    }
  }

  private void more() throws IOException, InterruptedException {
    List<ByteBuffer> next = ended ? END : arrived.poll(patienceMillis, TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new IOException("it has sent nothing for %d s".formatted(patienceMillis / 1000));
    }
    if (next == END) {
      ended = true;
      throw failure == null
          ? new EOFException("it has ended the stream")
          : new IOException("the connection is lost", failure);
    }
    chunks.addAll(next);
    subscription.request(1);
  }

  /** Ends the connection. */
  @Override
  public void close() {
    Flow.Subscription started = subscription;
    if (started != null) {
      started.cancel();
    }
  }
}
