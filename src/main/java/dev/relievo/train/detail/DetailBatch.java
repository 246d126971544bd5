package dev.relievo.train.detail;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.relievo.face.MorphableModel;
import dev.relievo.stage.displace.DetailInput;
import dev.relievo.stage.displace.ReliefFade;

/**
 * {@link DetailArrays} on a device.
 *
 * @param photographs how many of the faces, the first ones, are photographs
 * @param network N x C x S x S, what the network sees
 * @param inputs N x 11 x S x S
 * @param surface N x 12 x S x S
 * @param photos N x 3 x S x S, sRGB, 0 to 1
 * @param light N x 3 x 9
 * @param truth N x 1 x S x S, mm
 */
public record DetailBatch(
    int photographs,
    NDArray network,
    NDArray inputs,
    NDArray surface,
    NDArray photos,
    NDArray light,
    NDArray truth) {

  /** Copies a batch to the manager's device. */
  public static DetailBatch of(DetailArrays a, NDManager manager) {
    int n = a.count(), s = a.size();
    NDArray plain = manager.create(a.plain(), new Shape(n, DetailInput.CHANNELS, s, s));
    return new DetailBatch(
        a.photographs(),
        a.inputs() == a.plain()
            ? plain
            : manager.create(a.inputs(), new Shape(n, a.channels(), s, s)),
        plain,
        manager.create(a.surface(), new Shape(n, DetailInput.SURFACE_CHANNELS, s, s)),
        manager.create(a.photos(), new Shape(n, 3, s, s)),
        manager.create(a.light(), new Shape(n, 3, 9)),
        manager.create(a.truth(), new Shape(n, 1, s, s)));
  }

  /**
   * What is the same for every batch.
   *
   * @param mask 1 x 1 x S x S, where relief may be
   * @param kernel of the low-pass
   * @param zones the dead zones: of second differences, of normals; and how much more counts what
   *     shows
   */
  public record Constants(NDArray mask, NDArray kernel, NDArray zones) {

    /** For maps of a size. */
    public static Constants of(
        MorphableModel model, int size, DetailWeights weights, NDManager manager) {
      return new Constants(
          manager.create(new ReliefFade(model, size).mask(), new Shape(1, 1, size, size)),
          manager.create(DetailLosses.kernel(size)),
          manager.create(
              new float[] {weights.smoothnessZone(), weights.normalZone(), weights.shown()}));
    }
  }
}
