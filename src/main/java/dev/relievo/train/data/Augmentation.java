package dev.relievo.train.data;

import dev.relievo.face.Camera;
import dev.relievo.face.CropCamera;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceVector;
import dev.relievo.face.LandmarkMirror;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.RgbImage;
import dev.relievo.image.Warp;
import java.util.random.RandomGenerator;

/**
 * Varies a stored face and puts it into a batch. What moves the picture moves landmarks, camera,
 * pose and light with it, exactly; a gain of the colours is a gain of the light. Belongs to one
 * thread.
 */
final class Augmentation {

  private static final double MIN_ZOOM = 0.9;
  private static final double MAX_ZOOM = 1.12;
  private static final double SHIFT = 0.06;
  private static final double ROLL = Math.toRadians(8);

  /** Landmarks: error that neighbours share, and each one's own, as parts of the crop's side. */
  private static final double SHARED_NOISE = 0.004;

  private static final double OWN_NOISE = 0.0016;
  private static final float UNIT = 1 / 255f;
  private static final int SIDE = StoredFace.SIZE;

  private final FaceVector layout;
  private final int[] mirror;
  private final int size;
  private final float[] rows;
  private final PictureNoise noise;

  /**
   * For faces of one model.
   *
   * @param size of the pictures, pixels
   */
  Augmentation(MorphableModel model, int size) {
    this.size = size;
    layout = new FaceVector(model);
    mirror = LandmarkMirror.of(model, model.landmarks468());
    rows = new float[3 * size * size];
    noise = new PictureNoise(size);
  }

  /** Puts a face into a batch as it is. */
  void plain(StoredFace face, TrainingBatch out, int slot) {
    place(face, view(1, 0, 0, 0), false, out, slot);
  }

  /**
   * Puts a varied face into a batch.
   *
   * @param mirrored whether left and right are exchanged
   */
  void vary(StoredFace face, boolean mirrored, RandomGenerator r, TrainingBatch out, int slot) {
    SimilarityTransform view =
        view(
            r.nextDouble(MIN_ZOOM, MAX_ZOOM),
            ROLL * r.nextDouble(-1, 1),
            SHIFT * r.nextDouble(-1, 1),
            SHIFT * r.nextDouble(-1, 1));
    place(face, view, mirrored, out, slot);
    float[] gains = noise.apply(r, !out.synthetic()[slot], out, slot);
    int light = slot * layout.length() + layout.illumination();
    for (int i = 0; i < FaceVector.LIGHT; i++) {
      out.truth()[light + i] *= gains[i * 3 / FaceVector.LIGHT];
    }
    shake(out.landmarks(), slot * 3 * FaceLandmarks.COUNT, r);
  }

  /**
   * Pixels of the batch's picture to pixels of the stored crop.
   *
   * @param zoom above 1 shows the face larger
   * @param x shift of the window, parts of the crop's side
   * @param y the same
   */
  private SimilarityTransform view(double zoom, double roll, double x, double y) {
    double scale = SIDE / zoom / size;
    SimilarityTransform turned = new SimilarityTransform(scale, roll, 0, 0);
    double half = size / 2.0;
    return new SimilarityTransform(
        scale,
        roll,
        SIDE * (0.5 + x) - turned.applyX(half, half),
        SIDE * (0.5 + y) - turned.applyY(half, half));
  }

  private void place(
      StoredFace face, SimilarityTransform toCrop, boolean mirrored, TrainingBatch out, int slot) {
    picture(face, toCrop, mirrored, out.images(), slot * 3 * size * size);
    visible(face, toCrop, mirrored, out.visible(), slot * size * size);
    landmarks(face, toCrop, mirrored, out.landmarks(), slot * 3 * FaceLandmarks.COUNT);
    CropCamera view = CropCamera.of(face.camera().camera(), toCrop, size);
    FaceParameters truth = view.toCrop(layout.decode(face.truth(), 0, face.camera()));
    if (mirrored) {
      Camera c = view.camera();
      view = new CropCamera(new Camera(c.focal(), size - c.centreX(), c.centreY()), 0, size);
      truth = mirrored(truth);
    }
    float[] vector = layout.encode(truth, view);
    System.arraycopy(vector, 0, out.truth(), slot * vector.length, vector.length);
    out.cameras()[3 * slot] = (float) view.camera().focal();
    out.cameras()[3 * slot + 1] = (float) view.camera().centreX();
    out.cameras()[3 * slot + 2] = (float) view.camera().centreY();
    out.mirrored()[slot] = mirrored;
    out.person()[slot] = face.person();
    out.teacher()[slot] = face.teacher();
  }

