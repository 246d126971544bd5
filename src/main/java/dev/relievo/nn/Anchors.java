package dev.relievo.nn;

/**
 * The centres that a single-shot detector's boxes are relative to: those of the cells of one or
 * more grids over the input, in reading order.
 */
final class Anchors {

  /**
   * A grid.
   *
   * @param stride side of a cell, pixels of the input
   * @param perCell anchors in a cell
   */
  record Grid(int stride, int perCell) {}

  private Anchors() {}

  /**
   * Centres for an input.
   *
   * @param width pixels, a multiple of all strides
   * @param height pixels, a multiple of all strides
   * @return x, y pairs in pixels of the input, grid after grid
   */
  static float[] centres(int width, int height, Grid... grids) {
    int count = 0;
    for (Grid g : grids) {
      count += (width / g.stride) * (height / g.stride) * g.perCell;
    }
    float[] out = new float[2 * count];
    int next = 0;
    for (Grid g : grids) {
      for (int y = 0; y < height / g.stride; y++) {
        for (int x = 0; x < width / g.stride; x++) {
          for (int k = 0; k < g.perCell; k++) {
            out[next++] = (x + 0.5f) * g.stride;
            out[next++] = (y + 0.5f) * g.stride;
          }
        }
      }
    }
    return out;
  }
}
