package dev.relievo.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.relievo.face.Illumination;
import dev.relievo.train.FacePrediction;

/**
 * Differences to known faces, each in the space where it is seen: geometry on vertices, light on
 * normals. All give one value a face, to be weighted by how far the truth is trusted.
 */
public final class SupervisedLoss implements AutoCloseable {

  /** Directions in which light is compared. */
  private static final int NORMALS = 48;

  private final NDManager manager;
  private final NDArray basis;

  /**
   * A loss on a device.
   *
   * @param parent its device is used; constants live until {@link #close()}
   */
  public SupervisedLoss(NDManager parent) {
    manager = parent.newSubManager();
    basis = manager.create(basis(), new Shape(Illumination.BANDS, NORMALS));
  }

  /**
   * The basis at normals that face the camera: Fibonacci's spiral on the half sphere z &lt; 0.
   *
   * @return 9 x {@value #NORMALS}
   */
  private static float[] basis() {
    float[] out = new float[Illumination.BANDS * NORMALS];
    float[] one = new float[Illumination.BANDS];
    double turn = Math.PI * (3 - Math.sqrt(5));
    for (int i = 0; i < NORMALS; i++) {
      double z = -(i + 0.5) / NORMALS, r = Math.sqrt(1 - z * z);
      Illumination.basis(r * Math.cos(i * turn), r * Math.sin(i * turn), z, one, 0);
      for (int k = 0; k < one.length; k++) {
        out[k * NORMALS + i] = one[k];
      }
    }
    return out;
  }

  /**
   * Mean distance between corresponding points, in their unit (mm; linear light for albedo).
   *
   * @param predicted N x V x 3
   * @param truth N x V x 3
   * @return N
   */
  public static NDArray ofPoints(NDArray predicted, NDArray truth) {
    NDArray square = predicted.sub(truth).square().sum(new int[] {2});
    // The root of zero has no derivative.
    return square.add(1e-8f).sqrt().mean(new int[] {1});
  }

  /**
   * Mean distance between places in the picture, in per cent of the crop's side: quadratic below
   * one per cent and linear above, as {@link LandmarkLoss}.
   *
   * @param predicted N x V x 3: x, y in pixels of the crop; depth does not count
   * @param truth the same
   * @param size side of the crop in the same pixels
   * @return N
   */
  public static NDArray ofPlaces(NDArray predicted, NDArray truth, int size) {
    NDIndex plane = new NDIndex(":, :, 0:2");
    NDArray difference = predicted.get(plane).sub(truth.get(plane)).mul(100f / size);
    NDArray squares = difference.square().sum(new int[] {2});
    return squares.add(1).sqrt().sub(1).mean(new int[] {1});
  }

  /**
   * Squared Frobenius distance of rotations, 4 (1 - cos angle): smooth everywhere, twice the
   * squared angle where it is small.
   *
   * @return N
   */
  public static NDArray ofRotations(FacePrediction predicted, FacePrediction truth) {
    return predicted.rotation().sub(truth.rotation()).square().sum(new int[] {1, 2});
  }

  /**
   * Squared difference of placement: the origin's place in normalised coordinates of the crop, and
   * the logarithm of scale.
   *
   * @return N
   */
  public static NDArray ofPlacement(FacePrediction predicted, FacePrediction truth) {
    return predicted.placement().sub(truth.placement()).square().sum(new int[] {1});
  }

  /**
   * Mean absolute difference of irradiance / pi over normals that face the camera.
   *
   * @return N
   */
  public NDArray ofLight(FacePrediction predicted, FacePrediction truth) {
    NDArray difference = predicted.illumination().sub(truth.illumination());
    return difference
        .reshape(-1, Illumination.BANDS)
        .matMul(basis)
        .abs()
        .reshape(-1, 3L * NORMALS)
        .mean(new int[] {1});
  }

  @Override
  public void close() {
    manager.close();
  }
}
