package dev.relievo.stage;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.RgbImage;
import dev.relievo.render.FaceRenderer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Faces that tests know all about, of the shipped face model. */
public final class SyntheticFace {

  public static final Path MODEL_FILE = Path.of("models/face/relievo-face-v2.safetensors");
  public static final MorphableModel MODEL = load();
  public static final int SIZE = 400;
  public static final Camera CAMERA = Camera.ofFrame(SIZE, SIZE);
  public static final SimilarityTransform WHOLE_FRAME = new SimilarityTransform(1, 0, 0, 0);

  private SyntheticFace() {}

  private static MorphableModel load() {
    try {
      return MorphableModel.load(MODEL_FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Facing the camera from 450 mm, turned to the subject's left by yaw in radians. */
  public static Pose pose(double yaw) {
    double c = Math.cos(yaw), s = Math.sin(yaw);
    return Pose.ofRotation(new double[] {c, 0, s, 0, -1, 0, s, 0, -c}, 5, -8, 450);
  }

  /** A face with a few clear deviations. */
  public static FaceParameters face(Pose pose, Illumination light) {
    float[] identity = new float[MODEL.identityCount()];
    identity[0] = 1.5f;
    identity[1] = -1;
    identity[4] = 1.2f;
    float[] expression = new float[MODEL.expressionCount()];
    expression[MODEL.expressionNames().indexOf("jawOpen")] = 0.5f;
    float[] albedo = new float[MODEL.albedoCount()];
    albedo[0] = 0.8f;
    return new FaceParameters(
        identity, new float[MODEL.correctiveCount()], expression, albedo, pose, light);
  }

  /** Light from the image's upper left, slightly warm. */
  public static Illumination sideLight() {
    float[] c = new float[27];
    float[] tint = {1.05f, 1, 0.9f};
    for (int ch = 0; ch < 3; ch++) {
      c[9 * ch] = 2.6f * tint[ch];
      c[9 * ch + 1] = -0.5f * tint[ch];
      c[9 * ch + 2] = -0.9f * tint[ch];
      c[9 * ch + 3] = -0.8f * tint[ch];
    }
    return new Illumination(c);
  }

  /** A rendering over grey. */
  public static RgbImage render(FaceParameters face) {
    FaceRenderer renderer = new FaceRenderer(MODEL.triangles());
    renderer.place(MODEL.shape(face), face.pose(), CAMERA, SIZE, SIZE);
    return renderer.lit(MODEL.albedo(face.albedo()), face.illumination()).over(0x808080);
  }
}
