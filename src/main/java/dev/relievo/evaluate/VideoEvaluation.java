package dev.relievo.evaluate;

import dev.relievo.evaluate.PhotoIndex.Photo;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import dev.relievo.record.CoarseFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.stage.Stage;
import dev.relievo.stage.Stages;
import dev.relievo.stage.regress.RegressStage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What following faces is worth, on rendered clips and on shaken photographs. Raw is what each
 * frame alone says; {@code .synthetic} and {@code .shaken} are the same figures by kind of clip.
 *
 * <ul>
 *   <li>{@code video.jitter_mm.*}: way of the face's vertices from frame to frame at rest, camera
 *       space; {@code video.spread_mm.*} their distance from where they are on average.
 *   <li>{@code video.lag_frames}: how far filtered faces trail raw ones while the head moves.
 *   <li>{@code video.identity_drift.*}: way of the expressionless face's vertices from frame to
 *       frame, mm; {@code video.identity_spread.*} over the second half of a clip, their distance
 *       from where they are on average.
 *   <li>{@code video.identity_mm.*}: {@link ShapeError} of the expressionless face: the single
 *       frame's median, and that of the last fused face.
 *   <li>{@code video.track_id_switches}: how often the one face of a clip changes its track; {@code
 *       .crossing}: {@link CrossingFaces}.
 * </ul>
 */
public final class VideoEvaluation implements AutoCloseable {

  private final MorphableModel model;
  private final Stage<Frame, FaceCrop> detect;
  private final RegressStage regress;
  private final ClipMeasures measures;
  private final ShapeError error;
  private final Consumer<String> log;

  /** Loads the stages. */
  public VideoEvaluation(Stages stages, Consumer<String> log) {
    model = stages.model();
    detect = stages.detect();
    regress = stages.regress();
    measures = new ClipMeasures(model);
    error = new ShapeError(model);
    this.log = log;
  }

  /**
   * Measures.
   *
   * @param clips rendered ones
   * @param photos to shake
   */
  public Metrics run(int clips, long seed, List<Photo> photos) throws IOException {
    List<FollowedClip> followed = new ArrayList<>();
    RenderedClips rendered = new RenderedClips(model, seed);
    for (int i = 0; i < clips; i++) {
      follow(rendered.draw(i)).ifPresent(followed::add);
    }
    log.accept(followed.size() + " of " + clips + " rendered clips followed");
    for (int i = 0; i < photos.size(); i++) {
      shaken(photos.get(i), i, seed).flatMap(this::follow).ifPresent(followed::add);
    }
    log.accept(followed.size() - clips + " of " + photos.size() + " shaken photographs followed");
    Metrics metrics = figures(followed);
    CrossingFaces pairs = new CrossingFaces(model, seed + 1, detect);
    for (int i = 0; i < (clips + 4) / 5; i++) {
      pairs.walk(i);
    }
    metrics.put("video.track_id_switches.crossing", pairs.switches(), pairs.sightings());
    return metrics;
  }

  private static Optional<VideoClip> shaken(Photo photo, int number, long seed) throws IOException {
    try {
      RgbImage picture = ImageDecoder.decode(ByteBuffer.wrap(Files.readAllBytes(photo.file())));
      return Optional.of(ShakenPhotos.of(picture, number, seed));
    } catch (ImageRejectedException e) {
      return Optional.empty();
    }
  }

  /** Nothing where a frame shows no face or several, or one fails. */
  Optional<FollowedClip> follow(VideoClip clip) {
    List<FaceCrop> crops =
        new Follower<>(detect)
            .follow(clip.frames()).stream()
                .filter(faces -> faces.size() == 1)
                .map(faces -> faces.get(0))
                .toList();
    List<CoarseFace> faces =
        crops.size() < clip.frames().size()
            ? List.of()
            : new Follower<>(regress).follow(crops).stream().flatMap(List::stream).toList();
    return faces.size() < clip.frames().size()
        ? Optional.empty()
        : Optional.of(FollowedClip.of(clip, faces, model));
  }

