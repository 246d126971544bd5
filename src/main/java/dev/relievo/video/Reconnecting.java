package dev.relievo.video;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * A camera that is connected to again whenever it falls silent, ends its stream or sends nonsense:
 * after half a second, then after twice as long each time up to thirty, a fifth more or less so
 * that many who lost a camera do not come back at once. Times go on counting in between.
 */
public final class Reconnecting implements VideoSource {

  /** Connects. */
  @FunctionalInterface
  public interface Opener {
    /** See {@link FfmpegVideo#open} and {@link MjpegStream#open}. */
    VideoSource open() throws IOException, InterruptedException;
  }

  /** How long to wait before a connection, and when to give up. */
  record Waits(Duration first, Duration longest, Duration giveUp) {}

  private static final double SPREAD = 0.2;
  private static final long DRIFT = 1000;

  private final Opener opener;
  private final Waits waits;
  private final Consumer<String> log;
  private VideoSource camera;
  private boolean fresh = true;
  private long started;
  private long seen;
  private long offset;
  private long last = -1;
  private long damagedBefore;
  private int reconnects;

  /**
   * Connects for the first time, which has to succeed: an address that is wrong stays so.
   *
   * @param giveUp how long a camera may be away; null for ever
   * @param log is told when it is lost and when it is back
   */
  public Reconnecting(Opener opener, Duration giveUp, Consumer<String> log)
      throws IOException, InterruptedException {
    this(opener, new Waits(Duration.ofMillis(500), Duration.ofSeconds(30), giveUp), log);
  }

  Reconnecting(Opener opener, Waits waits, Consumer<String> log)
      throws IOException, InterruptedException {
    this.opener = opener;
    this.waits = waits;
    this.log = log;
    camera = opener.open();
  }

  @Override
  public Picture next() throws IOException, InterruptedException {
    while (true) {
      String why;
      IOException cause = null;
      try {
        Picture picture = camera.next();
        if (picture != null) {
          return later(picture);
        }
        why = "the camera has ended the stream";
      } catch (IOException e) {
        why = e.getMessage();
        cause = e;
      }
      if (last < 0 && cause != null) {
        // Nothing ever came: what is there is no camera.
        throw cause;
      }
      log.accept(why + "; connecting again");
      reconnect();
    }
  }

  /**
   * With its time counted from the first connection's first picture, by this machine's clock: a
   * camera's own runs slower or faster. Pictures that come early move the camera's time back at
   * once, as they were not late on the way; else it may be too far back, and comes forward by a
   * thousandth, ten times what clocks differ by.
   */
  private Picture later(Picture picture) {
    long now = System.nanoTime() / 1000;
    if (last < 0) {
      started = now;
      seen = now;
    }
    long newest = now - started - picture.micros();
    offset = fresh ? newest : Math.min(newest, offset + (now - seen) / DRIFT);
    fresh = false;
    seen = now;
    last = Math.max(last + 1, offset + picture.micros());
    return picture.at(last);
  }

  private void reconnect() throws IOException, InterruptedException {
    damagedBefore += camera.damaged();
    camera.close();
    long lost = System.nanoTime();
    Duration wait = waits.first();
    while (true) {
      double spread = 1 + SPREAD * (2 * ThreadLocalRandom.current().nextDouble() - 1);
      Thread.sleep(Math.round(wait.toMillis() * spread));
      try {
        camera = opener.open();
        reconnects++;
        fresh = true;
        log.accept("the camera is back");
        return;
      } catch (IOException e) {
        Duration away = Duration.ofNanos(System.nanoTime() - lost);
        if (waits.giveUp() != null && away.compareTo(waits.giveUp()) > 0) {
          throw e;
        }
      }
      Duration twice = wait.multipliedBy(2);
      wait = twice.compareTo(waits.longest()) > 0 ? waits.longest() : twice;
    }
  }

  /** Connections after the first. */
  public int reconnects() {
    return reconnects;
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.empty();
  }

  @Override
  public long damaged() {
    return damagedBefore + camera.damaged();
  }

  @Override
  public void close() {
    camera.close();
  }
}
