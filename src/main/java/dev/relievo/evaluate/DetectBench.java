package dev.relievo.evaluate;

import dev.relievo.image.RgbImage;
import dev.relievo.nn.Detection;
import dev.relievo.nn.FaceDetector;
import dev.relievo.tensor.ModelStore;
import java.util.List;

/**
 * Milliseconds of detection and landmarks on frames of 1280 x 720 in memory, with one face. How
 * many threads the networks use is the engine's setting ({@code -Dai.djl.pytorch.num_threads=1}).
 */
public final class DetectBench {

  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;
  private static final int GREY = 110;

  /** Width of the face, pixels: at portrait distance, and too small for it. */
  private static final int NEAR = 300;

  private static final int FAR = 80;

  private DetectBench() {}

  /**
   * Times the two halves, together and alone.
   *
   * @param photo a photograph of one face
   * @param rounds timed calls, after a fifth as many untimed ones
   * @return {@code detect.ms_per_frame} (a face at portrait distance), {@code detect.boxes_ms} and
   *     {@code detect.landmarks_ms} (its halves), {@code detect.search_ms_per_frame} (a small face,
   *     for which both detectors run)
   */
  public static Metrics run(ModelStore store, RgbImage photo, int rounds) {
    try (FaceDetector detector = new FaceDetector(store)) {
      RgbImage near = frame(detector, photo, NEAR);
      RgbImage far = frame(detector, photo, FAR);
      int warmUp = Math.max(20, rounds / 5);
      double[] boxes = new double[rounds];
      double[] landmarks = new double[rounds];
      double[] both = new double[rounds];
      double[] search = new double[rounds];
      for (int i = -warmUp; i < rounds; i++) {
        long start = System.nanoTime();
        List<List<Detection>> found = detector.boxes(List.of(near));
        long middle = System.nanoTime();
        check(detector.landmarks(List.of(near), found).get(0).size());
        long end = System.nanoTime();
        check(detector.detect(List.of(far)).get(0).size());
        if (i >= 0) {
          boxes[i] = (middle - start) / 1e6;
          landmarks[i] = (end - middle) / 1e6;
          both[i] = (end - start) / 1e6;
          search[i] = (System.nanoTime() - end) / 1e6;
        }
      }
      Metrics metrics = new Metrics();
      metrics.putPercentiles("detect.ms_per_frame", both);
      metrics.putPercentiles("detect.boxes_ms", boxes);
      metrics.putPercentiles("detect.landmarks_ms", landmarks);
      metrics.putPercentiles("detect.search_ms_per_frame", search);
      return metrics;
    }
  }

  /** The photograph's face in the middle of a frame, at a given width. */
  private static RgbImage frame(FaceDetector detector, RgbImage photo, int faceWidth) {
    Detection face = detector.boxes(List.of(photo)).get(0).get(0);
    double scale = faceWidth / face.width();
    RgbImage frame = Composition.plain(WIDTH, HEIGHT, GREY);
    Composition.paste(
        frame,
        photo,
        scale,
        (int) (WIDTH / 2.0 - scale * (face.x() + face.width() / 2)),
        (int) (HEIGHT / 2.0 - scale * (face.y() + face.height() / 2)));
    return frame;
  }

  private static void check(int faces) {
    if (faces != 1) {
      throw new IllegalStateException("the bench's frame has one face, " + faces + " were found");
    }
  }
}
