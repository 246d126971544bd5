package dev.relievo.train.data;

import dev.relievo.face.CropCamera;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceVector;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.RgbImage;
import dev.relievo.image.Warp;
import dev.relievo.nn.Detection;
import dev.relievo.nn.Face;
import dev.relievo.nn.FaceDetector;
import dev.relievo.nn.FaceDetectorOptions;
import dev.relievo.stage.detect.AlignedCrop;
import dev.relievo.tensor.ModelStore;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Makes one rendering after the other: draws a face, paints it, lets the landmark network find it
 * and crops it as the stream would, so that the network's errors are those that a stream meets.
 * Belongs to one thread.
 */
final class FaceStudio implements AutoCloseable {

  /** Side of a rendering and of the aligned crop in it, pixels: room for a crop that is off. */
  private static final int FRAME = 224;

  private static final int SIDE = StoredFace.SIZE;

  /** A face less turned than this that the network does not see was not worth seeing. */
  private static final double HARD = Math.toRadians(45);

  /** One in so many is turned by more than 40 degrees. */
  private static final int TURNED = 4;

  private static final float PRESENT = 0.5f;
  private static final int ATTEMPTS = 8;

  /** Keeps whatever the network finds: it is this class that decides. */
  private static final FaceDetectorOptions KEEP_ALL =
      new FaceDetectorOptions(0.5f, 0.3f, 1e-30f, 0.35f);

  private final FaceDetector detector;
  private final FaceVector layout;
  private final ShotDraw shots;
  private final Backdrop backdrop;
  private final FacePainter painter;
  private final Occluders occluders;
  private final Film film = Film.any();
  private final Scene scene = new Scene(FRAME);
  private int discarded;

  FaceStudio(FaceCache photographs, ModelStore store, MorphableModel model) {
    detector = new FaceDetector(store, KEEP_ALL);
    layout = new FaceVector(model);
    shots = new ShotDraw(model, fits(photographs, layout), TURNED);
    backdrop = new Backdrop(photographs);
    painter = new FacePainter(model);
    occluders = new Occluders(model);
  }

  /** Faces of the photographs that were fitted well and may be learned from. */
  private static List<FaceParameters> fits(FaceCache photographs, FaceVector layout) {
    List<FaceParameters> fits = new ArrayList<>();
    for (int i = 0; i < photographs.count(); i++) {
      StoredFace face = photographs.read(i);
      if (face.teacher() > 0 && !face.validation()) {
        fits.add(layout.decode(face.truth(), 0, face.camera()));
      }
    }
    return fits;
  }

  /** Rendering of a number: the first of several attempts that shows a face. */
  StoredFace make(long seed, int index) {
    RandomGenerator r = new SplittableRandom(BatchSource.mix(seed, index));
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      StoredFace made = attempt(r, "rendering/" + index);
      if (made != null) {
        return made;
      }
      discarded++;
    }
    throw new IllegalStateException(
        "no face was recognised in " + ATTEMPTS + " renderings in a row; is the face model sound?");
  }

  /** Attempts that showed no face. */
  int discarded() {
    return discarded;
  }

  private StoredFace attempt(RandomGenerator r, String name) {
    Shot shot = shots.draw(r, FRAME, SIDE);
    scene.clear();
    backdrop.draw(r, scene);
    painter.paint(r, shot, scene);
    occluders.draw(r, shot, scene);
    float[] gains = new float[3];
    double exposure = 0.12 * r.nextGaussian();
    for (int c = 0; c < 3; c++) {
      gains[c] = (float) Math.exp(exposure + 0.06 * r.nextGaussian());
    }
    RgbImage picture = film.develop(r, scene, gains);
    List<Face> found = detector.landmarks(List.of(picture), List.of(List.of(box(r, shot)))).get(0);
    boolean hard = Math.abs(shot.yaw()) >= HARD;
    if (found.isEmpty() || !hard && found.get(0).presence() < PRESENT) {
      return null;
    }
    return crop(name, shot, picture, found.get(0).landmarks(), gains);
  }

  /** Where a detector might have seen the face. */
  private static Detection box(RandomGenerator r, Shot shot) {
    float[] l = shot.landmarks();
    float x0 = FRAME, y0 = FRAME, x1 = 0, y1 = 0;
    for (int i = 0; i < l.length; i += 3) {
      x0 = Math.min(x0, l[i]);
      x1 = Math.max(x1, l[i]);
      y0 = Math.min(y0, l[i + 1]);
      y1 = Math.max(y1, l[i + 1]);
    }
    double side = Math.max(x1 - x0, y1 - y0) * r.nextDouble(0.88, 1.12);
    double x = (x0 + x1) / 2 + 0.05 * side * r.nextGaussian();
    double y = (y0 + y1) / 2 + 0.05 * side * r.nextGaussian();
    float[] points = new float[12];
    eye(l, FaceLandmarks.RIGHT_EYE_OUTER, FaceLandmarks.RIGHT_EYE_INNER, points, 0);
    eye(l, FaceLandmarks.LEFT_EYE_OUTER, FaceLandmarks.LEFT_EYE_INNER, points, 2);
    points[1] += (float) (0.03 * side * r.nextGaussian());
    return new Detection(
        (float) (x - side / 2), (float) (y - side / 2), (float) side, (float) side, 1, points);
  }

  private static void eye(float[] l, int outer, int inner, float[] out, int at) {
    out[at] = (l[3 * outer] + l[3 * inner]) / 2;
    out[at + 1] = (l[3 * outer + 1] + l[3 * inner + 1]) / 2;
  }

  private StoredFace crop(
      String name, Shot shot, RgbImage picture, float[] landmarks, float[] gains) {
    AlignedCrop aligned = AlignedCrop.of(landmarks);
    SimilarityTransform t = aligned.toFrame();
    SimilarityTransform toFrame =
        new SimilarityTransform(t.scale() * aligned.size() / SIDE, t.rotation(), t.x(), t.y());
    CropCamera view = CropCamera.of(shot.camera(), toFrame, SIDE);
    // What the camera's gains did to the colours is said as light.
    FaceParameters lit = shot.face().under(shot.face().illumination().tinted(gains));
    return new StoredFace(
        name,
        -1,
        true,
        false,
        Warp.crop(picture, toFrame, SIDE).data(),
        visible(toFrame),
        Planar.landmarks(landmarks, toFrame.inverse()),
        view,
        layout.encode(view.toCrop(lit), view),
        Float.NaN,
        Float.NaN,
        1);
  }

  /** 0 where any of the four pixels that a crop's pixel mixes is hidden, or outside the picture. */
  private byte[] visible(SimilarityTransform toFrame) {
    byte[] out = new byte[SIDE * SIDE];
    for (int i = 0; i < out.length; i++) {
      double px = i % SIDE + 0.5, py = i / SIDE + 0.5;
      int x = (int) Math.floor(toFrame.applyX(px, py) - 0.5);
      int y = (int) Math.floor(toFrame.applyY(px, py) - 0.5);
      boolean seen = x >= 0 && y >= 0 && x + 1 < FRAME && y + 1 < FRAME;
      out[i] = (byte) (seen && isOpen(x, y) ? 1 : 0);
    }
    return out;
  }

  private boolean isOpen(int x, int y) {
    byte[] hidden = scene.hidden();
    int p = y * FRAME + x;
    return (hidden[p] | hidden[p + 1] | hidden[p + FRAME] | hidden[p + FRAME + 1]) == 0;
  }

  @Override
  public void close() {
    detector.close();
  }
}
