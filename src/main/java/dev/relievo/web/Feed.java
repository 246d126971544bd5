package dev.relievo.web;

import dev.relievo.image.ImageRejectedException;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceResult;
import dev.relievo.record.FaceStatus;
import dev.relievo.record.Frame;
import dev.relievo.record.FrameResult;
import dev.relievo.stream.ChainEvent;
import dev.relievo.stream.ChainReader;
import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.KafkaUnavailableException;
import dev.relievo.stream.RelievoConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Reads the topics in a thread of its own, keeps a bounded part of what it reads and tells the
 * browsers. Where the cluster does not answer it says so and tries again.
 */
final class Feed implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Feed.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long RETRY_MILLIS = 2_000;
  private static final int ARRIVALS = 1_024;
  private static final long MEBIBYTE = 1 << 20;

  /** The gallery keeps photographs that are larger than this as what is shown of them. */
  private static final int LARGE = 1 << 19;

  private static final int TO_REDUCE = 64;

  private final KafkaSettings settings;
  private final Live live;
  private final Answers answers = new Answers();
  private final RecentFrames frames;
  private final Wall wall;
  private final Gallery gallery;
  private final Thread thread = daemon(this::run, "viewer-feed");
  private final ThreadPoolExecutor reducer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(TO_REDUCE),
          task -> daemon(task, "viewer-reducer"),
          new ThreadPoolExecutor.DiscardPolicy());
  private volatile boolean closed;
  private volatile String unavailable = "";

  /** When the newest frames reached the broker; only the feed's thread knows it. */
  private final Map<FrameId, Instant> arrivals =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<FrameId, Instant> eldest) {
          return size() > ARRIVALS;
        }
      };

  Feed(KafkaSettings settings, RelievoConfig.Web options, Live live) {
    this.settings = settings;
    this.live = live;
    frames = new RecentFrames(options.frameMegabytes() * MEBIBYTE);
    wall = new Wall(options.cameras());
    gallery = new Gallery(options.faces());
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    thread.start();
  }

  Answers answers() {
    return answers;
  }

  Wall wall() {
    return wall;
  }

  Gallery gallery() {
    return gallery;
  }

  /** The picture of a frame that was read lately or whose faces are in the gallery. */
  Optional<Photo> photo(FrameId frame) {
    return Optional.ofNullable(frames.get(frame)).or(() -> gallery.photo(frame));
  }

  /** Why the cluster cannot be read; empty where it can. */
  String unavailable() {
    return unavailable;
  }

  private void run() {
    while (!closed) {
      try (ChainReader reader = ChainReader.withFrames(settings, ChainReader.From.LATELY)) {
        reachable("");
        while (!closed) {
          reader.poll(POLL).forEach(this::take);
        }
      } catch (KafkaUnavailableException e) {
        reachable(e.getMessage());
        pause();
      } catch (CancellationException e) {
        return;
      } catch (RuntimeException e) {
        // Whatever a record may hold, the viewer is there for the next one.
        LOG.warnf("the viewer reads on after: %s", e.toString());
        pause();
      }
    }
  }

  private void reachable(String why) {
    if (!why.equals(unavailable)) {
      unavailable = why;
      live.tell("viewer", Messages.state(why.isEmpty() ? "on" : "unavailable", why));
    }
  }

  private void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private void take(ChainEvent event) {
    if (event instanceof ChainEvent.FrameSeen seen) {
      take(seen.frame(), seen.at());
    } else if (event instanceof ChainEvent.FrameAnswered answered) {
      take(answered.result());
    } else if (event instanceof ChainEvent.FaceAnswered answered) {
      take(answered.result());
    } else if (event instanceof ChainEvent.Meshed meshed) {
      take(meshed.mesh(), meshed.at());
    }
  }

  private void take(Frame frame, Instant at) {
    FrameId id = FrameId.of(frame);
    Photo photo = new Photo(frame.getImage());
    frames.put(id, photo);
    gallery.attach(id, photo);
    arrivals.put(id, at);
  }

  private void take(FrameResult result) {
    String camera = result.getCameraId();
    live.tell(
        camera,
        "frame:" + camera,
        "frame:" + camera + "/" + result.getSequence(),
        Messages.frame(result));
    wall.answered(result).ifPresent(this::show);
    answers.answered(result);
  }

  private void take(FaceResult result) {
    if (result.getStatus() == FaceStatus.MESHED) {
      return; // The mesh itself says so.
    }
    FrameId frame = FrameId.of(result.getFace());
    String message = result.getMessage() == null ? result.getStatus().name() : result.getMessage();
    live.tell(
        frame.camera(),
        "failed:" + frame.camera(),
        "failed:" + result.getFace().getFaceId(),
        Messages.failed(result.getFace(), result.getStage(), message));
    wall.failed(result.getFace(), message).ifPresent(this::show);
    answers.failed(frame, result.getFace().getFaceIndex(), message);
  }

  private void take(FaceMesh mesh, Instant at) {
    Instant arrived = arrivals.get(FrameId.of(mesh.getFace()));
    long millis = arrived == null ? -1 : Duration.between(arrived, at).toMillis();
    SeenFace face = SeenFace.of(mesh, at, millis);
    Photo photo = frames.get(face.frame());
    gallery.add(face, photo);
    if (photo != null && photo.weight() > LARGE) {
      reducer.execute(() -> reduce(photo));
    }
    String camera = face.ref().getCameraId();
    live.tell(
        camera,
        "face:" + camera + "#" + face.ref().getFaceIndex(),
        "face:" + face.key(),
        Messages.face(face));
    wall.meshed(face).ifPresent(this::show);
    answers.meshed(face);
  }

  private static void reduce(Photo photo) {
    try {
      photo.jpeg();
    } catch (ImageRejectedException e) {
      LOG.debugf("a frame with a face in it cannot be shown: %s", e.getMessage());
    }
  }

  private void show(Wall.View view) {
    live.tell("camera:" + view.result().getCameraId(), Messages.camera(view));
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    reducer.shutdownNow();
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
