package dev.relievo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.LandmarkMap;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import dev.relievo.tensor.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What must hold of the model that is shipped. */
class FaceModelFileTest {

  private static final Path FILE =
      Path.of(System.getProperty("relievo.face-model", "models/face/relievo-face-v2.safetensors"));
  private static final float[] NONE = new float[0];

  private static Safetensors file;
  private static MorphableModel model;
  private static float[] mean;

  @BeforeAll
  static void load() throws IOException {
    file = Safetensors.read(FILE);
    model = MorphableModel.of(file);
    mean = model.shape(NONE, NONE, NONE);
  }

  @Test
  void shouldHaveTheSizesThatTheCardPromises() {
    assertThat(model.vertexCount()).isBetween(8_000, 12_000);
    assertThat(model.controlCount()).isBetween(2_000, 3_000);
    assertThat(model.identityCount()).isEqualTo(80);
    assertThat(model.correctiveCount()).isEqualTo(109);
    assertThat(model.expressionNames()).hasSize(51).doesNotHaveDuplicates();
  }

  @Test
  void shouldPlaceThePupilsSixtyThreeMillimetresApart() {
    double[] left = middle(MorphableModel.LEFT_EYE), right = middle(MorphableModel.RIGHT_EYE);
    assertThat(left[0] - right[0]).isCloseTo(63, within(.1));
    assertThat(left[1]).isCloseTo(right[1], within(1e-3));
  }

  private static double[] middle(byte part) {
    int[] vertices = vertices(part);
    double[] out = new double[3];
    for (int v : vertices) {
      for (int a = 0; a < 3; a++) {
        out[a] += mean[3 * v + a] / vertices.length;
      }
    }
    return out;
  }

  private static int[] vertices(byte part) {
    return IntStream.range(0, model.triangles().length)
        .filter(i -> model.parts()[i / 3] == part)
        .map(i -> model.triangles()[i])
        .distinct()
        .toArray();
  }

  @Test
  void shouldBeAManifoldWithTheExpectedBoundaries() {
    byte[][] parts = {
      {MorphableModel.SKIN},
      {MorphableModel.LEFT_EYE},
      {MorphableModel.RIGHT_EYE},
      {MorphableModel.MOUTH}
    };
    int[] loops = {4, 1, 1, 1};
    for (int p = 0; p < parts.length; p++) {
      byte part = parts[p][0];
      int[][] faces =
          IntStream.range(0, model.parts().length)
              .filter(t -> model.parts()[t] == part)
              .mapToObj(t -> Arrays.copyOfRange(model.triangles(), 3 * t, 3 * t + 3))
              .toArray(int[][]::new);
      PolygonMesh mesh = new PolygonMesh(model.vertexCount(), faces);
      assertThat(mesh.boundaryLoops()).as("part %d", part).hasSize(loops[p]);
      assertThat(Arrays.stream(mesh.faceComponents()).distinct().count()).isOne();
    }
  }