  private Metrics figures(List<FollowedClip> clips) {
    Metrics metrics = new Metrics();
    for (String kind : List.of("", ".synthetic", ".shaken")) {
      List<FollowedClip> some =
          clips.stream().filter(c -> kind.isEmpty() || kind.endsWith(c.clip().kind())).toList();
      if (!some.isEmpty()) {
        put(metrics, "video.jitter_mm", ".filtered", kind, some, this::jitter);
        put(metrics, "video.spread_mm", ".filtered", kind, some, this::restSpread);
        put(metrics, "video.identity_drift", ".fused", kind, some, this::drift);
        put(metrics, "video.identity_spread", ".fused", kind, some, this::identitySpread);
      }
    }
    List<FollowedClip> known = clips.stream().filter(c -> !c.clip().truth().isEmpty()).toList();
    if (!known.isEmpty()) {
      double[] lags = known.stream().mapToDouble(this::lag).toArray();
      metrics.put("video.lag_frames", Arrays.stream(lags).average().orElseThrow(), lags.length);
      metrics.put("video.lag_frames.worst", Arrays.stream(lags).max().orElseThrow(), lags.length);
      truth(metrics, known);
    }
    long frames = clips.stream().mapToLong(c -> c.tracks().size()).sum();
    int switches = clips.stream().mapToInt(FollowedClip::switches).sum();
    metrics.put("video.track_id_switches", switches, frames);
    return metrics;
  }

  /** A figure of one clip. */
  private interface Figure {
    double of(List<FaceParameters> faces, FollowedClip clip);
  }

  private static void put(
      Metrics metrics,
      String name,
      String after,
      String kind,
      List<FollowedClip> clips,
      Figure figure) {
    double raw = clips.stream().mapToDouble(c -> figure.of(c.raw(), c)).average().orElseThrow();
    double smooth =
        clips.stream().mapToDouble(c -> figure.of(c.smooth(), c)).average().orElseThrow();
    metrics.put(name + ".raw" + kind, raw, clips.size());
    metrics.put(name + after + kind, smooth, clips.size());
    metrics.put(name + ".ratio" + kind, smooth / raw, clips.size());
  }

  private double jitter(List<FaceParameters> faces, FollowedClip clip) {
    return ClipMeasures.step(measures.inCamera(faces.subList(0, clip.clip().rest())));
  }

  private double restSpread(List<FaceParameters> faces, FollowedClip clip) {
    return ClipMeasures.spread(measures.inCamera(faces.subList(0, clip.clip().rest())));
  }

  private double drift(List<FaceParameters> faces, FollowedClip clip) {
    return ClipMeasures.step(measures.identities(faces));
  }

  private double identitySpread(List<FaceParameters> faces, FollowedClip clip) {
    return ClipMeasures.spread(measures.identities(faces.subList(faces.size() / 2, faces.size())));
  }

  private double lag(FollowedClip clip) {
    int from = clip.clip().rest(), to = clip.raw().size();
    List<float[]> truth = measures.inCamera(clip.clip().truth().subList(from, to));
    return ClipMeasures.lag(measures.inCamera(clip.smooth().subList(from, to)), truth)
        - ClipMeasures.lag(measures.inCamera(clip.raw().subList(from, to)), truth);
  }

  private void truth(Metrics metrics, List<FollowedClip> clips) {
    double raw = 0, fused = 0;
    int better = 0;
    for (FollowedClip clip : clips) {
      float[] truth = model.shape(clip.clip().truth().get(0).neutral());
      double[] single = clip.raw().stream().mapToDouble(f -> error(f, truth)).sorted().toArray();
      double median = Metrics.percentile(single, 0.5);
      double last = error(clip.smooth().get(clip.smooth().size() - 1), truth);
      raw += median / clips.size();
      fused += last / clips.size();
      better += last < median ? 1 : 0;
    }
    metrics.put("video.identity_mm.single_median", raw, clips.size());
    metrics.put("video.identity_mm.fused", fused, clips.size());
    metrics.put("video.identity_mm.fused_nearer", better / (double) clips.size(), clips.size());
  }

  private double error(FaceParameters face, float[] truth) {
    return error.of(model.shape(face.neutral()), truth);
  }

  @Override
  public void close() {
    regress.close();
    detect.close();
  }
}
