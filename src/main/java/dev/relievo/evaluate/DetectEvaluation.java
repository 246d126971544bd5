package dev.relievo.evaluate;

import dev.relievo.image.RgbImage;
import dev.relievo.nn.Detection;
import dev.relievo.nn.Face;
import dev.relievo.nn.FaceDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How many faces are found, by their size, and what is found where there is none, on frames of 1280
 * x 720 composed of photographs.
 */
public final class DetectEvaluation {

  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;
  private static final int[] SIZES = {40, 50, 60, 80, 120, 200, 300, 450, 600};

  /** A found box that shares this much with the true one has found the face. */
  private static final float SAME = 0.35f;

  private DetectEvaluation() {}

  /**
   * Recall by face width: each photograph's face alone, at random places.
   *
   * @param photos those with exactly one face are used; its box at the photograph's own size,
   *     scaled, counts as the truth
   * @param repeats places a photograph and size
   * @return {@code detect.recall.WIDTH} and {@code detect.false_positives.WIDTH} (a frame)
   */
  public static Metrics recall(FaceDetector detector, List<RgbImage> photos, int repeats) {
    Metrics metrics = new Metrics();
    for (int size : SIZES) {
      Random random = new Random(size);
      int frames = 0;
      int found = 0;
      int extra = 0;
      for (RgbImage photo : photos) {
        List<Detection> own = detector.boxes(List.of(photo)).get(0);
        for (int i = 0; own.size() == 1 && i < repeats; i++) {
          RgbImage frame = Composition.plain(WIDTH, HEIGHT, random.nextInt(256));
          Detection truth = place(frame, photo, own.get(0), size, random);
          List<Face> faces = detector.detect(List.of(frame)).get(0);
          long hits = faces.stream().filter(f -> f.box().overlap(truth) > SAME).count();
          frames++;
          found += hits > 0 ? 1 : 0;
          extra += faces.size() - (hits > 0 ? 1 : 0);
        }
      }
      if (frames > 0) {
        metrics.put("detect.recall." + size, (double) found / frames, frames);
        metrics.put("detect.false_positives." + size, (double) extra / frames, frames);
      }
    }
    return metrics;
  }

  /**
   * What is found where there is no face: noise, gradients, stripes, discs with two spots, and the
   * photographs upside down with the face painted over by what lies beside it.
   *
   * @param rounds frames of each kind
   * @return {@code detect.false_positives.faceless}, a frame
   */
  public static Metrics faceless(FaceDetector detector, List<RgbImage> photos, int rounds) {
    int frames = 0;
    int found = 0;
    for (int i = 0; i < rounds; i++) {
      List<RgbImage> images = new ArrayList<>(FacelessImages.synthetic(WIDTH, HEIGHT, i));
      for (RgbImage photo : photos) {
        images.add(FacelessImages.background(detector, photo, i));
      }
      for (RgbImage image : images) {
        frames++;
        found += detector.detect(List.of(image)).get(0).size();
      }
    }
    Metrics metrics = new Metrics();
    metrics.put("detect.false_positives.faceless", (double) found / Math.max(1, frames), frames);
    return metrics;
  }

  /** Pastes the photograph so that its face has the given width, all of it within the frame. */
  private static Detection place(
      RgbImage frame, RgbImage photo, Detection face, int size, Random random) {
    double scale = size / face.width();
    int left = (int) (random.nextDouble() * (WIDTH - size) - scale * face.x());
    int top =
        (int)
            (random.nextDouble() * Math.max(1, HEIGHT - scale * face.height()) - scale * face.y());
    Composition.paste(frame, photo, scale, left, top);
    return new Detection(
        (float) (left + scale * face.x()),
        (float) (top + scale * face.y()),
        size,
        (float) (scale * face.height()),
        1,
        new float[0]);
  }
}
