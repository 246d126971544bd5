package dev.relievo.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.relievo.face.FaceLandmarks;
import java.util.Arrays;

/**
 * Distance between projected landmarks and those that the landmark network found, in per cent of
 * the crop's side: {@code sqrt(1 + d^2) - 1} (Charbonnier), which is quadratic below one per cent
 * and linear above.
 *
 * <p>Lids, lips and above all their corners weigh more than the rest, as in Chen et al. (2020); the
 * face's oval weighs nothing here, because its points lie on the silhouette ({@link ContourLoss}).
 */
public final class LandmarkLoss implements AutoCloseable {

  private static final float LINE = 5;
  private static final float CORNER = 10;

  private static final int[] LINES = {
    33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7, // right lids
    263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249, // left lids
    61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146, 78,
    191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95
  };

  private static final int[] CORNERS = {33, 133, 263, 362, 61, 291, 78, 308};

  private final NDManager manager;
  private final NDArray weights;

  /**
   * A loss on a device.
   *
   * @param parent its device is used; constants live until {@link #close()}
   */
  public LandmarkLoss(NDManager parent) {
    manager = parent.newSubManager();
    weights = manager.create(weights(), new Shape(1, FaceLandmarks.COUNT));
  }

  /** Sum 1. */
  private static float[] weights() {
    float[] out = new float[FaceLandmarks.COUNT];
    Arrays.fill(out, 1);
    set(out, LINES, LINE);
    set(out, CORNERS, CORNER);
    set(out, FaceLandmarks.OVAL, 0);
    float sum = 0;
    for (float w : out) {
      sum += w;
    }
    for (int i = 0; i < out.length; i++) {
      out[i] /= sum;
    }
    return out;
  }

  private static void set(float[] weights, int[] points, float weight) {
    for (int point : points) {
      weights[point] = weight;
    }
  }

  /**
   * The distance in the picture.
   *
   * @param predicted N x 468 x 3: x, y in pixels of the crop, depth in mm
   * @param found N x 468 x 3, pixels of the crop
   * @param size side of the crop in the same pixels
   * @return N
   */
  public NDArray ofFaces(NDArray predicted, NDArray found, int size) {
    NDIndex plane = new NDIndex(":, :, 0:2");
    NDArray difference = predicted.get(plane).sub(found.get(plane)).mul(100f / size);
    return weighted(difference.square().sum(new int[] {2}));
  }

  /**
   * The difference of depths, in the picture's units and about their means; the landmark network's
   * depth carries its own prior, so this should weigh little.
   *
   * @param predicted N x 468 x 3: x, y in pixels of the crop, depth in mm
   * @param found N x 468 x 3, pixels of the crop; depth at the same scale, growing away
   * @param cameras N x 3: focal length and principal point in pixels of the crop
   * @return N
   */
  public NDArray depthOfFaces(NDArray predicted, NDArray found, NDArray cameras, int size) {
    NDArray depth = depth(predicted);
    NDArray mean = depth.mean(new int[] {1}, true);
    NDArray pixels = depth.div(mean).sub(1).mul(cameras.get(new NDIndex(":, 0:1")));
    NDArray target = depth(found);
    target = target.sub(target.mean(new int[] {1}, true));
    return weighted(pixels.sub(target).mul(100f / size).square());
  }

  /** N x 468. */
  private static NDArray depth(NDArray points) {
    return points.get(new NDIndex(":, :, 2"));
  }

  private NDArray weighted(NDArray squares) {
    return squares.add(1).sqrt().sub(1).mul(weights).sum(new int[] {1});
  }

  @Override
  public void close() {
    manager.close();
  }
}
