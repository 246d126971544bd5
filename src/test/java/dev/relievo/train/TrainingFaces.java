package dev.relievo.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.relievo.face.Camera;
import dev.relievo.face.CropCamera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceVector;
import dev.relievo.face.MorphableModel;
import dev.relievo.stage.SyntheticFace;
import java.util.Random;

/** Batches of random faces of the shipped model, for tests. */
public final class TrainingFaces {

  public static final int SIZE = 128;
  public static final MorphableModel MODEL = SyntheticFace.MODEL;
  public static final FaceVector LAYOUT = new FaceVector(MODEL);

  /** Off the crop's centre, so that L is not the identity. */
  public static final CropCamera CROP = new CropCamera(new Camera(230, 30, 90), 0, SIZE);

  private TrainingFaces() {}

  /** N x length, each face turned and lit in its own way. */
  public static float[] vectors(int count, long seed) {
    Random random = new Random(seed);
    float[] out = new float[count * LAYOUT.length()];
    for (int n = 0; n < count; n++) {
      FaceParameters base =
          SyntheticFace.face(
              SyntheticFace.pose(0.5 * random.nextGaussian()), SyntheticFace.sideLight());
      float[] v = LAYOUT.encode(base, CROP);
      perturb(v, LAYOUT.identity(), LAYOUT.identityCount(), 0.5, random);
      perturb(v, LAYOUT.corrective(), LAYOUT.correctiveCount(), 0.3, random);
      perturb(v, LAYOUT.albedo(), LAYOUT.albedoCount(), 0.5, random);
      perturb(v, LAYOUT.rotation(), FaceVector.ROTATION, 0.1, random);
      perturb(v, LAYOUT.illumination(), FaceVector.LIGHT, 0.15, random);
      for (int k = 0; k < LAYOUT.expressionCount(); k++) {
        v[LAYOUT.expression() + k] += 0.15f * random.nextFloat();
      }
      v[LAYOUT.translation()] = (float) (0.05 * random.nextGaussian());
      v[LAYOUT.translation() + 1] = (float) (0.05 * random.nextGaussian());
      v[LAYOUT.translation() + 2] = (float) (Math.log(0.0095) + 0.05 * random.nextGaussian());
      System.arraycopy(v, 0, out, n * v.length, v.length);
    }
    return out;
  }

  private static void perturb(float[] v, int from, int count, double by, Random random) {
    for (int i = from; i < from + count; i++) {
      v[i] += (float) (by * random.nextGaussian());
    }
  }

  /** N x 3. */
  public static NDArray cameras(NDManager manager, int count) {
    float[] out = new float[3 * count];
    for (int n = 0; n < count; n++) {
      out[3 * n] = (float) CROP.camera().focal();
      out[3 * n + 1] = (float) CROP.camera().centreX();
      out[3 * n + 2] = (float) CROP.camera().centreY();
    }
    return manager.create(out, new Shape(count, 3));
  }

  /** N x length. */
  public static NDArray tensor(NDManager manager, float[] vectors) {
    return manager.create(vectors, new Shape(vectors.length / LAYOUT.length(), LAYOUT.length()));
  }
}
