package dev.relievo.stage.displace;

/**
 * How far relief is followed from place to place. The network says beside its relief what error it
 * expects of the normals that follow from it; with s the mean square of the slopes of what it
 * found, radians, and e that of the expected error around a place, {@code s / (s + e / 2)} of it is
 * kept, and at least {@value #LEAST_KEPT}: where the error is larger than what was found, relief
 * does more harm than good, but which way it goes is right more often than how far. Means are taken
 * over {@value #CELLS} x {@value #CELLS} cells of the chart, about 10 mm each, and their
 * neighbours. Immutable.
 */
public final class ReliefTrust {

  /** Cells a side. */
  public static final int CELLS = 32;

  /** What is kept of relief of which the network is not sure at all. */
  public static final float LEAST_KEPT = 0.3f;

  /** Of the expected error's square: slopes of this square are followed half way. */
  public static final float EVEN = 0.5f;

  /** Expected errors between these are taken as they are, logarithms of radians. */
  public static final float LEAST_ERROR = -12;

  public static final float MOST_ERROR = 1;

  /** Square of slopes, below which there are none. */
  private static final float NONE = 1e-12f;

  private final int size;
  private final int cell;

  /** Slope of a difference of a mm from texel to texel. */
  private final float slope;

  /** Cell before a texel, and how far the texel is on the way to the next. */
  private final int[] before;

  private final float[] way;

  /**
   * For maps of one size.
   *
   * @param size S, texels, a multiple of {@value #CELLS}
   */
  ReliefTrust(int size) {
    this.size = size;
    cell = size / CELLS;
    slope = slope(size);
    before = new int[size];
    way = new float[size];
    for (int x = 0; x < size; x++) {
      float at = (x + 0.5f) / cell - 0.5f;
      before[x] = Math.max(0, Math.min(CELLS - 2, (int) Math.floor(at)));
      way[x] = Math.max(0, Math.min(1, at - before[x]));
    }
  }

  /**
   * What is kept of a relief.
   *
   * @param relief S x S, mm
   * @param errors whose S x S from {@code errorsAt} on are the logarithm of the error in radians
   *     that the network expects
   * @return CELLS x CELLS, LEAST_KEPT to 1
   */
  float[] of(float[] relief, float[] errors, int errorsAt) {
    float[] found = new float[CELLS * CELLS], expected = new float[CELLS * CELLS];
    for (int y = 0, t = 0; y < size; y++) {
      int row = y / cell * CELLS;
      for (int x = 0; x < size; x++, t++) {
        float across = x + 1 < size ? relief[t + 1] - relief[t] : 0;
        float down = y + 1 < size ? relief[t + size] - relief[t] : 0;
        int c = row + x / cell;
        found[c] += across * across + down * down;
        expected[c] += Math.max(LEAST_ERROR, Math.min(MOST_ERROR, errors[errorsAt + t]));
      }
    }
    float[] squares = around(found), logarithms = around(expected);
    float each = 1f / (cell * cell);
    for (int c = 0; c < squares.length; c++) {
      float s = squares[c] * each * slope * slope;
      float error = EVEN * (float) Math.exp(2 * each * logarithms[c]);
      squares[c] = LEAST_KEPT + (1 - LEAST_KEPT) * s / (s + error + NONE);
    }
    return squares;
  }

  /** Slope of a difference of a mm from texel to texel, of maps of a size. */
  public static float slope(int size) {
    return size / ReliefFade.SIDE;
  }

  /** Means over neighbours, 1 2 1 each way; the edge goes on beyond itself. */
  private static float[] around(float[] cells) {
    float[] across = new float[cells.length], out = new float[cells.length];
    for (int c = 0; c < cells.length; c++) {
      int x = c % CELLS;
      float left = cells[x > 0 ? c - 1 : c], right = cells[x < CELLS - 1 ? c + 1 : c];
      across[c] = (left + 2 * cells[c] + right) / 4;
    }
    for (int c = 0; c < cells.length; c++) {
      float above = across[Math.max(c - CELLS, c % CELLS)];
      float below = across[c + CELLS < cells.length ? c + CELLS : c];
      out[c] = (above + 2 * across[c] + below) / 4;
    }
    return out;
  }

  /**
   * Multiplies relief by what is kept, between the cells' middles bilinearly.
   *
   * @param relief S x S, mm
   * @param cells of {@link #of}
   */
  void weigh(float[] relief, float[] cells) {
    float[] row = new float[CELLS];
    for (int y = 0, t = 0; y < size; y++) {
      int above = before[y] * CELLS;
      for (int x = 0; x < CELLS; x++) {
        float from = cells[above + x];
        row[x] = from + way[y] * (cells[above + CELLS + x] - from);
      }
      for (int x = 0; x < size; x++, t++) {
        float left = row[before[x]];
        relief[t] *= left + way[x] * (row[before[x] + 1] - left);
      }
    }
  }
}
