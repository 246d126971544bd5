package dev.relievo.train;

import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceParameters;
import dev.relievo.image.RgbImage;
import dev.relievo.render.FaceRenderer;
import dev.relievo.train.data.TrainingBatch;
import java.util.Arrays;

/** Batches whose truth is known, for tests. */
public final class TrainingBatches {

  private TrainingBatches() {}

  /**
   * Pictures of the full mesh, with the landmarks that the model has.
   *
   * @param vectors N x length, the truth
   * @param synthetic N, whether each counts as a rendering; else as a photograph
   */
  public static TrainingBatch of(float[] vectors, boolean[] synthetic) {
    int count = synthetic.length;
    int s = TrainingFaces.SIZE;
    float[] images = new float[count * 3 * s * s];
    float[] landmarks = new float[count * 3 * FaceLandmarks.COUNT];
    float[] cameras = new float[3 * count];
    for (int n = 0; n < count; n++) {
      FaceParameters face =
          TrainingFaces.LAYOUT.decode(
              vectors, n * TrainingFaces.LAYOUT.length(), TrainingFaces.CROP);
      float[] shape = TrainingFaces.MODEL.shape(face);
      put(picture(face, shape), images, n * 3 * s * s);
      float[] points =
          TrainingFaces.MODEL.landmarks468().locate(TrainingFaces.MODEL.triangles(), shape);
      putLandmarks(face, points, landmarks, n * points.length);
      cameras[3 * n] = (float) TrainingFaces.CROP.camera().focal();
      cameras[3 * n + 1] = (float) TrainingFaces.CROP.camera().centreX();
      cameras[3 * n + 2] = (float) TrainingFaces.CROP.camera().centreY();
    }
    float[] visible = new float[count * s * s];
    Arrays.fill(visible, 1);
    int[] person = new int[count];
    Arrays.fill(person, -1);
    float[] teacher = new float[count];
    Arrays.fill(teacher, 1);
    return new TrainingBatch(
        count,
        s,
        images,
        landmarks,
        cameras,
        vectors,
        visible,
        synthetic,
        new boolean[count],
        person,
        teacher);
  }

  /** The same pictures, told to be of these persons and mirrored or not. */
  public static TrainingBatch related(TrainingBatch batch, int[] person, boolean[] mirrored) {
    return new TrainingBatch(
        batch.count(),
        batch.size(),
        batch.images(),
        batch.landmarks(),
        batch.cameras(),
        batch.truth(),
        batch.visible(),
        batch.synthetic(),
        mirrored,
        person,
        batch.teacher());
  }

  private static RgbImage picture(FaceParameters face, float[] shape) {
    FaceRenderer renderer = new FaceRenderer(TrainingFaces.MODEL.triangles());
    renderer.place(
        shape, face.pose(), TrainingFaces.CROP.camera(), TrainingFaces.SIZE, TrainingFaces.SIZE);
    return renderer
        .lit(TrainingFaces.MODEL.albedo(face.albedo()), face.illumination())
        .over(0x808080);
  }

  private static void put(RgbImage picture, float[] to, int at) {
    int pixels = picture.width() * picture.height();
    for (int i = 0; i < 3 * pixels; i++) {
      to[at + i % 3 * pixels + i / 3] = (picture.data()[i] & 0xff) / 255f;
    }
  }

  private static void putLandmarks(FaceParameters face, float[] points, float[] to, int at) {
    face.pose().apply(points, points);
    double mean = 0;
    for (int i = 2; i < points.length; i += 3) {
      mean += points[i] / FaceLandmarks.COUNT;
    }
    TrainingFaces.CROP.camera().project(points, points);
    for (int i = 2; i < points.length; i += 3) {
      points[i] = (float) (TrainingFaces.CROP.camera().focal() * (points[i] / mean - 1));
    }
    System.arraycopy(points, 0, to, at, points.length);
  }
}
