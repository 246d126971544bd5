package dev.relievo.nn;

import dev.relievo.image.RgbImage;
import dev.relievo.nn.BoxDetector.View;
import dev.relievo.tensor.ModelStore;
import java.util.ArrayList;
import java.util.List;

/** Faces with their landmarks. */
public final class FaceDetector implements AutoCloseable {

  /** Names of the networks in the {@link ModelStore}. */
  public static final List<String> MODELS =
      List.of("face-detector-short-range", "face-landmarks-468");

  private static final float MIN_SCORE = 0.5f;
  private static final float MIN_PRESENCE = 0.5f;
  private static final double REGION_SCALE = 1.5;

  private final BoxDetector shortRange;
  private final FaceLandmarks landmarks;

  /** Loads the networks. */
  public FaceDetector(ModelStore store) {
    shortRange = new BoxDetector(store, BoxDetector.Range.SHORT, MIN_SCORE);
    landmarks = new FaceLandmarks(store);
  }

  /** The faces of each image. */
  public synchronized List<List<Face>> detect(List<RgbImage> images) {
    List<List<Face>> out = new ArrayList<>();
    List<List<Detection>> boxes = shortRange.detect(images.stream().map(View::whole).toList());
    for (int i = 0; i < images.size(); i++) {
      RgbImage image = images.get(i);
      List<FaceLandmarks.Result> r =
          landmarks.locate(boxes.get(i).stream().map(b -> region(image, b)).toList());
      List<Face> faces = new ArrayList<>();
      for (int k = 0; k < r.size(); k++) {
        if (r.get(k).presence() > MIN_PRESENCE) {
          faces.add(new Face(boxes.get(i).get(k), r.get(k).presence(), r.get(k).points()));
        }
      }
      out.add(faces);
    }
    return out;
  }

  static FaceLandmarks.Region region(RgbImage image, Detection d) {
    float[] p = d.keyPoints();
    return new FaceLandmarks.Region(
        image,
        d.x() + d.width() / 2,
        d.y() + d.height() / 2,
        REGION_SCALE * Math.max(d.width(), d.height()),
        Math.atan2(p[3] - p[1], p[2] - p[0]));
  }

  @Override
  public void close() {
    shortRange.close();
    landmarks.close();
  }
}
