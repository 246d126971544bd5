package dev.relievo.evaluate;

import dev.relievo.evaluate.PhotoIndex.Photo;
import dev.relievo.face.Camera;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceRef;
import dev.relievo.record.Frame;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import dev.relievo.stage.regress.FaceFit;
import dev.relievo.tensor.Tensors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * How well the fit explains validation photographs: hand-placed landmarks where there are some,
 * else the network's own 468, and the colours of visible skin. A photograph in which no face is
 * found counts against {@code detect.found}.
 */
public final class FitEvaluation {

  private final Stage<Frame, FaceCrop> detect;
  private final MorphableModel model;
  private final FaceFit fit;
  private final List<int[]> londonPairs;

  /** Per set: one entry a photograph. */
  private static final class Sums {
    private final List<Double> handPlaced = new ArrayList<>();
    private final List<Double> reprojection = new ArrayList<>();
    private final List<Double> photometric = new ArrayList<>();
    private int photographs;
    private int found;
  }

  /** Evaluates this detection and a fit of this model. */
  public FitEvaluation(Stage<Frame, FaceCrop> detect, MorphableModel model) {
    this.detect = detect;
    this.model = model;
    fit = new FaceFit(model);
    londonPairs = londonPairs();
  }

  /**
   * Evaluates photographs.
   *
   * @param progress called with the number done, after each
   */
  public Metrics run(List<Photo> photos, IntConsumer progress) throws IOException {
    Map<String, Sums> sets = new TreeMap<>();
    int done = 0;
    for (Photo photo : photos) {
      evaluate(photo, sets.computeIfAbsent(photo.set(), s -> new Sums()));
      progress.accept(++done);
    }
    Metrics metrics = new Metrics();
    sets.forEach((set, s) -> report(set, s, metrics));
    return metrics;
  }

  private static void report(String set, Sums s, Metrics metrics) {
    metrics.put("detect.found." + set, (double) s.found / s.photographs, s.photographs);
    mean(metrics, "fit.landmark_nme." + set, s.handPlaced);
    mean(metrics, "fit.reprojection_nme." + set, s.reprojection);
    mean(metrics, "fit.photometric." + set, s.photometric);
  }

  private static void mean(Metrics metrics, String key, List<Double> values) {
    if (!values.isEmpty()) {
      double sum = values.stream().mapToDouble(Double::doubleValue).sum();
      metrics.put(key, sum / values.size(), values.size());
    }
  }

  private void evaluate(Photo photo, Sums sums) throws IOException {
    sums.photographs++;
    Optional<FaceCrop> face = largestFace(detect, photo.file(), photo.name());
    if (face.isEmpty()) {
      return;
    }
    sums.found++;
    FaceRef ref = face.get().getFace();
    Camera camera = FaceRecords.camera(ref);
    float[] landmarks = Tensors.floats(face.get().getLandmarks(), FaceLandmarks.COUNT, 3);
    FaceFit.Fitted fitted;
    try {
      fitted =
          fit.fit(
              landmarks,
              camera,
              FaceRecords.cropToFrame(ref),
              ImageDecoder.decode(face.get().getCrop().getData()));
    } catch (ImageRejectedException e) {
      throw new IOException(photo.file() + ": the crop cannot be read back", e);
    }
    sums.reprojection.add((double) fitted.landmarkError());
    if (!Float.isNaN(fitted.photometricError())) {
      sums.photometric.add((double) fitted.photometricError());
    }
    if (Files.isRegularFile(photo.landmarks())) {
      float[] points = FaceFit.project(model, fitted.face(), camera);
      sums.handPlaced.add(handPlacedError(points, PhotoIndex.points(photo.landmarks())));
    }
  }

  /** Mean distance over the pairs, divided by the distance between the pupils. */
  private double handPlacedError(float[] points, float[] truth) {
    double pupils = Math.hypot(truth[0] - truth[2], truth[1] - truth[3]);
    double sum = 0;
    for (int[] pair : londonPairs) {
      sum +=
          Math.hypot(
              points[3 * pair[1]] - truth[2 * pair[0]],
              points[3 * pair[1] + 1] - truth[2 * pair[0] + 1]);
    }
    return sum / londonPairs.size() / pupils;
  }

  /** The face with the largest box in a photograph. */
  public static Optional<FaceCrop> largestFace(
      Stage<Frame, FaceCrop> detect, Path file, String name) throws IOException {
    Frame frame =
        Frame.newBuilder()
            .setCameraId(name)
            .setSequence(0)
            .setCapturedAt(Instant.EPOCH)
            .setImage(ByteBuffer.wrap(Files.readAllBytes(file)))
            .build();
    return largestFace(detect, frame);
  }

  /** The face with the largest box in a frame. */
  public static Optional<FaceCrop> largestFace(Stage<Frame, FaceCrop> detect, Frame frame) {
    Outcome<FaceCrop> outcome = detect.apply(List.of(frame)).get(0);
    return outcome instanceof Outcome.Done<FaceCrop> done
        ? done.outputs().stream()
            .max(Comparator.comparingDouble(c -> c.getFace().getBox().getHeight()))
        : Optional.empty();
  }

  private static List<int[]> londonPairs() {
    try (InputStream in =
            FitEvaluation.class.getResourceAsStream("/evaluate/london-landmarks.csv");
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.isEmpty() && Character.isDigit(line.charAt(0)))
          .map(line -> line.split(","))
          .map(f -> new int[] {Integer.parseInt(f[0]), Integer.parseInt(f[1])})
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("the list of landmarks is missing from the program", e);
    }
  }
}
