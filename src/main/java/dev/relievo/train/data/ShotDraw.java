package dev.relievo.train.data;

import dev.relievo.face.Camera;
import dev.relievo.face.CropCamera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceVector;
import dev.relievo.face.Illumination;
import dev.relievo.face.LandmarkMap;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.stage.detect.AlignedCrop;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws random faces before random cameras: identity from the model's prior, somewhat wider;
 * expression, light and half of the albedo from faces of photographs, varied; pose and lens freely.
 */
public final class ShotDraw {

  private static final double IDENTITY_SPREAD = 1.1;
  private static final double LARGEST_YAW = Math.toRadians(75);
  private static final double LARGEST_PITCH = Math.toRadians(30);
  private static final double COMMON_YAW = Math.toRadians(40);

  /** Focal length in half crop sides: a selfie at arm's length and less, to a portrait lens. */
  private static final double SHORTEST_LENS = 1.8;

  private static final double LONGEST_LENS = 14;

  /** Tangent of the largest angle between optical axis and face. */
  private static final double FARTHEST_OFF_AXIS = 0.45;

  /** Millimetres that half a crop's side spans, about. */
  private static final double HALF_CROP = 102;

  private final MorphableModel model;
  private final int[] opposite;
  private final List<FaceParameters> fits;
  private final int turned;

  /**
   * From the faces of photographs.
   *
   * @param fits whose expressions, albedos and lights are used; may be none
   * @param turned one face in so many is turned by more than 40 degrees
   */
  public ShotDraw(MorphableModel model, List<FaceParameters> fits, int turned) {
    this.model = model;
    this.fits = fits;
    this.turned = turned;
    opposite = opposites(model.expressionNames());
  }

  /** Index of each blendshape's other side; its own where it has none. */
  private static int[] opposites(List<String> names) {
    int[] out = new int[names.size()];
    for (int i = 0; i < out.length; i++) {
      String name = names.get(i);
      String other =
          name.endsWith("Left")
              ? name.substring(0, name.length() - 4) + "Right"
              : name.replaceFirst("Right$", "Left");
      int at = names.indexOf(other);
      out[i] = at < 0 ? i : at;
    }
    return out;
  }

  /**
   * A shot.
   *
   * @param frame side of the picture, pixels
   * @param crop side of the face's aligned crop in it, pixels, exactly
   */
  public Shot draw(RandomGenerator r, int frame, int crop) {
    float[] identity = gaussian(r, model.identityCount(), IDENTITY_SPREAD);
    float[] corrective = gaussian(r, model.correctiveCount(), IDENTITY_SPREAD);
    float[] expression = expression(r);
    double lens =
        SHORTEST_LENS * Math.pow(LONGEST_LENS / SHORTEST_LENS, Math.pow(r.nextDouble(), 1.3));
    double x = offAxis(r, lens), y = offAxis(r, lens);
    double yaw = yaw(r), pitch = clamp(Math.toRadians(11) * r.nextGaussian(), LARGEST_PITCH);
    double roll = Math.toRadians(9) * r.nextGaussian();
    Pose pose = pose(yaw, pitch, roll, x, y, lens * HALF_CROP);
    FaceParameters face =
        new FaceParameters(identity, corrective, expression, albedo(r), pose, light(r));
    float[] shape = model.shape(face);
    LandmarkMap map = model.landmarks468();
    float[] landmarks = map.locate(model.triangles(), shape);
    pose.apply(landmarks, landmarks);
    Camera camera = frame(landmarks, frame, crop);
    camera.project(landmarks, landmarks);
    return new Shot(face, camera, shape, landmarks, yaw);
  }

  /** The camera whose picture has the aligned crop in its middle: zoom and shift are exact. */
  private static Camera frame(float[] inCamera, int frame, int crop) {
    float[] seen = inCamera.clone();
    new Camera(1, 0, 0).project(seen, seen);
    AlignedCrop aligned = AlignedCrop.of(seen);
    SimilarityTransform t = aligned.toFrame();
    double side = t.scale() * aligned.size(), middle = aligned.size() / 2.0;
    double focal = crop / side;
    return new Camera(
        focal,
        frame / 2.0 - focal * t.applyX(middle, middle),
        frame / 2.0 - focal * t.applyY(middle, middle));
  }

  private static double offAxis(RandomGenerator r, double lens) {
    // A face in a small part of a wide picture is far off the axis; one that fills it is not.
    return clamp(
        0.12 * r.nextGaussian() + (r.nextInt(3) == 0 ? 0.2 * r.nextGaussian() : 0),
        Math.min(FARTHEST_OFF_AXIS, 6 / lens));
  }

  private double yaw(RandomGenerator r) {
    double size =
        r.nextInt(turned) > 0
            ? COMMON_YAW * Math.pow(r.nextDouble(), 0.9)
            : r.nextDouble(COMMON_YAW, LARGEST_YAW);
    return r.nextBoolean() ? size : -size;
  }

