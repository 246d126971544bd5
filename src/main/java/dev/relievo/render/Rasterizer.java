package dev.relievo.render;

import java.util.Arrays;

/**
 * A z-buffer: for each pixel the nearest triangle, the perspective-correct barycentric coordinates
 * of the pixel's centre on it, and its depth.
 *
 * <p>Vertices are snapped to 1/4096 pixel and edges evaluated in exact integers with the top-left
 * rule, so that triangles that share an edge neither leave a crack nor cover a pixel twice. The
 * reciprocal of depth is linear on the screen (Blinn, "Hyperbolic Interpolation", 1992): it is what
 * the buffer compares, and what corrects the barycentric coordinates.
 *
 * <p>Buffers are reused from call to call; an instance belongs to one thread.
 */
public final class Rasterizer {

  /** What {@link #triangle} says where nothing is drawn. */
  public static final int NONE = -1;

  /** Which triangles are drawn. */
  public enum Faces {
    /** All. */
    BOTH,
    /** Those that turn counter-clockwise on the screen, as the model's do from outside. */
    FRONT
  }

  private static final int SUBPIXEL_BITS = 12;
  private static final int SUBPIXELS = 1 << SUBPIXEL_BITS;
  private static final int HALF_PIXEL = SUBPIXELS / 2;

  /** Farther from the image's corner than this, in pixels, edges could overflow. */
  private static final float GUARD = 1 << 17;

  private int width;
  private int height;
  private int[] triangle = new int[0];
  private float[] inverseDepth = new float[0];

  /** First two barycentric coordinates, each still to be divided by the inverse depth. */
  private float[] weights = new float[0];

  private int[] snapped = new int[0];
  private float[] inverse = new float[0];

  /** A rasterizer for images of this size in pixels. */
  public Rasterizer(int width, int height) {
    resize(width, height);
  }

