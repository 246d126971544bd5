package dev.relievo.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.face.DisplacementMap;
import dev.relievo.face.MorphableModel;
import dev.relievo.stage.SyntheticFace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DenseMeshTest {

  private static final int SIZE = 256;
  private static final MorphableModel MODEL = SyntheticFace.MODEL;
  private static final Chart CHART = Chart.of(MODEL, SIZE);
  private static final float[] MASK = ReliefMask.of(MODEL);
  private static final float[] FACE = face();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void shouldShareEveryEdgeThatWasShared(int k) {
    DenseTopology topology = DenseTopology.of(MODEL, k);
    Map<Long, Integer> coarse = edges(MODEL.triangles()), dense = edges(topology.triangles());

    long shared = coarse.values().stream().filter(n -> n == 2).count();
    long open = coarse.size() - shared;
    long inside = MODEL.triangles().length / 3 * (long) (3 * k * (k - 1) / 2);
    assertThat(dense.values().stream().filter(n -> n == 2).count()).isEqualTo(k * shared + inside);
    assertThat(dense.values().stream().filter(n -> n == 1).count()).isEqualTo(k * open);
    assertThat(dense).hasSize((int) (k * coarse.size() + inside));
    assertThat(topology.vertexCount())
        .isEqualTo(
            MODEL.vertexCount()
                + (k - 1) * coarse.size()
                + MODEL.triangles().length / 3 * ((k - 1) * (k - 2) / 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void shouldUseEveryVertexAndTurnNoTriangleOver(int k) {
    DenseTopology topology = DenseTopology.of(MODEL, k);
    boolean[] used = new boolean[topology.vertexCount()];
    for (int v : topology.triangles()) {
      used[v] = true;
    }
    assertThat(used).doesNotContain(false);
    float[] uv = topology.uv();
    double area = 0, coarse = 0;
    for (int t = 0; t < topology.triangles().length; t += 3) {
      double a = area(uv, topology.triangles(), t);
      assertThat(a).isPositive();
      area += a;
    }
    for (int t = 0; t < MODEL.triangles().length; t += 3) {
      coarse += area(MODEL.uv(), MODEL.triangles(), t);
    }
    assertThat(area).isCloseTo(coarse, within(1e-5));
  }

  @Test
  void shouldBeTheCoarseMeshWithoutReliefAndSplitting() {
    DenseMesh dense = dense(1, DisplacementMap.flat(SIZE));

    assertThat(dense.vertices()).containsExactly(FACE);
    assertThat(dense.topology().triangles()).containsExactly(MODEL.triangles());
    assertThat(dense.topology().uv()).containsExactly(MODEL.uv());
    float[] normals = surface().normals();
    for (int i = 0; i < normals.length; i++) {
      assertThat(dense.normals()[i]).isCloseTo(normals[i], within(1e-6f));
    }
  }

  @Test
  void shouldKeepTheCoarseVerticesAndStayCloseToTheirTrianglesWithoutRelief() {
    DenseMesh dense = dense(3, DisplacementMap.flat(SIZE));

    assertThat(java.util.Arrays.copyOf(dense.vertices(), FACE.length)).containsExactly(FACE);
    double worst = 0;
    for (int v = 0; v < dense.topology().vertexCount(); v++) {
      worst = Math.max(worst, distance(dense.vertices(), 3 * v, flat(dense.topology(), v)));
    }
    assertThat(worst).isBetween(.01, 1.2);
  }

  @Test
  void shouldLeaveOpeningsEyeballsAndMouthAsTheyWere() {
    DenseMesh dense = dense(3, constant(1.5f));
    DenseTopology topology = dense.topology();
    Set<Integer> still = new HashSet<>();
    for (int t = 0; t < topology.triangles().length; t++) {
      if (MODEL.parts()[t / 27] != MorphableModel.SKIN) {
        still.add(topology.triangles()[t]);
      }
    }
    assertThat(still.size()).isGreaterThan(9000);
    edges(topology.triangles())
        .forEach(
            (edge, uses) -> {
              if (uses == 1) {
                still.add((int) (edge >> 32));
                still.add(edge.intValue());
              }
            });

    for (int v : still) {
      assertThat(distance(dense.vertices(), 3 * v, flat(topology, v))).isLessThan(1e-4);
    }
  }

  @Test
  void shouldKeepTheLipsOnTheInsideOfTheMouth() {
    int coarse = coincident(FACE), dense = coincident(dense(3, constant(1.5f)).vertices());

    assertThat(coarse).isGreaterThan(50);
    assertThat(dense).isGreaterThan(coarse * 5 / 2);
  }

  /** Vertices that lie on another to the bit. */
  private static int coincident(float[] x) {
    Set<List<Float>> places = new HashSet<>();
    for (int i = 0; i < x.length; i += 3) {
      places.add(List.of(x[i], x[i + 1], x[i + 2]));
    }
    return x.length / 3 - places.size();
  }

  @Test
  void shouldStandOutAlongTheNormalByTheReliefInMillimetres() {
    DenseMesh level = dense(2, DisplacementMap.flat(SIZE)), raised = dense(2, constant(.4f));
    int full = 0;
    for (int v = 0; v < level.topology().vertexCount(); v++) {
      float[] n = level.normals(), a = level.vertices(), b = raised.vertices();
      double out = 0, off = 0;
      for (int k = 3 * v; k < 3 * v + 3; k++) {
        out += n[k] * (b[k] - a[k]);
        off += (b[k] - a[k]) * (b[k] - a[k]);
      }
      assertThat(out).isBetween(-1e-5, .4 + 1e-4);
      assertThat(Math.sqrt(off)).isCloseTo(out, within(1e-3));
      full += out > .399 ? 1 : 0;
    }
    assertThat(full).isGreaterThan(level.topology().vertexCount() * 7 / 10);
  }

  @Test
  void shouldTurnNormalsAsTheDisplacedTrianglesDo() {
    DisplacementMap waves = NormalMapBakerTest.waves(SIZE, .6);
    DenseMesh level = dense(4, DisplacementMap.flat(SIZE)), rough = dense(4, waves);
    int n = level.topology().vertexCount();
    float[] before = new float[3 * n], after = new float[3 * n];
    Normals.ofVertices(level.vertices(), level.topology().triangles(), before);
    Normals.ofVertices(rough.vertices(), level.topology().triangles(), after);
    List<Double> errors = new ArrayList<>(), turns = new ArrayList<>();
    for (int v = 0; v < n; v++) {
      if (level.topology().mask()[v] == 1) {
        double error = 0, turn = 0;
        for (int k = 3 * v; k < 3 * v + 3; k++) {
          double byTriangles = after[k] - before[k];
          double bySlopes = rough.normals()[k] - level.normals()[k];
          error += (byTriangles - bySlopes) * (byTriangles - bySlopes);
          turn += byTriangles * byTriangles;
        }
        errors.add(Math.sqrt(error));
        turns.add(Math.sqrt(turn));
      }
    }
    Collections.sort(errors);
    Collections.sort(turns);
    assertThat(turns.get(turns.size() / 2)).isGreaterThan(.04);
    assertThat(errors.get(errors.size() / 2)).isLessThan(.005);
    assertThat(errors.get(errors.size() * 19 / 20)).isLessThan(.02);
  }

  @Test
  void shouldNotFold() {
    DenseMesh level = dense(3, DisplacementMap.flat(SIZE));
    DenseMesh rough = dense(3, NormalMapBakerTest.waves(SIZE, .6));
    int[] triangles = level.topology().triangles();
    int turned = 0;
    for (int t = 0; t < triangles.length; t += 3) {
      double[] was = cross(level.vertices(), triangles, t);
      double[] is = cross(rough.vertices(), triangles, t);
      turned += was[0] * is[0] + was[1] * is[1] + was[2] * is[2] < 0 ? 1 : 0;
    }
    // What is left are slivers in the corners of the mouth, thinner than 0.1 mm.
    assertThat(turned).isLessThan(triangles.length / 3 / 5000);
  }

  @Test
  void shouldHaveNoSpikes() {
    DenseMesh dense = dense(3, NormalMapBakerTest.waves(SIZE, .5));
    float[] x = dense.vertices();
    int[] t = dense.topology().triangles();
    for (int i = 0; i < t.length; i++) {
      int a = 3 * t[i], b = 3 * t[i % 3 == 2 ? i - 2 : i + 1];
      float[] flatA = flat(dense.topology(), a / 3), flatB = flat(dense.topology(), b / 3);
      double was = Math.sqrt(square(flatA[0] - flatB[0], flatA[1] - flatB[1], flatA[2] - flatB[2]));
      double is = Math.sqrt(square(x[a] - x[b], x[a + 1] - x[b + 1], x[a + 2] - x[b + 2]));
      assertThat(is).isLessThan(was + .6);
    }
    for (float n : dense.normals()) {
      assertThat(n).isBetween(-1.0001f, 1.0001f);
    }
  }

  @Test
  void shouldRefuseADensityThatIsNone() {
    assertThatThrownBy(() -> DenseTopology.of(MODEL, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DenseTopology.of(MODEL, 9)).hasMessageContaining("1 to 8");
  }

  private static double[] cross(float[] x, int[] triangles, int t) {
    int a = 3 * triangles[t], b = 3 * triangles[t + 1], c = 3 * triangles[t + 2];
    double ux = x[b] - x[a], uy = x[b + 1] - x[a + 1], uz = x[b + 2] - x[a + 2];
    double vx = x[c] - x[a], vy = x[c + 1] - x[a + 1], vz = x[c + 2] - x[a + 2];
    return new double[] {uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx};
  }

  private static DenseMesh dense(int k, DisplacementMap map) {
    DenseMesh dense = new DenseMesh(DenseTopology.of(MODEL, k));
    ReliefMap relief = new ReliefMap(CHART, MASK);
    relief.place(map);
    dense.place(surface(), relief);
    return dense;
  }

  private static CoarseSurface surface() {
    CoarseSurface surface = new CoarseSurface(MODEL.uv(), MODEL.triangles());
    surface.place(FACE);
    return surface;
  }

  private static float[] face() {
    float[] expression = new float[MODEL.expressionCount()];
    expression[MODEL.expressionNames().indexOf("jawOpen")] = .4f;
    expression[MODEL.expressionNames().indexOf("mouthSmileLeft")] = .7f;
    return MODEL.shape(new float[] {1.5f, -1, .5f}, new float[0], expression);
  }

  private static DisplacementMap constant(float mm) {
    DisplacementMap map = DisplacementMap.flat(SIZE);
    java.util.Arrays.fill(map.millimetres(), mm);
    return map;
  }

  /** The point on the flat coarse triangle. */
  private static float[] flat(DenseTopology topology, int v) {
    float[] out = new float[3];
    for (int i = 3 * v; i < 3 * v + 3; i++) {
      for (int k = 0; k < 3; k++) {
        out[k] += topology.weights()[i] * FACE[3 * topology.corners()[i] + k];
      }
    }
    return out;
  }

  private static double distance(float[] x, int at, float[] y) {
    return Math.sqrt(square(x[at] - y[0], x[at + 1] - y[1], x[at + 2] - y[2]));
  }

  private static double square(double x, double y, double z) {
    return x * x + y * y + z * z;
  }

  /** Twice the area, positive where the triangle turns counter-clockwise, v downwards. */
  private static double area(float[] uv, int[] t, int i) {
    int a = 2 * t[i], b = 2 * t[i + 1], c = 2 * t[i + 2];
    double x1 = uv[b] - uv[a], y1 = uv[a + 1] - uv[b + 1];
    double x2 = uv[c] - uv[a], y2 = uv[a + 1] - uv[c + 1];
    return x1 * y2 - y1 * x2;
  }

  private static Map<Long, Integer> edges(int[] triangles) {
    Map<Long, Integer> uses = new HashMap<>();
    for (int i = 0; i < triangles.length; i++) {
      int a = triangles[i], b = triangles[i % 3 == 2 ? i - 2 : i + 1];
      uses.merge((long) Math.min(a, b) << 32 | Math.max(a, b), 1, Integer::sum);
    }
    return uses;
  }
}