  /** Turned about the model's upright axis, then the level one, then the ray to the face. */
  private static Pose pose(
      double yaw, double pitch, double roll, double x, double y, double distance) {
    FaceVector bare = new FaceVector(0, 0, 0, 0);
    double cy = Math.cos(yaw), sy = Math.sin(yaw), cp = Math.cos(pitch), sp = Math.sin(pitch);
    double cr = Math.cos(roll), sr = Math.sin(roll);
    // First two columns of Q = Rz(roll) Rx(pitch) Ry(yaw).
    double[] a = {cy, sp * sy, -cp * sy};
    double[] b = {0, cp, sp};
    float[] v = new float[bare.length()];
    int at = bare.rotation();
    v[at] = (float) (cr * a[0] - sr * a[1] - 1);
    v[at + 1] = (float) (sr * a[0] + cr * a[1]);
    v[at + 2] = (float) a[2];
    v[at + 3] = (float) (cr * b[0] - sr * b[1]);
    v[at + 4] = (float) (sr * b[0] + cr * b[1] - 1);
    v[at + 5] = (float) b[2];
    v[at + 8] = (float) Math.log(1 / distance);
    // A crop of side 2 with focal length 1 whose centre the ray (x, y, 1) hits.
    CropCamera view = new CropCamera(new Camera(1, 1 - x, 1 - y), 0, 2);
    return bare.decode(v, 0, view).pose();
  }

  private FaceParameters fit(RandomGenerator r) {
    return fits.get(r.nextInt(fits.size()));
  }

  private float[] expression(RandomGenerator r) {
    int n = model.expressionCount();
    float[] out = new float[n];
    if (fits.isEmpty() || r.nextInt(4) == 0) {
      for (int k = 0; k < n; k++) {
        out[k] = r.nextInt(7) == 0 ? 0.7f * r.nextFloat() : 0;
        if (opposite[k] < k && r.nextInt(4) > 0) {
          out[k] = out[opposite[k]];
        }
      }
      return out;
    }
    float[] left = fit(r).expression();
    float[] right = r.nextInt(4) == 0 ? fit(r).expression() : left;
    for (int k = 0; k < n; k++) {
      float[] from = opposite[k] > k ? left : right;
      double e = from[k] * r.nextDouble(0.6, 1.35);
      e += r.nextInt(12) == 0 ? 0.3 * r.nextDouble() : 0;
      out[k] = (float) Math.max(0, Math.min(1, e));
    }
    return out;
  }

  private float[] albedo(RandomGenerator r) {
    int n = model.albedoCount();
    if (fits.isEmpty() || r.nextBoolean()) {
      return gaussian(r, n, 1);
    }
    float[] from = fit(r).albedo(), out = gaussian(r, n, 0.35);
    for (int k = 0; k < n; k++) {
      out[k] += from[k];
    }
    return out;
  }

  private Illumination light(RandomGenerator r) {
    if (fits.isEmpty() || r.nextInt(5) == 0) {
      return invented(r);
    }
    float[] out = fit(r).illumination().coefficients().clone();
    double strength = Math.exp(0.12 * r.nextGaussian());
    for (int k = 0; k < Illumination.BANDS; k++) {
      // The same change of all channels: light turns and sharpens, its colour stays.
      double factor = strength * (1 + (k == 0 ? 0 : 0.25 * r.nextGaussian()));
      for (int c = k; c < out.length; c += Illumination.BANDS) {
        out[c] *= (float) factor;
      }
    }
    Illumination light = new Illumination(out).rolled(Math.toRadians(25) * r.nextGaussian());
    return r.nextBoolean() ? light.mirrored() : light;
  }

  /** A sky and a lamp: {@code a + b max(0, n . d)} to the second order. */
  private static Illumination invented(RandomGenerator r) {
    double x = r.nextGaussian(), y = -0.6 + r.nextGaussian(), z = -1 + 0.7 * r.nextGaussian();
    double norm = Math.sqrt(x * x + y * y + z * z);
    double lamp = r.nextDouble(0.2, 0.8), sky = 1 - 0.75 * lamp;
    double level = r.nextDouble(0.55, 1.15);
    float[] unit = new float[Illumination.BANDS], out = new float[FaceVector.LIGHT];
    Illumination.basis(x / norm, y / norm, z / norm, unit, 0);
    float[] ambient = Illumination.ambient().coefficients();
    for (int c = 0; c < 3; c++) {
      double tint = 1 + 0.1 * r.nextGaussian(), warmth = 1 + 0.1 * r.nextGaussian();
      for (int k = 0; k < Illumination.BANDS; k++) {
        // Peak of a clamped cosine's series at its pole: basis / self-product of the linear band.
        double lampPart = k == 0 ? 0.35 * ambient[0] : 3.0 * unit[k];
        out[c * Illumination.BANDS + k] =
            (float) (level * (sky * tint * (k == 0 ? ambient[0] : 0) + lamp * warmth * lampPart));
      }
    }
    return new Illumination(out);
  }

  private static float[] gaussian(RandomGenerator r, int n, double spread) {
    float[] out = new float[n];
    for (int k = 0; k < n; k++) {
      out[k] = (float) (spread * r.nextGaussian());
    }
    return out;
  }

  private static double clamp(double x, double most) {
    return Math.max(-most, Math.min(most, x));
  }
}
