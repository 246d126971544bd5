package dev.relievo.train;

import dev.relievo.export.CropPanels;
import dev.relievo.face.Camera;
import dev.relievo.face.CropCamera;
import dev.relievo.face.FaceVector;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.RgbImage;
import dev.relievo.train.data.TrainingBatch;

/** A sheet of what the network makes of faces: a row each, as {@link CropPanels} draws it. */
final class CoarseSheet {

  private static final int PANEL = 128;
  private static final int ROWS = 12;
  private static final int COLUMNS = 2;

  private final FaceVector layout;
  private final CropPanels panels;

  CoarseSheet(MorphableModel model) {
    layout = new FaceVector(model);
    panels = new CropPanels(model, PANEL);
  }

  /**
   * Draws faces spread evenly over a batch.
   *
   * @param vectors N x K
   */
  RgbImage draw(TrainingBatch batch, float[] vectors) {
    int wanted = Math.min(batch.count(), ROWS * COLUMNS);
    int rows = (wanted + COLUMNS - 1) / COLUMNS;
    RgbImage out = new RgbImage(COLUMNS * CropPanels.COUNT * PANEL, rows * PANEL);
    for (int i = 0; i < wanted; i++) {
      put(row(batch, (int) ((long) i * batch.count() / wanted), vectors), i, out);
    }
    return out;
  }

  private RgbImage row(TrainingBatch batch, int item, float[] vectors) {
    int size = batch.size();
    Camera camera =
        new Camera(
            batch.cameras()[3 * item],
            batch.cameras()[3 * item + 1],
            batch.cameras()[3 * item + 2]);
    return panels.draw(
        picture(batch, item),
        camera,
        layout.decode(vectors, item * layout.length(), new CropCamera(camera, 0, size)));
  }

  private static RgbImage picture(TrainingBatch batch, int item) {
    int size = batch.size(), plane = size * size;
    RgbImage out = new RgbImage(size, size);
    for (int p = 0; p < plane; p++) {
      for (int c = 0; c < 3; c++) {
        float v = batch.images()[(3 * item + c) * plane + p];
        out.data()[3 * p + c] = (byte) Math.round(255 * Math.max(0, Math.min(1, v)));
      }
    }
    return out;
  }

  private static void put(RgbImage row, int index, RgbImage out) {
    int left = index % COLUMNS * row.width(), top = index / COLUMNS * row.height();
    for (int y = 0; y < row.height(); y++) {
      System.arraycopy(
          row.data(),
          3 * y * row.width(),
          out.data(),
          3 * ((top + y) * out.width() + left),
          3 * row.width());
    }
  }
}
