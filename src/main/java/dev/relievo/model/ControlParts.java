package dev.relievo.model;

import dev.relievo.face.MorphableModel;
import dev.relievo.model.OutlineCut.Between;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Collects the control mesh's parts: skin, then eyeballs, then the inside of the mouth. */
final class ControlParts {

  /** Eyeball, mm at 63 mm between the pupils; placed so that the lids lie on it. */
  private static final double EYE_RADIUS = 15.4;

  private static final double EYE_BACK = 0;

  /** Rings of the mouth: share of the way to the middle, and depth in mm. */
  private static final double[][] MOUTH = {{.15, 6}, {.45, 12}, {.75, 15}};

  private final MakeHuman human;
  private final double[] mean;
  private final int[] humanMirror;
  private final List<Between> skin;
  private final List<Map<Integer, Double>> rows = new ArrayList<>();
  private final List<double[]> constants = new ArrayList<>();
  private final List<Integer> mirror = new ArrayList<>();
  private final List<int[]> faces = new ArrayList<>();
  private final List<Byte> parts = new ArrayList<>();

  ControlParts(
      MakeHuman human, double[] mean, int[] humanMirror, List<Between> skin, List<int[]> faces) {
    this.human = human;
    this.mean = mean;
    this.humanMirror = humanMirror;
    this.skin = skin;
    Map<Between, Integer> index = new HashMap<>();
    skin.forEach(b -> index.put(b, index.size()));
    for (Between b : skin) {
      Map<Integer, Double> row = new TreeMap<>();
      row.merge(b.from(), 1 - b.t(), Double::sum);
      row.merge(b.to(), b.t(), Double::sum);
      row.values().removeIf(w -> w == 0);
      Integer m = index.get(b.mirrored(v -> humanMirror[v]));
      if (m == null) {
        throw new IllegalStateException("the cut is not symmetric at " + b);
      }
      add(row, new double[3], m);
    }
    faces.forEach(f -> addFace(f, MorphableModel.SKIN));
  }

  private void add(Map<Integer, Double> row, double[] constant, int mirrored) {
    rows.add(row);
    constants.add(constant);
    mirror.add(mirrored);
  }

  private void addFace(int[] face, byte part) {
    faces.add(face);
    parts.add(part);
  }

  /**
   * Eyeballs: affine images of MakeHuman's, whose helper vertices its targets move. Weights are the
   * least ones that reproduce the places wanted on the mean face.
   */
  void addEyes() {
    int n = MakeHuman.EYE_VERTICES, first = rows.size();
    double[][] directions = EyeballCap.directions();
    DMatrixRMaj helper = new DMatrixRMaj(n, 4);
    double[] centre = new double[3];
    for (int i = 0; i < n; i++) {
      for (int a = 0; a < 3; a++) {
        helper.set(i, a, mean[3 * (MakeHuman.LEFT_EYE + i) + a]);
        centre[a] += helper.get(i, a) / n;
      }
      helper.set(i, 3, 1);
    }
    DMatrixRMaj places = new DMatrixRMaj(directions.length, 4);
    for (int i = 0; i < directions.length; i++) {
      for (int a = 0; a < 3; a++) {
        places.set(i, a, centre[a] + EYE_RADIUS * directions[i][a] - (a == 2 ? EYE_BACK : 0));
      }
      places.set(i, 3, 1);
    }
    DMatrixRMaj inverse = new DMatrixRMaj(4, n);
    CommonOps_DDRM.pinv(helper, inverse);
    DMatrixRMaj weights = new DMatrixRMaj(directions.length, n);
    CommonOps_DDRM.mult(places, inverse, weights);
    for (int side = 0; side < 2; side++) {
      for (int i = 0; i < directions.length; i++) {
        Map<Integer, Double> row = new TreeMap<>();
        for (int h = 0; h < n; h++) {
          int v = MakeHuman.LEFT_EYE + h;
          row.put(side == 0 ? v : humanMirror[v], weights.get(i, h));
        }
        add(row, new double[3], first + (1 - side) * EyeballCap.POINTS + i);
      }
      for (int[] f : EyeballCap.faces()) {
        int at = first + side * EyeballCap.POINTS;
        int[] shifted = new int[f.length];
        for (int k = 0; k < f.length; k++) {
          shifted[k] = at + f[side == 0 ? k : f.length - 1 - k];
        }
        addFace(shifted, side == 0 ? MorphableModel.LEFT_EYE : MorphableModel.RIGHT_EYE);
      }
    }
  }

