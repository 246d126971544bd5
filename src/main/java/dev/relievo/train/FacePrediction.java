package dev.relievo.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.relievo.face.FaceVector;

/**
 * A batch of N faces as tensors, differentiable in the vectors that they were decoded from.
 *
 * @param identity N x I, standard deviations
 * @param corrective N x C, standard deviations
 * @param expression N x E, raw: not cut to 0..1
 * @param albedo N x A, standard deviations
 * @param rotation N x 3 x 3, model to crop camera
 * @param translation N x 3, mm, model to crop camera
 * @param placement N x 3: the translation as {@link FaceVector} has it, u, v and log scale
 * @param illumination N x 3 x 9, in the crop camera's axes
 */
public record FacePrediction(
    NDArray identity,
    NDArray corrective,
    NDArray expression,
    NDArray albedo,
    NDArray rotation,
    NDArray translation,
    NDArray placement,
    NDArray illumination) {

  /**
   * Decodes vectors, by {@link FaceVector}'s equations.
   *
   * @param raw N x {@link FaceVector#length()}; the results belong to its manager
   * @param cameras N x 3: focal length and principal point in pixels of the crop
   * @param size side of the crop in the same pixels
   */
  public static FacePrediction decode(NDArray raw, NDArray cameras, int size, FaceVector layout) {
    NDArray lens = lens(raw, cameras, size);
    NDArray placement = block(raw, layout.translation(), FaceVector.TRANSLATION);
    NDArray light = block(raw, layout.illumination(), FaceVector.LIGHT);
    return new FacePrediction(
        block(raw, layout.identity(), layout.identityCount()),
        block(raw, layout.corrective(), layout.correctiveCount()),
        block(raw, layout.expression(), layout.expressionCount()),
        block(raw, layout.albedo(), layout.albedoCount()),
        rotation(block(raw, layout.rotation(), FaceVector.ROTATION), lens),
        translation(placement, lens),
        placement,
        light.reshape(-1, 3, FaceVector.LIGHT / 3));
  }

  /** N, faces. */
  public int count() {
    return Math.toIntExact(identity.getShape().get(0));
  }

  /** Cameras in the crop's normalised coordinates, in the manager of {@code raw}. */
  private static NDArray lens(NDArray raw, NDArray cameras, int size) {
    NDArray shift = raw.getManager().create(new float[] {0, -1, -1}, new Shape(1, 3));
    return shift.add(cameras.mul(2f / size));
  }

  private static NDArray block(NDArray raw, int from, int count) {
    return raw.get(new NDIndex(":, " + from + ":" + (from + count)));
  }

  /** N x 1. */
  private static NDArray column(NDArray a, int i) {
    return block(a, i, 1);
  }

  private static NDArray rotation(NDArray six, NDArray lens) {
    NDArray identity = six.getManager().create(new float[] {1, 0, 0, 0, 1, 0}, new Shape(1, 6));
    NDArray columns = six.add(identity);
    NDArray first = unit(block(columns, 0, 3));
    NDArray second = block(columns, 3, 3);
    second = unit(second.sub(first.mul(first.mul(second).sum(new int[] {1}, true))));
    NDArray third = cross(first, second);
    NDArray turned = NDArrays.stack(new NDList(first, second.neg(), third.neg()), 2);
    return toCentre(lens).matMul(turned);
  }

  private static NDArray unit(NDArray v) {
    return v.div(v.square().sum(new int[] {1}, true).sqrt());
  }

  private static NDArray cross(NDArray a, NDArray b) {
    NDArray x = column(a, 1).mul(column(b, 2)).sub(column(a, 2).mul(column(b, 1)));
    NDArray y = column(a, 2).mul(column(b, 0)).sub(column(a, 0).mul(column(b, 2)));
    NDArray z = column(a, 0).mul(column(b, 1)).sub(column(a, 1).mul(column(b, 0)));
    return x.concat(y, 1).concat(z, 1);
  }

  /** L: Rodrigues' formula for the rotation of (0, 0, 1) onto the ray through the centre. */
  private static NDArray toCentre(NDArray lens) {
    NDArray focal = column(lens, 0);
    NDArray x = column(lens, 1).neg().div(focal), y = column(lens, 2).neg().div(focal);
    NDArray norm = x.square().add(y.square()).add(1).sqrt();
    NDArray dx = x.div(norm), dy = y.div(norm);
    NDArray z = norm.pow(-1);
    NDArray k = z.add(1).pow(-1);
    NDArray mixed = k.mul(dx).mul(dy).neg();
    NDList rows = new NDList();
    rows.add(k.mul(dx.square()).neg().add(1));
    rows.add(mixed);
    rows.add(dx);
    rows.add(mixed);
    rows.add(k.mul(dy.square()).neg().add(1));
    rows.add(dy);
    rows.add(dx.neg());
    rows.add(dy.neg());
    rows.add(z);
    return NDArrays.concat(rows, 1).reshape(-1, 3, 3);
  }

  private static NDArray translation(NDArray placement, NDArray lens) {
    NDArray millimetres = column(placement, 2).neg().exp();
    NDArray across = block(placement, 0, 2).sub(block(lens, 1, 2)).mul(millimetres);
    return across.concat(column(lens, 0).mul(millimetres), 1);
  }
}
