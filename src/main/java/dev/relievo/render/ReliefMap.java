package dev.relievo.render;

import dev.relievo.face.DisplacementMap;
import java.util.Arrays;

/**
 * A displacement map, masked, and its slope over the chart ({@link SplineSlope}). What lies outside
 * the chart is level. Buffers are reused from map to map; an instance belongs to one thread.
 */
public final class ReliefMap {

  /** Level texels around the map, so that no read needs a check. */
  private static final int MARGIN = SplineSlope.REACH + 1;

  private final int size;
  private final int stride;
  private final int[] texels;
  private final float[] mask;
  private final float[] millimetres;
  private final float[] slopesU;
  private final float[] slopesV;

  /**
   * For maps over a chart.
   *
   * @param mask of vertices, 0 to 1, what relief is multiplied by
   */
  public ReliefMap(Chart chart, float[] mask) {
    size = chart.size();
    stride = size + 2 * MARGIN;
    texels = chart.texels();
    this.mask = new float[chart.count()];
    for (int i = 0; i < 3 * chart.count(); i++) {
      this.mask[i / 3] += chart.weights()[i] * mask[chart.corners()[i]];
    }
    millimetres = new float[stride * stride];
    slopesU = new float[stride * stride];
    slopesV = new float[stride * stride];
  }

  /** Side, texels. */
  public int size() {
    return size;
  }

  /**
   * Takes a map.
   *
   * @throws IllegalArgumentException where it has another size
   */
  public void place(DisplacementMap map) {
    if (map.size() != size) {
      throw new IllegalArgumentException(
          "a map of " + map.size() + " texels a side where " + size + " are expected");
    }
    Arrays.fill(millimetres, 0);
    for (int i = 0; i < texels.length; i++) {
      int t = texels[i];
      millimetres[at(t % size, t / size)] = mask[i] * map.millimetres()[t];
    }
    for (int t : texels) {
      int i = at(t % size, t / size);
      slopesU[i] = size * SplineSlope.at(millimetres, i, 1);
      slopesV[i] = size * SplineSlope.at(millimetres, i, stride);
    }
  }

  private int at(int x, int y) {
    return (y + MARGIN) * stride + x + MARGIN;
  }

  /** d_u at a texel's centre: mm a width of the chart. */
  float slopeU(int texel) {
    return slopesU[at(texel % size, texel / size)];
  }

  /** d_v at a texel's centre: mm a height of the chart, downwards. */
  float slopeV(int texel) {
    return slopesV[at(texel % size, texel / size)];
  }

  /**
   * Relief and slopes at a place, bilinear between texels.
   *
   * @param u 0 to 1
   * @param v 0 to 1, downwards
   * @param out receives d in mm, d_u and d_v
   */
  void read(float u, float v, float[] out) {
    float x = u * size - 0.5f + MARGIN, y = v * size - 0.5f + MARGIN;
    int ix = (int) x, iy = (int) y, i = iy * stride + ix;
    float fx = x - ix, fy = y - iy;
    out[0] = between(millimetres, i, fx, fy);
    out[1] = between(slopesU, i, fx, fy);
    out[2] = between(slopesV, i, fx, fy);
  }

  private float between(float[] map, int i, float fx, float fy) {
    float top = map[i] + fx * (map[i + 1] - map[i]);
    int j = i + stride;
    float bottom = map[j] + fx * (map[j + 1] - map[j]);
    return top + fy * (bottom - top);
  }
}
