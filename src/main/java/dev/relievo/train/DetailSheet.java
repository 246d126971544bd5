package dev.relievo.train;

import dev.relievo.image.RgbImage;
import dev.relievo.stage.displace.DetailInput;
import dev.relievo.train.detail.DetailArrays;

/**
 * A sheet of what the network makes of faces in UV space: photograph, residual, relief found and,
 * for renderings, the true one; grey is level, dark is deep, white and black are half a millimetre.
 */
final class DetailSheet {

  private static final int FACES = 24;
  private static final int COLUMNS = 2;
  private static final int PANELS = 4;
  private static final int PANEL = 192;
  private static final float RANGE = 0.5f;

  private final int size;
  private final RgbImage out =
      new RgbImage(COLUMNS * PANELS * PANEL, (FACES + COLUMNS - 1) / COLUMNS * PANEL);
  private int drawn;
  private int photographs;

  DetailSheet(int size) {
    this.size = size;
  }

  /**
   * Adds faces while there is room, at most half of it for photographs.
   *
   * @param relief N x S x S, as the network bounds it
   */
  void add(DetailArrays faces, float[] relief) {
    int plane = size * size;
    for (int i = 0; i < faces.count() && drawn < FACES; i++) {
      boolean photograph = faces.synthetic()[i] == 0;
      if (photograph && photographs++ >= FACES / 2) {
        continue;
      }
      int left = drawn % COLUMNS * PANELS * PANEL, top = drawn / COLUMNS * PANEL;
      int plain = i * DetailInput.CHANNELS * plane;
      for (int y = 0; y < PANEL; y++) {
        for (int x = 0; x < PANEL; x++) {
          int t = y * size / PANEL * size + x * size / PANEL;
          for (int c = 0; c < 3; c++) {
            int at = left + x;
            put(at, top + y, c, faces.photos()[(3 * i + c) * plane + t]);
            put(at + PANEL, top + y, c, 0.5f + faces.plain()[plain + c * plane + t] / 2);
            put(at + 2 * PANEL, top + y, c, grey(relief[i * plane + t]));
            put(at + 3 * PANEL, top + y, c, grey(faces.truth()[i * plane + t]));
          }
        }
      }
      drawn++;
    }
  }

  private static float grey(float millimetres) {
    return 0.5f + millimetres / (2 * RANGE);
  }

  private void put(int x, int y, int channel, float value) {
    out.data()[3 * (y * out.width() + x) + channel] =
        (byte) Math.round(255 * Math.max(0, Math.min(1, value)));
  }

  /** The sheet. */
  RgbImage draw() {
    return out;
  }
}