  private static FaceParameters mirrored(FaceParameters f) {
    return new FaceParameters(
        f.identity(),
        f.corrective(),
        f.expression(),
        f.albedo(),
        f.pose().mirrored(),
        f.illumination().mirrored());
  }

  private void picture(
      StoredFace face, SimilarityTransform toCrop, boolean mirrored, float[] out, int at) {
    RgbImage image = new RgbImage(SIDE, SIDE, face.pixels());
    new Warp(image, toCrop, Warp.Border.REPLICATE, UNIT, 0).sample(size, size, rows, 0, 3 * size);
    int plane = size * size;
    for (int y = 0, i = 0; y < size; y++) {
      int o = at + y * size + (mirrored ? size - 1 : 0), step = mirrored ? -1 : 1;
      for (int x = 0; x < size; x++, i += 3, o += step) {
        out[o] = rows[i];
        out[o + plane] = rows[i + 1];
        out[o + 2 * plane] = rows[i + 2];
      }
    }
  }

  private void visible(
      StoredFace face, SimilarityTransform toCrop, boolean mirrored, float[] out, int at) {
    double dx = toCrop.scale() * Math.cos(toCrop.rotation());
    double dy = toCrop.scale() * Math.sin(toCrop.rotation());
    for (int y = 0; y < size; y++) {
      double px = toCrop.applyX(0.5, y + 0.5), py = toCrop.applyY(0.5, y + 0.5);
      int o = at + y * size + (mirrored ? size - 1 : 0), step = mirrored ? -1 : 1;
      for (int x = 0; x < size; x++, o += step, px += dx, py += dy) {
        boolean inside = px >= 0 && py >= 0 && px < SIDE && py < SIDE;
        out[o] = inside ? face.visible()[(int) py * SIDE + (int) px] : 0;
      }
    }
  }

  private void landmarks(
      StoredFace face, SimilarityTransform toCrop, boolean mirrored, float[] out, int at) {
    float[] moved = Planar.landmarks(face.landmarks(), toCrop.inverse());
    for (int i = 0; i < FaceLandmarks.COUNT; i++) {
      int from = 3 * (mirrored ? mirror[i] : i), to = at + 3 * i;
      out[to] = mirrored ? size - moved[from] : moved[from];
      out[to + 1] = moved[from + 1];
      out[to + 2] = moved[from + 2];
    }
  }

  /**
   * A network's errors: a shift, a slow wave across the face (neighbours err together), and a
   * little of each point's own. Depth the same.
   */
  private void shake(float[] landmarks, int at, RandomGenerator r) {
    double shared = SHARED_NOISE * size * Math.abs(r.nextGaussian());
    double own = OWN_NOISE * size * r.nextDouble();
    for (int axis = 0; axis < 3; axis++) {
      double shift = 0.5 * shared * r.nextGaussian();
      double u = 2 * Math.PI / size * r.nextGaussian(), v = 2 * Math.PI / size * r.nextGaussian();
      double phase = 2 * Math.PI * r.nextDouble(), wave = shared * r.nextGaussian();
      for (int i = 0; i < FaceLandmarks.COUNT; i++) {
        int p = at + 3 * i;
        // The waves of y and z follow x and y as moved so far: a fraction of a pixel.
        landmarks[p + axis] +=
            (float)
                (shift
                    + wave * Math.sin(u * landmarks[p] + v * landmarks[p + 1] + phase)
                    + own * r.nextGaussian());
      }
    }
  }
}
