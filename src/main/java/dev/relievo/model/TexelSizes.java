package dev.relievo.model;

import dev.relievo.face.MorphableModel;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** How large a texel of the chart is on the skin of faces, triangle by triangle. */
final class TexelSizes {

  private static final int SIZE = MorphableModel.REGION_MAP_SIZE;
  private static final double[] PERCENTILES = {.05, .5, .95};

  /** Of a sorted key: where its triangle is; the rest is its size, exact to a part in 10^8. */
  private static final int PLACE_BITS = 24;

  private static final long PLACE = (1L << PLACE_BITS) - 1;

  private final int[] corners;
  private final double[] chart;
  private final double[] sizes;
  private final double[] areas;
  private int count;

  /**
   * None yet.
   *
   * @param uv of the model's vertices
   * @param faces how many will be added, at most 1000
   */
  TexelSizes(MorphableModel model, double[] uv, int faces) {
    byte[] parts = model.parts();
    int[] t = model.triangles();
    corners =
        IntStream.range(0, parts.length)
            .filter(i -> parts[i] == MorphableModel.SKIN)
            .flatMap(i -> IntStream.of(t[3 * i], t[3 * i + 1], t[3 * i + 2]))
            .toArray();
    chart = new double[corners.length / 3];
    for (int i = 0; i < chart.length; i++) {
      int a = corners[3 * i], b = corners[3 * i + 1], c = corners[3 * i + 2];
      chart[i] = .5 * Math.abs(Triangles.signedArea(uv, a, b, c)) * SIZE * SIZE;
    }
    int most = Math.multiplyExact(faces, chart.length);
    if (most > PLACE) {
      throw new IllegalArgumentException(faces + " faces have too many triangles");
    }
    sizes = new double[most];
    areas = new double[most];
  }

  /** Adds a face, by its vertices in mm. */
  void add(float[] face) {
    double[] points = Triangles.widen(face);
    for (int i = 0; i < chart.length; i++) {
      double area = Triangles.area(points, corners[3 * i], corners[3 * i + 1], corners[3 * i + 2]);
      areas[count] = area;
      sizes[count++] = Math.sqrt(area / chart[i]);
    }
  }

  /** The 5th, 50th and 95th percentile by area, mm. */
  double[] percentiles() {
    // Positive numbers are in the order of their bits.
    long[] keys = new long[count];
    Arrays.setAll(keys, i -> Double.doubleToLongBits(sizes[i]) & ~PLACE | i);
    Arrays.parallelSort(keys);
    double total = Arrays.stream(areas, 0, count).sum();
    return DoubleStream.of(PERCENTILES).map(p -> percentile(keys, p * total)).toArray();
  }

  private double percentile(long[] keys, double area) {
    double sum = 0;
    for (long key : keys) {
      int i = (int) (key & PLACE);
      sum += areas[i];
      if (sum >= area) {
        return sizes[i];
      }
    }
    return Double.NaN;
  }
}