  @Test
  void shouldSubdivideWithWeightsThatSumToOne() {
    int[] offsets = file.get("subdivision.offsets").toInts();
    float[] weights = file.get("subdivision.weights").toFloats();
    for (int v = 0; v < model.vertexCount(); v++) {
      double sum = 0;
      for (int e = offsets[v]; e < offsets[v + 1]; e++) {
        sum += weights[e];
      }
      assertThat(sum).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void shouldHaveASymmetricMeanAndChart() {
    int[] skin = vertices(MorphableModel.SKIN);
    float[] uv = model.uv();
    for (int v : skin) {
      int m = skin[0];
      for (int w : skin) {
        m = mirrorDistance(v, w) < mirrorDistance(v, m) ? w : m;
      }
      assertThat(mirrorDistance(v, m)).as("mirror of vertex %d", v).isLessThan(.002);
      assertThat(1 - uv[2 * m]).as("u of vertex %d", v).isCloseTo(uv[2 * v], within(1e-4f));
      assertThat(uv[2 * m + 1]).as("v of vertex %d", v).isCloseTo(uv[2 * v + 1], within(1e-4f));
    }
  }

  private static double mirrorDistance(int v, int w) {
    return Math.abs(mean[3 * v] + mean[3 * w])
        + Math.abs(mean[3 * v + 1] - mean[3 * w + 1])
        + Math.abs(mean[3 * v + 2] - mean[3 * w + 2]);
  }

  @Test
  void shouldNotFlipOrOverlapInTheChart() {
    assertThat(ChartReport.of(model, 1, 1).flipped()).isZero();
    // Texel centres that two triangles of the skin cover would show up as excess area.
    double area = 0;
    float[] uv = model.uv();
    double[] wide = Triangles.widen(uv);
    int[] t = model.triangles();
    for (int i = 0; i < t.length; i += 3) {
      area += .5 * Math.abs(Triangles.signedArea(wide, t[i], t[i + 1], t[i + 2]));
    }
    long covered =
        IntStream.range(0, model.regionMap().length).filter(i -> model.regionMap()[i] != 0).count();
    assertThat(area * model.regionMap().length).isCloseTo(covered, within(.01 * covered));
    assertThat(area).isGreaterThan(.55);
  }

  @Test
  void shouldKeepEightTexelsBetweenIslandsAndAlongTheBorder() {
    int size = MorphableModel.REGION_MAP_SIZE;
    int[] island = islands(size);
    assertThat(Arrays.stream(island).max().orElseThrow()).isEqualTo(4);
    for (int p = 0; p < island.length; p++) {
      if (island[p] == 0) {
        continue;
      }
      int x = p % size, y = p / size;
      assertThat(Math.min(Math.min(x, y), size - 1 - Math.max(x, y))).isGreaterThanOrEqualTo(8);
      for (int dy = -8; dy <= 8; dy++) {
        for (int dx = -8; dx <= 8; dx++) {
          int other = island[(y + dy) * size + x + dx];
          if (dx * dx + dy * dy <= 64) {
            assertThat(other == 0 || other == island[p]).isTrue();
          }
        }
      }
    }
  }

  /** Connected islands of the region map, numbered from 1. */
  private static int[] islands(int size) {
    byte[] map = model.regionMap();
    int[] out = new int[map.length];
    int count = 0;
    for (int start = 0; start < map.length; start++) {
      if (map[start] != 0 && out[start] == 0) {
        count++;
        java.util.ArrayDeque<Integer> queue = new java.util.ArrayDeque<>(List.of(start));
        out[start] = count;
        while (!queue.isEmpty()) {
          int p = queue.poll();
          for (int q : new int[] {p - 1, p + 1, p - size, p + size}) {
            if (q >= 0 && q < map.length && map[q] != 0 && out[q] == 0) {
              out[q] = count;
              queue.add(q);
            }
          }
        }
      }
    }
    return out;
  }

  @Test
  void shouldCloseTheLidsWhenBlinking() {
    for (String side : new String[] {"Left", "Right"}) {
      float[] open = lids(side, mean), closed = lids(side, expression("eyeBlink" + side));
      assertThat(gap(open)).isGreaterThan(6);
      assertThat(gap(closed)).isLessThan(1.2);
    }
  }

  private static float[] expression(String name) {
    float[] weights = new float[model.expressionCount()];
    weights[model.expressionNames().indexOf(name)] = 1;
    return model.shape(NONE, NONE, weights);
  }

  /** Places of the upper lid's middle and of the lower lid's. */
  private static float[] lids(String side, float[] shape) {
    float[] p = model.landmarks468().locate(model.triangles(), shape);
    int upper = side.equals("Left") ? 386 : 159, lower = side.equals("Left") ? 374 : 145;
    return new float[] {
      p[3 * upper], p[3 * upper + 1], p[3 * upper + 2],
      p[3 * lower], p[3 * lower + 1], p[3 * lower + 2]
    };
  }

  private static double gap(float[] lids) {
    return Math.abs(lids[1] - lids[4]);
  }

  @Test
  void shouldMeetTheLipsInNeutralAndOpenThemWithTheJaw() {
    assertThat(lipGap(mean)).isLessThan(1);
    assertThat(lipGap(expression("jawOpen"))).isGreaterThan(12);
    float[] both = new float[model.expressionCount()];
    both[model.expressionNames().indexOf("jawOpen")] = 1;
    both[model.expressionNames().indexOf("mouthClose")] = 1;
    assertThat(lipGap(model.shape(NONE, NONE, both))).isLessThan(1.5);
  }

  private static double lipGap(float[] shape) {
    float[] p = model.landmarks468().locate(model.triangles(), shape);
    return p[3 * 13 + 1] - p[3 * 14 + 1];
  }

  @Test
  void shouldKeepItsComponentsOrthogonalAndClearOfEachOther() {
    double[][] identity = rows("identity"), corrective = rows("corrective");
    for (int k = 0; k < 10; k++) {
      for (int j = 0; j < 10; j++) {
        assertThat(Math.abs(cosine(identity[k], corrective[j]))).isLessThan(.02);
        assertThat(Math.abs(cosine(corrective[k], corrective[j]) - (k == j ? 1 : 0)))
            .isLessThan(.02);
      }
    }
  }

  private static double[][] rows(String name) {
    double[] all = Triangles.widen(file.get(name).toFloats());
    int width = 3 * model.controlCount(), skin = 3 * skinPoints();
    return IntStream.range(0, all.length / width)
        .mapToObj(k -> Arrays.copyOfRange(all, k * width, k * width + skin))
        .toArray(double[][]::new);
  }

  private static int skinPoints() {
    return Arrays.stream(vertices(MorphableModel.SKIN))
            .filter(v -> v < model.controlCount())
            .max()
            .orElseThrow()
        + 1;
  }

  private static double cosine(double[] a, double[] b) {
    return Dense.dot(a, b) / Dense.norm(a) / Dense.norm(b);
  }

  @Test
  void shouldVaryRandomFacesByMillimetresAndNotByCentimetres() {
    Random random = new Random(3);
    double sum = 0;
    for (int f = 0; f < 20; f++) {
      float[] identity = new float[model.identityCount()];
      for (int k = 0; k < identity.length; k++) {
        identity[k] = (float) random.nextGaussian();
      }
      float[] shape = model.shape(identity, NONE, NONE);
      for (int i = 0; i < shape.length; i++) {
        sum += Math.pow(shape[i] - mean[i], 2) / model.vertexCount() / 20;
      }
    }
    assertThat(Math.sqrt(sum)).isBetween(2., 6.);
  }

  @Test
  void shouldPutLandmarksOnTheSkinSymmetrically() {
    LandmarkMap map = model.landmarks468();
    float[] p = map.locate(model.triangles(), mean);
    for (int i = 0; i < map.count(); i++) {
      assertThat(model.parts()[map.triangles()[i]]).isEqualTo(MorphableModel.SKIN);
    }
    int[][] pairs = {{33, 263}, {133, 362}, {61, 291}, {234, 454}, {105, 334}, {129, 358}};
    for (int[] pair : pairs) {
      assertThat(p[3 * pair[0]]).isCloseTo(-p[3 * pair[1]], within(.05f));
      assertThat(p[3 * pair[0]]).isNegative();
    }
    assertThat(p[3 * 1 + 2]).as("nose tip").isGreaterThan(p[3 * 10 + 2]);
    assertThat(p[3 * 152 + 1]).as("chin").isLessThan(-90);
  }

  @Test
  void shouldMarkRegionsWhereTheyLie() {
    Map<Region, Integer> counts = new TreeMap<>();
    for (byte bits : model.regionMap()) {
      for (Region r : Region.values()) {
        if (r.in(bits)) {
          counts.merge(r, 1, Integer::sum);
        }
      }
    }
    assertThat(counts).containsKeys(Region.values());
    assertThat(counts.get(Region.SKIN)).isGreaterThan(30_000);
    float[] p = model.landmarks468().locate(model.triangles(), mean);
    assertThat(p).hasSize(3 * FaceLandmarks.COUNT);
    byte tip = model.regions()[model.triangles()[3 * model.landmarks468().triangles()[4]]];
    assertThat(Region.NOSE.in(tip)).isTrue();
    assertThat(Region.LIPS.in(tip)).isFalse();
  }
}
