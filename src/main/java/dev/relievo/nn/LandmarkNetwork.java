package dev.relievo.nn;

import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.RgbImage;
import dev.relievo.image.Warp;
import dev.relievo.tensor.ModelStore;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** The network that finds 468 face landmarks in 3D on a crop levelled by the eyes. */
final class LandmarkNetwork implements AutoCloseable {

  /** Name of the weights. */
  static final String MODEL = "face-landmarks-468";

  /**
   * Where to look.
   *
   * @param x centre, pixels of the image
   * @param y centre, pixels of the image
   * @param side of the square, pixels of the image
   * @param rotation radians, clockwise on screen
   */
  record Region(RgbImage image, double x, double y, double side, double rotation) {

    /** Pixels of a crop of that many pixels to pixels of the image. */
    SimilarityTransform toImage(int size) {
      double scale = side / size;
      SimilarityTransform turned = new SimilarityTransform(scale, rotation, 0, 0);
      double half = size / 2.0;
      return new SimilarityTransform(
          scale, rotation, x - turned.applyX(half, half), y - turned.applyY(half, half));
    }
  }

  /**
   * What the network saw.
   *
   * @param presence that there is a face, 0 to 1
   * @param points 468 x 3: x, y in pixels of the image, z at the same scale, smaller is nearer
   */
  record Result(float presence, float[] points) {}

  /** The network takes [0, 1]. */
  private static final float SCALE = 1 / 255f;

  private final Network network;
  private final InputBatch input;

  LandmarkNetwork(ModelStore store) {
    network = Network.of(store.load(MODEL), MODEL);
    input = new InputBatch(network);
  }

  /** Landmarks of each region, in order. */
  List<Result> locate(List<Region> regions) {
    List<Result> out = new ArrayList<>(regions.size());
    int size = network.size();
    input.run(
        size,
        size,
        regions,
        (region, picture, at, stride) ->
            new Warp(region.image(), region.toImage(size), Warp.Border.REPLICATE, SCALE, 0)
                .sample(size, size, picture, at, stride),
        (region, result, at) -> out.add(project(region, result, at)));
    return out;
  }

  private Result project(Region region, FloatBuffer r, int at) {
    SimilarityTransform toImage = region.toImage(network.size());
    double c = toImage.scale() * Math.cos(toImage.rotation());
    double s = toImage.scale() * Math.sin(toImage.rotation());
    float[] points = new float[3 * FaceLandmarks.COUNT];
    for (int i = 0; i < points.length; i += 3) {
      double x = r.get(at + i);
      double y = r.get(at + i + 1);
      points[i] = (float) (c * x - s * y + toImage.x());
      points[i + 1] = (float) (s * x + c * y + toImage.y());
      points[i + 2] = (float) (toImage.scale() * r.get(at + i + 2));
    }
    return new Result(Logistic.of(r.get(at + points.length)), points);
  }

  @Override
  public void close() {
    network.close();
  }
}
