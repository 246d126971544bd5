package dev.relievo.evaluate;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.image.RgbImage;
import dev.relievo.render.FaceRenderer;
import java.util.Random;

/**
 * Faces of people who do not exist, rendered by {@link FaceRenderer}, which training does not use:
 * identity, albedo and light drawn from the model's priors, some blendshapes, skin with pores, in
 * front of a head and a room of noise. Each is a function of the seed and its number.
 */
final class TestFaces {

  static final int WIDTH = 640;
  static final int HEIGHT = 480;

  /** The camera of every picture. */
  static final Camera CAMERA = Camera.ofFrame(WIDTH, HEIGHT);

  private static final int OVERSAMPLING = 2;
  private static final double MAX_PITCH = 12;
  private static final double MAX_ROLL = 12;
  private static final double PORES = 0.04;
  private static final double GRAIN = 1.5;

  private final MorphableModel model;
  private final long seed;
  private final FaceRenderer renderer;

  TestFaces(MorphableModel model, long seed) {
    this.model = model;
    this.seed = seed;
    renderer = new FaceRenderer(model.triangles());
  }

  /**
   * Draws a face.
   *
   * @param from least yaw to either side, degrees
   * @param to largest
   */
  TestFace draw(int number, double from, double to) {
    Random random = new Random(31 * seed + 7919L * number + Math.round(from));
    random.nextLong();
    double yaw = (from + random.nextDouble() * (to - from)) * (random.nextBoolean() ? 1 : -1);
    FaceParameters face =
        new FaceParameters(
            gaussian(model.identityCount(), random),
            gaussian(model.correctiveCount(), random),
            expression(model, random),
            gaussian(model.albedoCount(), random),
            pose(yaw, random),
            light(random));
    return new TestFace(render(face, random, random), face, yaw);
  }

  /** Coefficients of the prior. */
  static float[] gaussian(int n, Random random) {
    float[] out = new float[n];
    for (int i = 0; i < n; i++) {
      out[i] = (float) random.nextGaussian();
    }
    return out;
  }

  /** Some blendshapes, none at more than half. */
  static float[] expression(MorphableModel model, Random random) {
    float[] out = new float[model.expressionCount()];
    for (int i = 0; i < out.length; i++) {
      out[i] = random.nextInt(8) == 0 ? 0.5f * random.nextFloat() : 0;
    }
    return out;
  }

  /** Turns about the face's own axes: yaw, then pitch, then roll. */
  private static Pose pose(double yaw, Random random) {
    double y = Math.toRadians(yaw);
    double p = Math.toRadians(MAX_PITCH * (2 * random.nextDouble() - 1));
    double r = Math.toRadians(MAX_ROLL * (2 * random.nextDouble() - 1));
    double distance = 420 + 250 * random.nextDouble();
    double reach = distance / CAMERA.focal();
    Pose turned = Pose.ofRotation(HeadPose.rotation(y, p, r), 0, 0, distance);
    return new Pose(
        turned.qw(),
        turned.qx(),
        turned.qy(),
        turned.qz(),
        reach * WIDTH * 0.15 * (2 * random.nextDouble() - 1),
        reach * HEIGHT * 0.08 * (2 * random.nextDouble() - 1),
        distance);
  }

  /** Light from everywhere and one side, of some colour. */
  private static Illumination light(Random random) {
    double ambient = 1.6 + 1.2 * random.nextDouble();
    double strength = ambient * (0.15 + 0.45 * random.nextDouble());
    double azimuth = Math.PI * (random.nextDouble() - 0.5) * 1.5;
    double height = Math.toRadians(-10 + 65 * random.nextDouble());
    double x = Math.sin(azimuth) * Math.cos(height);
    double y = -Math.sin(height), z = -Math.cos(azimuth) * Math.cos(height);
    float[] c = new float[3 * Illumination.BANDS];
    double warmth = 0.15 * random.nextGaussian();
    for (int channel = 0; channel < 3; channel++) {
      double tint = 1 + warmth * (1 - channel);
      int at = channel * Illumination.BANDS;
      c[at] = (float) (ambient * tint);
      c[at + 1] = (float) (strength * y * tint);
      c[at + 2] = (float) (strength * z * tint);
      c[at + 3] = (float) (strength * x * tint);
      for (int k = 4; k < Illumination.BANDS; k++) {
        c[at + k] = (float) (0.08 * ambient * random.nextGaussian());
      }
    }
    return new Illumination(c);
  }

  /**
   * The picture of a face.
   *
   * @param scene draws the room and the pores; the same seed gives the same ones
   * @param grain draws the sensor's noise
   */
  RgbImage render(FaceParameters face, Random scene, Random grain) {
    RgbImage background = TestRoom.draw(WIDTH, HEIGHT, face.pose(), CAMERA, scene);
    renderer.place(
        model.shape(face),
        face.pose(),
        CAMERA.crop(1.0 / OVERSAMPLING, 0, 0),
        OVERSAMPLING * WIDTH,
        OVERSAMPLING * HEIGHT);
    float[] albedo = model.albedo(face.albedo());
    for (int v = 0; v < albedo.length; v += 3) {
      float pore = (float) Math.exp(PORES * scene.nextGaussian());
      for (int c = v; c < v + 3; c++) {
        albedo[c] = Math.max(0.003f, albedo[c]) * pore;
      }
    }
    RgbImage picture = renderer.lit(albedo, face.illumination()).halved().over(background);
    byte[] data = picture.data();
    for (int i = 0; i < data.length; i++) {
      double noisy = (data[i] & 255) + GRAIN * grain.nextGaussian();
      data[i] = (byte) Math.max(0, Math.min(255, Math.round(noisy)));
    }
    return picture;
  }
}