  /** Changes the size in pixels and forgets what was drawn; buffers only grow. */
  public void resize(int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("cannot draw into " + width + " x " + height + " pixels");
    }
    this.width = width;
    this.height = height;
    int pixels = Math.multiplyExact(width, height);
    if (triangle.length < pixels) {
      triangle = new int[pixels];
      inverseDepth = new float[pixels];
      weights = new float[2 * pixels];
    }
    clear();
  }

  /**
   * Draws a mesh, replacing what was drawn before. Triangles with a vertex at or behind the camera,
   * with coordinates that are no numbers, or more than 131,072 pixels away are left out.
   *
   * @param projected n x 3: x, y in pixels, depth in mm, as {@code Camera.project} gives them
   * @param triangles T x 3, indices of vertices
   */
  public void draw(float[] projected, int[] triangles, Faces faces) {
    int n = projected.length / 3;
    reserve(n);
    for (int v = 0; v < n; v++) {
      snap(v, projected[3 * v], projected[3 * v + 1], projected[3 * v + 2]);
    }
    fill(triangles, faces);
  }

  /**
   * Draws a chart: vertices at their place in UV, all at depth 1, both sides.
   *
   * @param uv n x 2, 0 to 1, origin top left
   * @param triangles T x 3, indices of vertices
   */
  public void drawChart(float[] uv, int[] triangles) {
    int n = uv.length / 2;
    reserve(n);
    for (int v = 0; v < n; v++) {
      snap(v, uv[2 * v] * width, uv[2 * v + 1] * height, 1);
    }
    fill(triangles, Faces.BOTH);
  }

  private void clear() {
    int pixels = width * height;
    Arrays.fill(triangle, 0, pixels, NONE);
    Arrays.fill(inverseDepth, 0, pixels, 0);
  }

  private void reserve(int vertices) {
    if (inverse.length < vertices) {
      inverse = new float[vertices];
      snapped = new int[2 * vertices];
    }
  }

  /** Rounds to the grid; a vertex that cannot be drawn gets an inverse depth of 0. */
  private void snap(int v, float x, float y, float depth) {
    boolean usable = depth > 0 && Math.abs(x) < GUARD && Math.abs(y) < GUARD;
    inverse[v] = usable ? 1 / depth : 0;
    snapped[2 * v] = (int) Math.rint((double) x * SUBPIXELS);
    snapped[2 * v + 1] = (int) Math.rint((double) y * SUBPIXELS);
  }

  private void fill(int[] triangles, Faces faces) {
    clear();
    for (int t = 0, i = 0; i < triangles.length; t++, i += 3) {
      fill(t, triangles[i], triangles[i + 1], triangles[i + 2], faces);
    }
  }

  private void fill(int id, int a, int b, int c, Faces faces) {
    if (inverse[a] == 0 || inverse[b] == 0 || inverse[c] == 0) {
      return;
    }
    long area = edge(a, b, snapped[2 * c], snapped[2 * c + 1]);
    if (area > 0) {
      scan(id, a, b, c, area, false);
    } else if (area < 0 && faces == Faces.BOTH) {
      scan(id, a, c, b, -area, true);
    }
  }

  /**
   * Visits the pixels whose centres a triangle covers.
   *
   * @param a first vertex; a, b, c turn counter-clockwise on the screen
   * @param area twice the area, subpixels squared
   * @param swapped whether c is the second vertex and b the third
   */
  private void scan(int id, int a, int b, int c, long area, boolean swapped) {
    int ax = snapped[2 * a], ay = snapped[2 * a + 1];
    int bx = snapped[2 * b], by = snapped[2 * b + 1];
    int cx = snapped[2 * c], cy = snapped[2 * c + 1];
    int left = Math.max(0, pixelFrom(Math.min(ax, Math.min(bx, cx))));
    int right = Math.min(width - 1, pixelTo(Math.max(ax, Math.max(bx, cx))));
    int top = Math.max(0, pixelFrom(Math.min(ay, Math.min(by, cy))));
    int bottom = Math.min(height - 1, pixelTo(Math.max(ay, Math.max(by, cy))));
    if (left > right || top > bottom) {
      return;
    }
    int x = left * SUBPIXELS + HALF_PIXEL, y = top * SUBPIXELS + HALF_PIXEL;
    int dxA = cx - bx, dyA = cy - by, dxB = ax - cx, dyB = ay - cy, dxC = bx - ax, dyC = by - ay;
    long rowA = (long) (x - bx) * dyA - (long) (y - by) * dxA;
    long rowB = (long) (x - cx) * dyB - (long) (y - cy) * dxB;
    long rowC = area - rowA - rowB;
    long biasA = bias(dxA, dyA), biasB = bias(dxB, dyB), biasC = bias(dxC, dyC);
    long rightA = (long) dyA << SUBPIXEL_BITS, downA = (long) -dxA << SUBPIXEL_BITS;
    long rightB = (long) dyB << SUBPIXEL_BITS, downB = (long) -dxB << SUBPIXEL_BITS;
    long rightC = (long) dyC << SUBPIXEL_BITS, downC = (long) -dxC << SUBPIXEL_BITS;
    float scale = 1f / area;
    float za = inverse[a] * scale, zb = inverse[b] * scale, zc = inverse[c] * scale;
    for (int row = top; row <= bottom; row++) {
      long ea = rowA, eb = rowB, ec = rowC;
      for (int p = row * width + left, end = row * width + right; p <= end; p++) {
        if ((ea + biasA | eb + biasB | ec + biasC) >= 0) {
          float wa = ea * za, wb = eb * zb, wc = ec * zc;
          float z = wa + wb + wc;
          if (z > inverseDepth[p]) {
            inverseDepth[p] = z;
            triangle[p] = id;
            weights[2 * p] = wa;
            weights[2 * p + 1] = swapped ? wc : wb;
          }
        }
        ea += rightA;
        eb += rightB;
        ec += rightC;
      }
      rowA += downA;
      rowB += downB;
      rowC += downC;
    }
  }

  /**
   * 0 for an edge whose points belong to the triangle (one on its left, or at its top), -1 for one
   * whose points belong to the neighbour.
   */
  private static int bias(int dx, int dy) {
    return dy > 0 || dy == 0 && dx < 0 ? 0 : -1;
  }

  /**
   * Twice the area of the triangle that an edge makes with a point; positive where they turn
   * counter-clockwise on the screen (y down).
   */
  private long edge(int from, int to, int x, int y) {
    int fromX = snapped[2 * from], fromY = snapped[2 * from + 1];
    int dx = snapped[2 * to] - fromX, dy = snapped[2 * to + 1] - fromY;
    return (long) (x - fromX) * dy - (long) (y - fromY) * dx;
  }

  /** First pixel whose centre is not before a coordinate. */
  private static int pixelFrom(int subpixels) {
    return subpixels + HALF_PIXEL - 1 >> SUBPIXEL_BITS;
  }

  /** Last pixel whose centre is not behind a coordinate. */
  private static int pixelTo(int subpixels) {
    return subpixels - HALF_PIXEL >> SUBPIXEL_BITS;
  }

  /** Pixels a row. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /**
   * The nearest triangle at a pixel, or {@link #NONE}.
   *
   * @param pixel y * width + x
   */
  public int triangle(int pixel) {
    return triangle[pixel];
  }

  /** Barycentric coordinate of a covered pixel's centre, of the triangle's first vertex. */
  public float weight0(int pixel) {
    return weights[2 * pixel] / inverseDepth[pixel];
  }

  /** Barycentric coordinate of a covered pixel's centre, of the triangle's second vertex. */
  public float weight1(int pixel) {
    return weights[2 * pixel + 1] / inverseDepth[pixel];
  }

  /** Barycentric coordinate of a covered pixel's centre, of the triangle's third vertex. */
  public float weight2(int pixel) {
    return 1 - (weights[2 * pixel] + weights[2 * pixel + 1]) / inverseDepth[pixel];
  }

  /** Depth in mm at a pixel's centre; infinite where nothing is drawn. */
  public float depth(int pixel) {
    return 1 / inverseDepth[pixel];
  }

  /**
   * Interpolates values of vertices over the covered pixels; others are left alone.
   *
   * @param triangles as drawn
   * @param values n x channels
   * @param out height x width x channels
   */
  public void interpolate(int[] triangles, float[] values, int channels, float[] out) {
    for (int p = 0; p < width * height; p++) {
      int t = 3 * triangle[p];
      if (t >= 0) {
        int a = channels * triangles[t];
        int b = channels * triangles[t + 1];
        int c = channels * triangles[t + 2];
        float wa = weight0(p), wb = weight1(p), wc = weight2(p);
        for (int k = 0; k < channels; k++) {
          out[p * channels + k] = wa * values[a + k] + wb * values[b + k] + wc * values[c + k];
        }
      }
    }
  }
}
