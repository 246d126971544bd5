package dev.relievo.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.render.Rasterizer.Faces;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RasterizerTest {

  /** Counter-clockwise on the screen: down the left side, along the bottom, back up. */
  private static final int[] ONE = {0, 1, 2};

  @Test
  void shouldCoverPixelsWhoseCentresLieInside() {
    Rasterizer r = new Rasterizer(4, 4);

    r.draw(new float[] {0, 0, 1, 0, 4, 1, 4, 4, 1}, ONE, Faces.FRONT);

    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 4; x++) {
        // The long edge runs through the diagonal's centres; it lies top right: not a left edge.
        assertThat(r.triangle(4 * y + x)).as("%d, %d", x, y).isEqualTo(x < y ? 0 : -1);
      }
    }
  }

  @Test
  void shouldOwnTopAndLeftEdgesOnly() {
    Rasterizer r = new Rasterizer(4, 4);

    // A square whose four edges run through pixel centres.
    r.draw(
        new float[] {.5f, .5f, 1, .5f, 2.5f, 1, 2.5f, 2.5f, 1, 2.5f, .5f, 1},
        new int[] {0, 1, 2, 0, 2, 3},
        Faces.FRONT);

    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 4; x++) {
        assertThat(r.triangle(4 * y + x) >= 0).as("%d, %d", x, y).isEqualTo(x < 2 && y < 2);
      }
    }
  }

  /** A jittered grid of triangles: each pixel of the square is covered exactly once. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldLeaveNoCrackAndCoverNothingTwice(long seed) {
    int n = 40, size = 100;
    float[] points = new float[3 * n * n];
    Random random = new Random(seed);
    for (int y = 0, i = 0; y < n; y++) {
      for (int x = 0; x < n; x++, i += 3) {
        boolean inner = x > 0 && y > 0 && x < n - 1 && y < n - 1;
        float step = (float) size / (n - 1);
        points[i] = x * step + (inner ? random.nextFloat() * 1.2f - 0.6f : 0);
        points[i + 1] = y * step + (inner ? random.nextFloat() * 1.2f - 0.6f : 0);
        points[i + 2] = 500;
      }
    }
    int[] triangles = grid(n);
    int[] covered = new int[size * size];
    Rasterizer r = new Rasterizer(size, size);
    for (int t = 0; t < triangles.length; t += 3) {
      r.draw(points, new int[] {triangles[t], triangles[t + 1], triangles[t + 2]}, Faces.BOTH);
      for (int p = 0; p < covered.length; p++) {
        covered[p] += r.triangle(p) >= 0 ? 1 : 0;
      }
    }

    assertThat(Arrays.stream(covered).filter(times -> times != 1).count()).isZero();
  }

  @Test
  void shouldDrawBackFacesOnlyWhenAsked() {
    float[] points = {0, 0, 1, 0, 4, 1, 4, 4, 1};
    int[] back = {0, 2, 1};
    Rasterizer r = new Rasterizer(4, 4);

    r.draw(points, back, Faces.FRONT);
    assertThat(r.triangle(8)).isEqualTo(Rasterizer.NONE);
    assertThat(r.depth(8)).isInfinite();

    r.draw(points, back, Faces.BOTH);
    assertThat(r.triangle(8)).isZero();
    assertThat(interpolated(r, points, back, 8)[0]).isCloseTo(0.5f, within(1e-4f));
    assertThat(interpolated(r, points, back, 8)[1]).isCloseTo(2.5f, within(1e-4f));
  }

  @Test
  void shouldKeepTheNearest() {
    float[] points = {0, 0, 5, 0, 8, 5, 8, 8, 5, 0, 0, 3, 0, 8, 3, 8, 8, 7};
    Rasterizer r = new Rasterizer(8, 8);

    r.draw(points, new int[] {0, 1, 2, 3, 4, 5}, Faces.FRONT);

    assertThat(r.triangle(8 * 6)).isEqualTo(1);
    assertThat(r.triangle(8 * 7 + 6)).isZero();
    assertThat(r.depth(8 * 7 + 6)).isCloseTo(5, within(1e-4f));
  }

  @Test
  void shouldLeaveOutWhatIsBehindTheCameraOrNoNumber() {
    Rasterizer r = new Rasterizer(4, 4);
    for (float bad : new float[] {0, -5, Float.NaN, Float.POSITIVE_INFINITY}) {
      r.draw(new float[] {0, 0, 1, 0, 4, bad, 4, 4, 1}, ONE, Faces.BOTH);
      assertThat(r.triangle(8)).isEqualTo(Rasterizer.NONE);
    }
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 1e9f}) {
      r.draw(new float[] {bad, 0, 1, 0, 4, 1, 4, 4, 1}, ONE, Faces.BOTH);
      assertThat(r.triangle(8)).isEqualTo(Rasterizer.NONE);
    }
  }

  /** A slanted plane seen in perspective: what a straight line through the pixel hits. */
  @Test
  void shouldInterpolateInPerspective() {
    double focal = 50;
    float[] world = {-30, -40, 80, -30, 40, 100, 40, 40, 300, 40, -40, 280};
    float[] points = new float[12];
    for (int i = 0; i < 12; i += 3) {
      points[i] = (float) (focal * world[i] / world[i + 2] + 32);
      points[i + 1] = (float) (focal * world[i + 1] / world[i + 2] + 32);
      points[i + 2] = world[i + 2];
    }
    int[] triangles = {0, 1, 2, 0, 2, 3};
    Rasterizer r = new Rasterizer(64, 64);
    r.draw(points, triangles, Faces.FRONT);
    float[] hit = new float[3 * 64 * 64];
    r.interpolate(triangles, world, 3, hit);

    int covered = 0;
    for (int p = 0; p < 64 * 64; p++) {
      if (r.triangle(p) >= 0) {
        covered++;
        assertThat(focal * hit[3 * p] / hit[3 * p + 2] + 32).isCloseTo(p % 64 + .5, within(1e-3));
        assertThat(focal * hit[3 * p + 1] / hit[3 * p + 2] + 32)
            .isCloseTo(p / 64 + .5, within(1e-3));
        assertThat(r.depth(p)).isCloseTo(hit[3 * p + 2], within(2e-2f));
      }
    }
    assertThat(covered).isGreaterThan(600);
  }

  @Test
  void shouldFindDepthAndNormalsOfSphere() {
    int n = 160, size = 128;
    double radius = 90, distance = 600, focal = 350;
    float[] sphere = Spheres.hemisphere(n, radius, distance);
    int[] triangles = grid(n);
    float[] normals = new float[sphere.length];
    Normals.ofVertices(sphere, triangles, normals);
    float[] points = sphere.clone();
    new dev.relievo.face.Camera(focal, size / 2.0, size / 2.0).project(points, points);
    Rasterizer r = new Rasterizer(size, size);
    r.draw(points, triangles, Faces.FRONT);
    float[] drawn = new float[3 * size * size];
    r.interpolate(triangles, normals, 3, drawn);

    int covered = 0;
    for (int p = 0; p < size * size; p++) {
      double x = (p % size + .5 - size / 2.0) / focal, y = (p / size + .5 - size / 2.0) / focal;
      // Ray (x, y, 1) s meets |q - (0, 0, distance)| = radius.
      double a = x * x + y * y + 1;
      double root = distance * distance - a * (distance * distance - radius * radius);
      if (r.triangle(p) >= 0 && root > 0.1 * radius * radius) {
        covered++;
        double s = (distance - Math.sqrt(root)) / a;
        assertThat((double) r.depth(p)).isCloseTo(s, within(0.05));
        assertThat((double) drawn[3 * p]).isCloseTo(s * x / radius, within(0.01));
        assertThat((double) drawn[3 * p + 1]).isCloseTo(s * y / radius, within(0.01));
        assertThat((double) drawn[3 * p + 2]).isCloseTo((s - distance) / radius, within(0.01));
      }
    }
    assertThat(covered).isGreaterThan(7000);
  }

  @Test
  void shouldDrawChart() {
    Rasterizer r = new Rasterizer(8, 8);

    // A clockwise and a counter-clockwise triangle: a chart may hold both.
    r.drawChart(new float[] {0, 0, 1, 0, 1, 1, 0, 1}, new int[] {0, 1, 2, 0, 3, 2});

    for (int p = 0; p < 64; p++) {
      assertThat(r.triangle(p)).isEqualTo(p % 8 > p / 8 ? 0 : p % 8 < p / 8 ? 1 : r.triangle(p));
      assertThat(r.triangle(p)).isNotEqualTo(Rasterizer.NONE);
      assertThat(r.weight0(p) + r.weight1(p) + r.weight2(p)).isCloseTo(1, within(1e-6f));
    }
    float[] uv = new float[2 * 64];
    r.interpolate(new int[] {0, 1, 2, 0, 3, 2}, new float[] {0, 0, 1, 0, 1, 1, 0, 1}, 2, uv);
    assertThat(uv[2 * 10]).isCloseTo(2.5f / 8, within(1e-6f));
    assertThat(uv[2 * 10 + 1]).isCloseTo(1.5f / 8, within(1e-6f));
  }

  @Test
  void shouldForgetWhatWasDrawnWhenResized() {
    Rasterizer r = new Rasterizer(8, 8);
    r.draw(new float[] {0, 0, 1, 0, 8, 1, 8, 8, 1}, ONE, Faces.FRONT);

    r.resize(4, 4);

    for (int p = 0; p < 16; p++) {
      assertThat(r.triangle(p)).isEqualTo(Rasterizer.NONE);
    }
  }

  private static float[] interpolated(Rasterizer r, float[] points, int[] triangles, int pixel) {
    float[] out = new float[3 * r.width() * r.height()];
    r.interpolate(triangles, points, 3, out);
    return new float[] {out[3 * pixel], out[3 * pixel + 1], out[3 * pixel + 2]};
  }

  static int[] grid(int n) {
    int[] out = new int[6 * (n - 1) * (n - 1)];
    for (int y = 0, k = 0; y < n - 1; y++) {
      for (int x = 0; x < n - 1; x++) {
        int v = y * n + x;
        int[] quad = {v, v + n, v + n + 1, v, v + n + 1, v + 1};
        for (int q : quad) {
          out[k++] = q;
        }
      }
    }
    return out;
  }
}
