package dev.relievo.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.face.DisplacementMap;
import dev.relievo.image.RgbImage;
import dev.relievo.stage.SyntheticFace;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

class NormalMapBakerTest {

  private static final int SIZE = 64;
  private static final Plane PLANE = new Plane(8, 120, 80, 30);

  @Test
  void shouldBeExactlyLevelWithoutRelief() {
    RgbImage map = Bench.ofFace(256).bake(DisplacementMap.flat(256));

    for (int i = 0; i < map.data().length; i++) {
      assertThat(map.data()[i] & 255).isEqualTo(i % 3 == 2 ? 255 : 128);
    }
  }

  @Test
  void shouldGiveTrueSlopesWhateverTheChartsMetric() {
    // 0.2 mm a mm up to +x and 0.1 down to -y, on a sheared plane of 120 x 80 mm.
    double sx = 0.2, sy = 0.1;
    Bench bench = new Bench(PLANE, SIZE);
    RgbImage map =
        bench.bake(
            relief(
                (u, v) -> {
                  double y = PLANE.height() * (1 - v);
                  double x = PLANE.width() * u + PLANE.shear() * (1 - v);
                  return sx * x + sy * y;
                }));
    double length = Math.sqrt(1 + sx * sx + sy * sy);

    for (int y = 12; y < SIZE - 12; y++) {
      for (int x = 12; x < SIZE - 12; x++) {
        // Tangent +x, bitangent +y: red falls where the surface climbs to the right.
        assertThat(component(map, x, y, 0)).isCloseTo(-sx / length, within(.005));
        assertThat(component(map, x, y, 1)).isCloseTo(-sy / length, within(.005));
        assertThat(component(map, x, y, 2)).isCloseTo(1 / length, within(.005));
      }
    }
  }

  @Test
  void shouldShowAGrooveAsAValley() {
    // A groove along u at v = 0.5. Above it in the picture the surface falls downwards, so its
    // normal looks down, green is low; below it looks up.
    Bench bench = new Bench(PLANE, SIZE);
    RgbImage map = bench.bake(relief((u, v) -> -Math.exp(-Math.pow((v - .5) / .08, 2))));

    assertThat(component(map, SIZE / 2, SIZE / 2 - 4, 1)).isLessThan(-.1);
    assertThat(component(map, SIZE / 2, SIZE / 2 + 3, 1)).isGreaterThan(.1);
    assertThat(component(map, SIZE / 2, SIZE / 2 - 4, 0)).isCloseTo(.08, within(.08));
  }

  @Test
  void shouldGiveBackTheDisplacedNormalsByMikkTSpacesShader() {
    Bench bench = Bench.ofFace(256);
    DisplacementMap relief = waves(256, .3);
    RgbImage map = bench.bake(relief);
    double[] shaded = new double[3];
    double sum = 0, worst = 0;
    for (int i = 0; i < bench.chart.count(); i++) {
      double[] expected = bench.displaced(i);
      bench.shade(i, map, shaded);
      double angle = Math.toDegrees(Math.acos(Math.min(1, dot(expected, shaded))));
      sum += angle;
      worst = Math.max(worst, angle);
    }
    // Half a step of 8 bits in two directions is 0.32 degrees; the zero that is none is 0.22.
    assertThat(worst).isLessThan(.7);
    assertThat(sum / bench.chart.count()).isLessThan(.35);
  }

  @Test
  void shouldPadBeyondTheChartWithItsNearestTexels() {
    Bench bench = new Bench(new Plane(4, 50, 50, 0), SIZE, .25f, .5f);
    RgbImage map = bench.bake(relief((u, v) -> 30 * u));
    int y = SIZE / 2, first = 16, last = SIZE * 3 / 4 - 1;

    for (int c = 0; c < 3; c++) {
      for (int x = 0; x < first; x++) {
        assertThat(at(map, x, y, c)).isEqualTo(at(map, first, y, c));
      }
      for (int x = last + 1; x < SIZE; x++) {
        assertThat(at(map, x, y, c)).isEqualTo(at(map, last, y, c));
      }
    }
    assertThat(at(map, first + 8, y, 0)).isLessThan(100);
  }

