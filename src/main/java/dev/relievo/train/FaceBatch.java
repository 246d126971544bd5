package dev.relievo.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceVector;
import dev.relievo.train.data.TrainingBatch;

/**
 * A {@link TrainingBatch} on a device.
 *
 * @param size S, side of the pictures, pixels
 * @param images N x 3 x S x S, sRGB, 0 to 1
 * @param landmarks N x 468 x 3, pixels of the picture, z at the same scale
 * @param cameras N x 3: focal length and principal point, pixels of the picture
 * @param visible N x S x S, 1 where the face may be compared
 * @param truth pose and light as pictured; identity, expression and albedo not mirrored
 * @param synthetic N, 1 where truth is exact, 0 for photographs
 * @param teacher N, trust in truth, 0 to 1
 * @param mirrored N x 1 x 1, 1 where the picture is mirrored
 * @param persons pairs of pictures of one person
 * @param mirrorImages pairs of a picture and its mirror image
 */
public record FaceBatch(
    int size,
    NDArray images,
    NDArray landmarks,
    NDArray cameras,
    NDArray visible,
    FacePrediction truth,
    NDArray synthetic,
    NDArray teacher,
    NDArray mirrored,
    Pairs persons,
    Pairs mirrorImages) {

  /** Copies a batch to the manager's device. */
  public static FaceBatch of(TrainingBatch batch, FaceVector layout, NDManager manager) {
    int n = batch.count(), s = batch.size();
    NDArray cameras = manager.create(batch.cameras(), new Shape(n, 3));
    NDArray truth = manager.create(batch.truth(), new Shape(n, layout.length()));
    return new FaceBatch(
        s,
        manager.create(batch.images(), new Shape(n, 3, s, s)),
        manager.create(batch.landmarks(), new Shape(n, FaceLandmarks.COUNT, 3)),
        cameras,
        manager.create(batch.visible(), new Shape(n, s, s)),
        FacePrediction.decode(truth, cameras, s, layout),
        manager.create(numbers(batch.synthetic())),
        manager.create(batch.teacher()),
        manager.create(numbers(batch.mirrored()), new Shape(n, 1, 1)),
        Pairs.ofPersons(batch.person()),
        Pairs.ofMirrorImages(batch, layout.rotation()));
  }

  private static float[] numbers(boolean[] flags) {
    float[] out = new float[flags.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = flags[i] ? 1 : 0;
    }
    return out;
  }
}
