package dev.relievo.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.relievo.face.MorphableModel;
import dev.relievo.record.Frame;
import dev.relievo.record.ImageEncoding;
import dev.relievo.stream.FramePublisher;
import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.StageRunner;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The viewer of this process: off until a command opens it on a cluster. */
@Singleton
public final class Viewer {

  private static final int READINGS_MILLIS = 1_000;

  private final RelievoConfig config;
  private final MeterRegistry registry;
  private final Live live;
  private volatile Session session;

  @Inject
  Viewer(RelievoConfig config, MeterRegistry registry, Live live) {
    this.config = config;
    this.registry = registry;
    this.live = live;
  }

  /** An open viewer; closing it ends what it reads and publishes. */
  public interface Opened extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Opens the viewer on a cluster whose topics are there.
   *
   * @param stages those of this process; null where it runs none
   * @param model the face model; asked for when a file is wanted that needs it
   */
  public Opened open(KafkaSettings settings, StageRunner stages, Supplier<MorphableModel> model) {
    Session opened =
        new Session(
            new Feed(settings, config.web(), live),
            new FramePublisher(settings),
            new StageReadings(stages, registry),
            new Downloads(model));
    session = opened;
    opened.start();
    return opened;
  }

  /** The session, where the viewer is on. */
  Optional<Session> session() {
    return Optional.ofNullable(session);
  }

  /** What a browser is told first. */
  ObjectNode state() {
    Session now = session;
    if (now == null) {
      return Messages.state("off", "The viewer is starting, or this process runs without it.");
    }
    String why = now.feed().unavailable();
    return Messages.state(why.isEmpty() ? "on" : "unavailable", why);
  }

  /** What is open at a time. */
  final class Session implements Opened {

    private final Feed feed;
    private final FramePublisher publisher;
    private final StageReadings readings;
    private final Downloads downloads;
    private final AtomicLong last = new AtomicLong();
    private final ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "viewer-clock");
              thread.setDaemon(true);
              return thread;
            });

    private Session(
        Feed feed, FramePublisher publisher, StageReadings readings, Downloads downloads) {
      this.feed = feed;
      this.publisher = publisher;
      this.readings = readings;
      this.downloads = downloads;
    }

    private void start() {
      feed.start();
      live.tell("viewer", state());
      clock.scheduleAtFixedRate(this::tellReadings, 0, READINGS_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tellReadings() {
      if (!live.isEmpty()) {
        live.tell("stages", readings.read());
      }
    }

    Feed feed() {
      return feed;
    }

    StageReadings readings() {
      return readings;
    }

    Downloads downloads() {
      return downloads;
    }

    /** The id of the next frame; times of this process never repeat. */
    FrameId next(String camera) {
      long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
      return new FrameId(camera, last.updateAndGet(before -> Math.max(before + 1, now)));
    }

    /**
     * Publishes a picture.
     *
     * @param id from {@link #next}
     * @return completed when the broker has it
     */
    CompletableFuture<Instant> publish(FrameId id, byte[] image) {
      return publisher.publish(
          Frame.newBuilder()
              .setCameraId(id.camera())
              .setSequence(id.sequence())
              .setCapturedAt(Instant.EPOCH.plus(id.sequence(), ChronoUnit.MICROS))
              .setEncoding(ImageEncoding.UNKNOWN)
              .setImage(ByteBuffer.wrap(image))
              .build());
    }

    @Override
    public void close() {
      if (session == this) {
        session = null;
        live.tell("viewer", state());
      }
      clock.shutdownNow();
      feed.close();
      publisher.close();
    }
  }
}