  @Test
  void shouldHoldForADenserMeshOnlyWhatItsNormalsLack() {
    DisplacementMap waves = waves(256, .3);
    Bench bench = Bench.ofFace(256);
    bench.bake(waves);
    DenseTopology topology = DenseTopology.of(SyntheticFace.MODEL, 2);
    DenseMesh dense = new DenseMesh(topology);
    dense.place(bench.surface, bench.relief);
    float[] tangents = new float[4 * topology.vertexCount()];
    new Tangents(topology.uv(), topology.triangles())
        .of(dense.vertices(), dense.normals(), tangents);
    Chart chart = Chart.of(topology.uv(), topology.triangles(), 256);

    RgbImage map =
        new NormalMapBaker(bench.chart, chart)
            .bake(bench.surface, bench.relief, dense.normals(), tangents);

    int[] coarse = new int[256 * 256];
    for (int i = 0; i < bench.chart.count(); i++) {
      coarse[bench.chart.texels()[i]] = i + 1;
    }
    double[] shaded = new double[3];
    double worst = 0;
    int compared = 0;
    for (int i = 0; i < chart.count(); i++) {
      int from = coarse[chart.texels()[i]];
      if (from > 0) {
        Bench.shade(chart, i, dense.normals(), tangents, map, shaded);
        double cosine = dot(bench.displaced(from - 1), shaded);
        worst = Math.max(worst, Math.toDegrees(Math.acos(Math.min(1, cosine))));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(bench.chart.count() * 99 / 100);
    assertThat(worst).isLessThan(.7);
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }

  private static DisplacementMap relief(DoubleBinaryOperator ofUv) {
    DisplacementMap map = DisplacementMap.flat(SIZE);
    for (int t = 0; t < SIZE * SIZE; t++) {
      double u = (t % SIZE + .5) / SIZE, v = (t / SIZE + .5) / SIZE;
      map.millimetres()[t] = (float) ofUv.applyAsDouble(u, v);
    }
    return map;
  }

  static DisplacementMap waves(int size, double amplitude) {
    Random random = new Random(4);
    double[] phase = random.doubles(8, 0, 6).toArray();
    DisplacementMap map = DisplacementMap.flat(size);
    for (int t = 0; t < size * size; t++) {
      double u = (t % size + .5) / size, v = (t / size + .5) / size;
      double sum = 0;
      for (int i = 0; i < 4; i++) {
        sum += Math.sin(90 * u * Math.cos(phase[i]) + 90 * v * Math.sin(phase[i]) + phase[i + 4]);
      }
      map.millimetres()[t] = (float) (amplitude * sum / 4);
    }
    return map;
  }

  private static int at(RgbImage map, int x, int y, int channel) {
    return map.data()[3 * (y * map.width() + x) + channel] & 255;
  }

  private static double component(RgbImage map, int x, int y, int channel) {
    return at(map, x, y, channel) / 127.5 - 1;
  }

  /** Everything that a map needs, and a pixel shader. */
  private static final class Bench {
    final Chart chart;
    final CoarseSurface surface;
    final ReliefMap relief;
    final float[] tangents;

    Bench(Plane plane, int size) {
      this(plane.uv(), plane.triangles(), plane.vertices(), mask(plane), size);
    }

    /** A plane that takes up a part of the chart's width; relief stands on all of it. */
    Bench(Plane plane, int size, float left, float part) {
      this(
          scaled(plane.uv(), left, part),
          plane.triangles(),
          plane.vertices(),
          ones(plane.count()),
          size);
    }

    Bench(float[] uv, int[] triangles, float[] vertices, float[] mask, int size) {
      chart = Chart.of(uv, triangles, size);
      surface = new CoarseSurface(uv, triangles);
      surface.place(vertices);
      relief = new ReliefMap(chart, mask);
      tangents = new float[4 * uv.length / 2];
      new Tangents(uv, triangles).of(vertices, surface.normals(), tangents);
    }

    static Bench ofFace(int size) {
      var model = SyntheticFace.MODEL;
      float[] vertices = model.shape(new float[] {1, -1}, new float[0], new float[] {.3f});
      return new Bench(model.uv(), model.triangles(), vertices, ReliefMask.of(model), size);
    }

    private static float[] mask(Plane plane) {
      return ReliefMask.of(
          plane.vertices(), plane.uv(), plane.triangles(), new byte[plane.triangles().length / 3]);
    }

    private static float[] ones(int count) {
      float[] out = new float[count];
      java.util.Arrays.fill(out, 1);
      return out;
    }

    private static float[] scaled(float[] uv, float left, float part) {
      for (int i = 0; i < uv.length; i += 2) {
        uv[i] = left + part * uv[i];
      }
      return uv;
    }

    RgbImage bake(DisplacementMap map) {
      relief.place(map);
      return new NormalMapBaker(chart).bake(surface, relief, surface.normals(), tangents);
    }

    /** The displaced surface's normal at a texel, in double precision. */
    double[] displaced(int i) {
      int texel = chart.texels()[i];
      double du = relief.slopeU(texel), dv = relief.slopeV(texel);
      double[] n = unit(mix(chart, i, surface.normals(), 3));
      double[] u = mix(chart, i, surface.dualU(), 3), v = mix(chart, i, surface.dualV(), 3);
      for (int k = 0; k < 3; k++) {
        n[k] -= du * u[k] + dv * v[k];
      }
      return unit(n);
    }

    void shade(int i, RgbImage map, double[] out) {
      shade(chart, i, surface.normals(), tangents, map, out);
    }

    /** What a shader does by MikkTSpace: only the result is normalised. */
    static void shade(
        Chart chart, int i, float[] normals, float[] tangents, RgbImage map, double[] out) {
      double[] n = mix(chart, i, normals, 3), t = mix(chart, i, tangents, 4);
      double[] b = {
        t[3] * (n[1] * t[2] - n[2] * t[1]),
        t[3] * (n[2] * t[0] - n[0] * t[2]),
        t[3] * (n[0] * t[1] - n[1] * t[0])
      };
      int at = 3 * chart.texels()[i];
      double x = (map.data()[at] & 255) / 127.5 - 1;
      double y = (map.data()[at + 1] & 255) / 127.5 - 1;
      double z = (map.data()[at + 2] & 255) / 127.5 - 1;
      for (int k = 0; k < 3; k++) {
        out[k] = x * t[k] + y * b[k] + z * n[k];
      }
      System.arraycopy(unit(out), 0, out, 0, 3);
    }

    private static double[] mix(Chart chart, int i, float[] values, int channels) {
      double[] out = new double[channels];
      for (int corner = 3 * i; corner < 3 * i + 3; corner++) {
        for (int k = 0; k < channels; k++) {
          out[k] += chart.weights()[corner] * values[channels * chart.corners()[corner] + k];
        }
      }
      return out;
    }

    private static double[] unit(double[] x) {
      double length = Math.sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2]);
      return new double[] {x[0] / length, x[1] / length, x[2] / length};
    }
  }
}