  /**
   * The inside of the mouth: a pouch whose rim is the skin's rim behind the lips, so that no gap
   * can open between them.
   *
   * @param rim the skin's boundary there, from the left corner over the upper lip
   */
  void addMouth(int[] rim) {
    int n = rim.length, first = rows.size();
    int[] across = across(rim);
    Map<Integer, Integer> position = new HashMap<>();
    for (int k = 0; k < n; k++) {
      position.put(rim[k], k);
    }
    for (int ring = 0; ring <= MOUTH.length; ring++) {
      double inward = ring == 0 ? 0 : MOUTH[ring - 1][0];
      double depth = ring == 0 ? 0 : MOUTH[ring - 1][1];
      for (int k = 0; k < n; k++) {
        Map<Integer, Double> row = new TreeMap<>();
        rows.get(rim[k]).forEach((v, w) -> row.merge(v, w * (1 - inward / 2), Double::sum));
        rows.get(rim[across[k]]).forEach((v, w) -> row.merge(v, w * inward / 2, Double::sum));
        int opposite = position.get(mirror.get(rim[k]));
        add(row, new double[] {0, 0, -depth}, first + ring * n + opposite);
      }
    }
    for (int ring = 0; ring < MOUTH.length; ring++) {
      for (int k = 0; k < n; k++) {
        int a = first + ring * n + k, b = first + ring * n + (k + 1) % n;
        addFace(new int[] {a, b, b + n, a + n}, MorphableModel.MOUTH);
      }
    }
    int[] wall = new int[n];
    for (int k = 0; k < n; k++) {
      wall[k] = first + MOUTH.length * n + k;
    }
    addFace(wall, MorphableModel.MOUTH);
  }

  /** For each vertex of the rim the one on the other lip that is nearest in x. */
  private int[] across(int[] rim) {
    int n = rim.length, right = 0;
    double[] x = new double[n];
    for (int k = 0; k < n; k++) {
      int v = rim[k];
      for (Map.Entry<Integer, Double> e : rows.get(v).entrySet()) {
        x[k] += e.getValue() * mean[3 * e.getKey()];
      }
      right = x[k] < x[right] ? k : right;
    }
    int[] out = new int[n];
    for (int k = 0; k < n; k++) {
      int from = k <= right ? right : 0, to = k <= right ? n : right + 1;
      if (k == 0 || k == right) {
        out[k] = k;
        continue;
      }
      int best = from % n;
      for (int j = from; j < to; j++) {
        if (Math.abs(x[j] - x[k]) < Math.abs(x[best] - x[k]) - 1e-9) {
          best = j;
        }
      }
      out[k] = best;
    }
    return out;
  }

  int pointCount() {
    return rows.size();
  }

  int[][] faces() {
    return faces.toArray(int[][]::new);
  }

  byte[] parts() {
    byte[] out = new byte[parts.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = parts.get(i);
    }
    return out;
  }

  int[] mirror() {
    return mirror.stream().mapToInt(i -> i).toArray();
  }

  Mixture source() {
    double[] flat = new double[3 * constants.size()];
    for (int i = 0; i < constants.size(); i++) {
      System.arraycopy(constants.get(i), 0, flat, 3 * i, 3);
    }
    return Mixture.of(rows, flat);
  }
}
