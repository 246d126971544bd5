package dev.relievo.train.data;

import dev.relievo.face.Camera;
import dev.relievo.face.CropCamera;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceVector;
import dev.relievo.face.LandmarkMirror;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import dev.relievo.render.FaceRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A picture of a batch for people to look at before they train on it. Each face twice: with its
 * landmarks (green), those of truth (red) and what is not visible (blue); and with truth's own
 * rendering over it. Wherever red and green part company on a frontal face, some convention is
 * broken.
 */
public final class BatchSheet {

  private static final int COLUMNS = 4;
  private static final int ZOOM = 2;
  private static final double OPACITY = 0.85;

  private final MorphableModel model;
  private final FaceVector layout;
  private final int[] mirror;
  private final FaceRenderer renderer;
  private final FaceRenderer mirrorRenderer;

  /** For batches of one model. */
  public BatchSheet(MorphableModel model) {
    this.model = model;
    layout = new FaceVector(model);
    mirror = LandmarkMirror.of(model, model.landmarks468());
    renderer = new FaceRenderer(model.triangles());
    // The mirrored mesh turns its triangles inside out.
    int[] reversed = model.triangles().clone();
    for (int t = 0; t < reversed.length; t += 3) {
      int keep = reversed[t];
      reversed[t] = reversed[t + 1];
      reversed[t + 1] = keep;
    }
    mirrorRenderer = new FaceRenderer(reversed);
  }

  /** Writes the sheet as a PNG. */
  public void write(TrainingBatch batch, Path file) throws IOException {
    int tile = ZOOM * batch.size(), rows = (batch.count() + COLUMNS - 1) / COLUMNS;
    RgbImage sheet = new RgbImage(2 * COLUMNS * tile, rows * tile);
    for (int i = 0; i < batch.count(); i++) {
      int x = i % COLUMNS * 2 * tile, y = i / COLUMNS * tile;
      RgbImage picture = picture(batch, i);
      paste(sheet, overlay(batch, i, picture), x + tile, y);
      paste(sheet, marked(batch, i, picture), x, y);
    }
    Files.write(file, ImageEncoder.png(sheet));
  }

  /** The mean distance between a batch's landmarks and truth's, pixels of the picture. */
  double distance(TrainingBatch batch, int item) {
    float[] truth = project(batch, item);
    double sum = 0;
    for (int k = 0, l = 3 * item * FaceLandmarks.COUNT; k < truth.length; k += 3, l += 3) {
      sum += Math.hypot(truth[k] - batch.landmarks()[l], truth[k + 1] - batch.landmarks()[l + 1]);
    }
    return sum / FaceLandmarks.COUNT;
  }

  private static RgbImage picture(TrainingBatch batch, int item) {
    int n = batch.size(), side = ZOOM * n;
    RgbImage out = new RgbImage(side, side);
    for (int p = 0; p < side * side; p++) {
      int from = p / side / ZOOM * n + p % side / ZOOM;
      for (int c = 0; c < 3; c++) {
        float v = batch.images()[(item * 3 + c) * n * n + from];
        out.data()[3 * p + c] = (byte) (255 * v + 0.5f);
      }
    }
    return out;
  }

  private static Camera camera(TrainingBatch batch, int item, double zoom) {
    float[] c = batch.cameras();
    return new Camera(zoom * c[3 * item], zoom * c[3 * item + 1], zoom * c[3 * item + 2]);
  }

  private FaceParameters truth(TrainingBatch batch, int item) {
    CropCamera crop = new CropCamera(camera(batch, item, 1), 0, batch.size());
    return layout.decode(batch.truth(), item * layout.length(), crop);
  }

  /** Vertices of truth, mirrored where the picture is. */
  private float[] shape(TrainingBatch batch, int item, FaceParameters face) {
    float[] shape = model.shape(face);
    for (int i = 0; batch.mirrored()[item] && i < shape.length; i += 3) {
      shape[i] = -shape[i];
    }
    return shape;
  }

  /** Truth's landmarks, in the mesh's order: where mirrored, each stands for its other side. */
  private float[] project(TrainingBatch batch, int item) {
    FaceParameters face = truth(batch, item);
    float[] shape = shape(batch, item, face);
    float[] points = model.landmarks468().locate(model.triangles(), shape);
    face.pose().apply(points, points);
    camera(batch, item, 1).project(points, points);
    if (!batch.mirrored()[item]) {
      return points;
    }
    float[] out = new float[points.length];
    for (int i = 0; i < mirror.length; i++) {
      System.arraycopy(points, 3 * mirror[i], out, 3 * i, 3);
    }
    return out;
  }

  private RgbImage overlay(TrainingBatch batch, int item, RgbImage picture) {
    FaceParameters face = truth(batch, item);
    FaceRenderer r = batch.mirrored()[item] ? mirrorRenderer : renderer;
    int side = picture.width();
    r.place(shape(batch, item, face), face.pose(), camera(batch, item, ZOOM), side, side);
    return r.lit(model.albedo(face.albedo()), face.illumination()).faded(OPACITY).over(picture);
  }

  private RgbImage marked(TrainingBatch batch, int item, RgbImage picture) {
    int n = batch.size(), side = picture.width();
    for (int p = 0; p < side * side; p++) {
      int from = p / side / ZOOM * n + p % side / ZOOM;
      if (batch.visible()[item * n * n + from] == 0) {
        int blue = picture.data()[3 * p + 2] & 0xff;
        picture.data()[3 * p + 2] = (byte) (blue / 2 + 127);
      }
    }
    float[] truth = project(batch, item);
    for (int k = 0, l = 3 * item * FaceLandmarks.COUNT; k < truth.length; k += 3, l += 3) {
      dot(picture, batch.landmarks()[l], batch.landmarks()[l + 1], 1);
      dot(picture, truth[k], truth[k + 1], 0);
    }
    frame(picture, batch.synthetic()[item], batch.mirrored()[item], batch.teacher()[item] > 0);
    return picture;
  }

  private static void dot(RgbImage picture, float x, float y, int channel) {
    int px = (int) (ZOOM * x), py = (int) (ZOOM * y), side = picture.width();
    if (px >= 0 && py >= 0 && px < side && py < side) {
      int at = 3 * (py * side + px);
      for (int c = 0; c < 3; c++) {
        picture.data()[at + c] = (byte) (c == channel ? 255 : 0);
      }
    }
  }

  /** Bars at the top: cyan renderings, yellow mirrored, red a fit that is not to be learned. */
  private static void frame(RgbImage picture, boolean synthetic, boolean mirrored, boolean good) {
    int side = picture.width();
    bar(picture, 0, side / 3, synthetic ? 0x00ffff : 0);
    bar(picture, side / 3, 2 * side / 3, mirrored ? 0xffff00 : 0);
    bar(picture, 2 * side / 3, side, good ? 0 : 0xff0000);
  }

  private static void bar(RgbImage picture, int from, int to, int rgb) {
    for (int y = 0; y < 3; y++) {
      for (int i = 3 * (y * picture.width() + from); i < 3 * (y * picture.width() + to); i += 3) {
        picture.data()[i] = (byte) (rgb >> 16);
        picture.data()[i + 1] = (byte) (rgb >> 8);
        picture.data()[i + 2] = (byte) rgb;
      }
    }
  }

  private static void paste(RgbImage sheet, RgbImage tile, int x, int y) {
    for (int row = 0; row < tile.height(); row++) {
      System.arraycopy(
          tile.data(),
          3 * row * tile.width(),
          sheet.data(),
          3 * ((y + row) * sheet.width() + x),
          3 * tile.width());
    }
  }
}
