package dev.relievo.nn;

/** Centres that a single-shot detector's boxes are relative to. */
final class Anchors {

  private Anchors() {}

  /** 16 x 16 locations with 2 anchors each, then 8 x 8 with 6. */
  static float[] shortRange() {
    float[] out = new float[2 * (16 * 16 * 2 + 8 * 8 * 6)];
    int next = grid(16, 2, out, 0);
    grid(8, 6, out, next);
    return out;
  }

  /** 48 x 48 locations with one anchor each. */
  static float[] fullRange() {
    float[] out = new float[2 * 48 * 48];
    grid(48, 1, out, 0);
    return out;
  }

  /**
   * The centres of a grid's cells in reading order.
   *
   * @param perCell how often each is repeated
   * @param out x, y pairs; the view's side is 1
   * @return index behind the last one written
   */
  private static int grid(int side, int perCell, float[] out, int at) {
    int next = at;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        for (int k = 0; k < perCell; k++) {
          out[next++] = (x + 0.5f) / side;
          out[next++] = (y + 0.5f) / side;
        }
      }
    }
    return next;
  }
}
