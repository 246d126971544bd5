package dev.relievo.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A z-buffer for a batch of meshes with the same triangles, one thread a picture. Visibility has no
 * gradient: what it finds is a constant to a differentiable renderer. Buffers are reused; an
 * instance belongs to one thread.
 */
public final class BatchRasterizer {

  /**
   * Triangles that cover less than this on the screen, in pixels squared, are left out: barycentric
   * coordinates on a sliver change without bound when it moves.
   */
  private static final float LEAST_AREA = 0.02f;

  private final int[] triangles;
  private final List<Rasterizer> rasterizers = new ArrayList<>();

  /**
   * A rasterizer of meshes with these triangles.
   *
   * @param triangles T x 3, counter-clockwise from outside; not copied
   */
  public BatchRasterizer(int[] triangles) {
    this.triangles = triangles;
  }

  /**
   * Finds what is seen; only triangles that face the camera are.
   *
   * @param projected count x V x 3: x, y in pixels, depth in mm
   * @param count meshes
   * @param size side of each square picture, pixels
   */
  public VisiblePixels draw(float[] projected, int count, int size) {
    while (rasterizers.size() < count) {
      rasterizers.add(new Rasterizer(1, 1));
    }
    int length = projected.length / count;
    VisiblePixels[] faces =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(
                n -> {
                  float[] mesh = Arrays.copyOfRange(projected, n * length, (n + 1) * length);
                  return draw(rasterizers.get(n), mesh, n, size);
                })
            .toArray(VisiblePixels[]::new);
    return join(faces);
  }

  private VisiblePixels draw(Rasterizer rasterizer, float[] mesh, int face, int size) {
    rasterizer.resize(size, size);
    rasterizer.draw(mesh, triangles, Rasterizer.Faces.FRONT);
    int[] starts = starts(rasterizer, mesh, size * size);
    int count = triangles.length / 3, seen = 0;
    long[] pixels = new long[starts[count]];
    long[] slots = new long[starts[count]];
    long[] visible = new long[count];
    int[] next = starts.clone();
    for (int p = 0; p < size * size; p++) {
      int t = rasterizer.triangle(p);
      if (t != Rasterizer.NONE && starts[t + 1] > starts[t]) {
        pixels[next[t]++] = (long) face * size * size + p;
      }
    }
    for (int t = 0; t < count; t++) {
      if (starts[t + 1] > starts[t]) {
        Arrays.fill(slots, starts[t], starts[t + 1], seen);
        visible[seen++] = (long) face * count + t;
      }
    }
    return new VisiblePixels(Arrays.copyOf(visible, seen), pixels, slots);
  }

  /** Where each triangle's pixels begin in a list sorted by triangle. */
  private int[] starts(Rasterizer rasterizer, float[] mesh, int pixels) {
    int count = triangles.length / 3;
    int[] starts = new int[count + 1];
    for (int p = 0; p < pixels; p++) {
      int t = rasterizer.triangle(p);
      if (t != Rasterizer.NONE) {
        starts[t + 1]++;
      }
    }
    for (int t = 0; t < count; t++) {
      boolean drawn = starts[t + 1] > 0 && area(mesh, t) >= LEAST_AREA;
      starts[t + 1] = starts[t] + (drawn ? starts[t + 1] : 0);
    }
    return starts;
  }

  private float area(float[] mesh, int triangle) {
    int a = 3 * triangles[3 * triangle];
    int b = 3 * triangles[3 * triangle + 1];
    int c = 3 * triangles[3 * triangle + 2];
    float ux = mesh[b] - mesh[a], uy = mesh[b + 1] - mesh[a + 1];
    float vx = mesh[c] - mesh[a], vy = mesh[c + 1] - mesh[a + 1];
    return Math.abs(ux * vy - uy * vx) / 2;
  }

  private static VisiblePixels join(VisiblePixels[] faces) {
    int triangles = 0, pixels = 0;
    for (VisiblePixels face : faces) {
      triangles += face.triangles().length;
      pixels += face.pixels().length;
    }
    VisiblePixels all = new VisiblePixels(new long[triangles], new long[pixels], new long[pixels]);
    int t = 0, p = 0;
    for (VisiblePixels face : faces) {
      System.arraycopy(face.triangles(), 0, all.triangles(), t, face.triangles().length);
      System.arraycopy(face.pixels(), 0, all.pixels(), p, face.pixels().length);
      for (long slot : face.slots()) {
        all.slots()[p++] = t + slot;
      }
      t += face.triangles().length;
    }
    return all;
  }
}
