package dev.relievo.face;

import dev.relievo.record.Coefficients;
import dev.relievo.record.FaceRef;
import dev.relievo.record.Intrinsics;
import dev.relievo.record.Similarity;
import dev.relievo.tensor.Tensors;

/** Between the domain's types and the records that travel. */
public final class FaceRecords {

  private FaceRecords() {}

  /** Coefficients as they travel; rotation and translation are narrowed to f32. */
  public static Coefficients toRecord(String modelId, FaceParameters face) {
    Pose p = face.pose();
    float[] rotation = {(float) p.qw(), (float) p.qx(), (float) p.qy(), (float) p.qz()};
    float[] translation = {(float) p.x(), (float) p.y(), (float) p.z()};
    return Coefficients.newBuilder()
        .setModelId(modelId)
        .setIdentity(Tensors.of(face.identity(), face.identity().length))
        .setCorrective(Tensors.of(face.corrective(), face.corrective().length))
        .setExpression(Tensors.of(face.expression(), face.expression().length))
        .setAlbedo(Tensors.of(face.albedo(), face.albedo().length))
        .setRotation(Tensors.of(rotation, 4))
        .setTranslation(Tensors.of(translation, 3))
        .setIllumination(Tensors.of(face.illumination().coefficients(), 3, Illumination.BANDS))
        .build();
  }

  /**
   * Coefficients from a record.
   *
   * @throws IllegalArgumentException where they belong to another model or are malformed
   */
  public static FaceParameters fromRecord(MorphableModel model, Coefficients c) {
    if (!model.id().equals(c.getModelId())) {
      throw new IllegalArgumentException(
          "the coefficients belong to the face model "
              + c.getModelId()
              + ", this process has "
              + model.id());
    }
    float[] q = Tensors.floats(c.getRotation(), 4);
    float[] t = Tensors.floats(c.getTranslation(), 3);
    return new FaceParameters(
        Tensors.floats(c.getIdentity(), model.identityCount()),
        Tensors.floats(c.getCorrective(), model.correctiveCount()),
        Tensors.floats(c.getExpression(), model.expressionCount()),
        Tensors.floats(c.getAlbedo(), model.albedoCount()),
        new Pose(q[0], q[1], q[2], q[3], t[0], t[1], t[2]),
        new Illumination(Tensors.floats(c.getIllumination(), 3, Illumination.BANDS)));
  }

  /** The camera of a face's frame, declared or assumed by detection. */
  public static Camera camera(FaceRef face) {
    Intrinsics i = face.getIntrinsics();
    return i == null
        ? Camera.ofFrame(face.getFrameWidth(), face.getFrameHeight())
        : new Camera(i.getFocal(), i.getCentreX(), i.getCentreY());
  }

  /** Crop pixels to frame pixels. */
  public static SimilarityTransform cropToFrame(FaceRef face) {
    Similarity s = face.getCropToFrame();
    return new SimilarityTransform(s.getScale(), s.getRotation(), s.getX(), s.getY());
  }

  /** A lens as frames declare it. */
  public static Intrinsics toRecord(Camera camera) {
    return new Intrinsics(camera.focal(), camera.centreX(), camera.centreY());
  }

  /** The record of a similarity. */
  public static Similarity toRecord(SimilarityTransform s) {
    return new Similarity(s.scale(), s.rotation(), s.x(), s.y());
  }
}
