package dev.relievo.model;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Smooth displacements that the identity components lack: the lowest harmonics of the face's
 * Laplacian, along each axis, freed of similarities and of the identity components.
 *
 * <p>The prior: harmonic k moves along each axis with standard deviation proportional to 1 / (1 +
 * lambda_k / lambda_c), independently, and with less where it makes the two sides differ; what is
 * left of it after the projection has {@link #RMS} mm root mean square. The modes are the principal
 * axes of that Gaussian, so they are orthogonal and come largest first. See
 * topology-docs/decisions/0022-corrective-prior.md.
 */
final class CorrectiveBasis {

  static final int HARMONICS = 60;

  /** Root mean square length of a random displacement of the prior, mm. */
  static final double RMS = 1.2;

  /** Where the prior has fallen to one half: a wavelength of 80 mm. */
  private static final double CUTOFF = Math.pow(2 * Math.PI / 80, 2);

  /** Deviation of what makes the two sides differ, relative to what they share. */
  private static final double ASYMMETRY = .4;

  private final ControlMesh mesh;
  private final double[] mean;
  private final int skin;
  private final int nodes;
  private final int[] mirror;

  private CorrectiveBasis(ControlMesh mesh, double[] mean) {
    this.mesh = mesh;
    this.mean = mean;
    skin = mesh.skinCount();
    nodes = skin + 2;
    mirror = Arrays.copyOf(mesh.mirror(), nodes);
    mirror[skin] = skin + 1;
    mirror[skin + 1] = skin;
  }

  /**
   * Builds the block.
   *
   * @param identity identity modes to stay clear of
   * @return 3 {@link #HARMONICS} rows of control points x 3, mm per standard deviation
   */
  static double[][] build(ControlMesh mesh, double[] mean, double[][] identity) {
    return new CorrectiveBasis(mesh, mean).modes(identity);
  }

  /** A harmonic over the nodes, and its eigenvalue. */
  private record Harmonic(double eigenvalue, double[] values, boolean even) {}

  private double[][] modes(double[][] identity) {
    List<Harmonic> harmonics = harmonics();
    double[][] fields = new double[3 * HARMONICS][];
    for (int k = 0; k < HARMONICS; k++) {
      Harmonic h = harmonics.get(k);
      double sd = 1 / (1 + h.eigenvalue() / CUTOFF);
      for (int axis = 0; axis < 3; axis++) {
        // Sideways movement mirrors with the opposite sign.
        boolean symmetric = h.even() == (axis != 0);
        fields[3 * k + axis] = field(h.values(), axis, symmetric ? sd : ASYMMETRY * sd);
      }
    }
    double[][] avoid = orthonormalOnSkin(identity);
    Arrays.stream(fields).parallel().forEach(f -> project(f, avoid));
    double[][] onSkin = new double[fields.length][];
    Arrays.setAll(onSkin, i -> Arrays.copyOf(fields[i], 3 * skin));
    Dense.Eigen eigen = Dense.eigen(Dense.timesTransposed(onSkin, onSkin));
    double[][] columns = new double[fields.length][fields.length];
    for (int i = 0; i < fields.length; i++) {
      for (int j = 0; j < fields.length; j++) {
        columns[i][j] = eigen.vectors()[j][i];
      }
    }
    double[][] out = Dense.transposedTimes(columns, fields);
    double variance = Arrays.stream(eigen.values()).map(v -> Math.max(v, 0)).sum() / skin;
    for (double[] mode : out) {
      Dense.scale(mode, RMS / Math.sqrt(variance));
      parity(mode);
    }
    return out;
  }

  private void parity(double[] mode) {
    double[] flipped = mesh.flipped(mode);
    double sign = Dense.dot(mode, flipped) < 0 ? -1 : 1;
    for (int i = 0; i < mode.length; i++) {
      mode[i] = .5 * (mode[i] + sign * flipped[i]);
    }
  }

  private void project(double[] field, double[][] avoid) {
    for (double[] a : avoid) {
      double dot = 0;
      for (int i = 0; i < 3 * skin; i++) {
        dot += a[i] * field[i];
      }
      Dense.axpy(-dot, a, field);
    }
  }

  /** Similarities and identity modes, orthonormal on the skin, carried on to the other parts. */
  private double[][] orthonormalOnSkin(double[][] identity) {
    double[][] rows = new double[7 + identity.length][];
    double[][] similar = Procrustes.tangent(mean);
    for (int k = 0; k < rows.length; k++) {
      rows[k] = k < 7 ? similar[k] : identity[k - 7].clone();
      for (int pass = 0; pass < 2; pass++) {
        project(rows[k], Arrays.copyOf(rows, k));
      }
      Dense.scale(rows[k], 1 / Dense.norm(Arrays.copyOf(rows[k], 3 * skin)));
    }
    return rows;
  }

  /** A harmonic along an axis: eyeballs go as their node, the pouch as the rim it hangs on. */
  private double[] field(double[] values, int axis, double sd) {
    double[] out = new double[3 * mesh.pointCount()];
    int rim = mesh.mouthRim().length;
    for (int v = 0; v < mesh.pointCount(); v++) {
      int node =
          v < skin
              ? v
              : v < mesh.leftEye()[1]
                  ? skin
                  : v < mesh.rightEye()[1]
                      ? skin + 1
                      : mesh.mouthRim()[(v - mesh.mouthStart()) % rim];
      out[3 * v + axis] = sd * values[node];
    }
    return out;
  }

  /** The lowest harmonics but the constant, of unit root mean square over the area. */
  private List<Harmonic> harmonics() {
    double[] skinMean = Arrays.copyOf(mean, 3 * skin);
    int[] triangles = Triangles.of(mesh.skin().faces(), skinMean);
    SurfaceGraph graph = graph(skinMean, triangles);
    double[] areas = Arrays.copyOf(Triangles.vertexAreas(skinMean, triangles), nodes);
    areas[skin] = areas[skin + 1] = 100;
    double total = Arrays.stream(areas).sum();
    for (int v = 0; v < nodes; v++) {
      areas[v] = Math.max(areas[v], 1e-2);
    }
    return IntStream.of(1, -1)
        .parallel()
        .mapToObj(sign -> harmonics(graph, areas, total, sign))
        .flatMap(List::stream)
        .sorted(Comparator.comparingDouble(Harmonic::eigenvalue))
        .skip(1)
        .limit(HARMONICS)
        .toList();
  }

  /** The skin with its openings bridged: lips move together, and lids with what is behind them. */
  private SurfaceGraph graph(double[] points, int[] triangles) {
    SurfaceGraph graph = SurfaceGraph.cotangent(Arrays.copyOf(points, 3 * nodes), triangles);
    for (int side = 0; side < 2; side++) {
      for (int[] loop :
          side == 0
              ? List.of(mesh.leftSocket(), mesh.leftLids())
              : List.of(mesh.rightSocket(), mesh.rightLids())) {
        for (int v : loop) {
          both(graph, v, skin + side, 2);
        }
      }
    }
    for (int[] loop : List.of(mesh.lipLine(), mesh.mouthRim())) {
      int right = SurfaceFields.rightCorner(loop, mean);
      for (int k = 1; k < right; k++) {
        int best = right + 1;
        for (int j = right + 1; j < loop.length; j++) {
          best =
              Triangles.distance(points, loop[k], loop[j])
                      < Triangles.distance(points, loop[k], loop[best])
                  ? j
                  : best;
        }
        both(graph, loop[k], loop[best], 50);
      }
    }
    return graph;
  }

  private static void both(SurfaceGraph graph, int a, int b, double weight) {
    graph.add(a, b, weight);
    graph.add(b, a, weight);
  }

  /** Harmonics that are even (1) or odd (-1) under the mirror. */
  private List<Harmonic> harmonics(SurfaceGraph graph, double[] areas, double total, int sign) {
    int[] half =
        IntStream.range(0, nodes).filter(v -> sign > 0 ? v <= mirror[v] : v < mirror[v]).toArray();
    int[] row = new int[nodes];
    for (int i = 0; i < half.length; i++) {
      row[half[i]] = i;
      row[mirror[half[i]]] = i;
    }
    double[][] system = new double[half.length][half.length];
    for (int v = 0; v < nodes; v++) {
      double cv = coefficient(v, sign);
      for (Map.Entry<Integer, Double> e : graph.around(v).entrySet()) {
        int w = e.getKey();
        double a = e.getValue(), cw = coefficient(w, sign);
        if (cv != 0) {
          system[row[v]][row[v]] += .5 * a * cv * cv / areas[v];
        }
        if (cw != 0) {
          system[row[w]][row[w]] += .5 * a * cw * cw / areas[w];
        }
        if (cv != 0 && cw != 0) {
          double off = .5 * a * cv * cw / Math.sqrt(areas[v] * areas[w]);
          system[row[v]][row[w]] -= off;
          system[row[w]][row[v]] -= off;
        }
      }
    }
    Dense.Eigen eigen = Dense.eigen(system);
    return IntStream.range(half.length - HARMONICS - 1, half.length)
        .mapToObj(k -> harmonic(eigen.values()[k], eigen.vectors()[k], row, areas, total, sign))
        .toList();
  }

  private Harmonic harmonic(
      double eigenvalue, double[] vector, int[] row, double[] areas, double total, int sign) {
    double[] values = new double[nodes];
    for (int v = 0; v < nodes; v++) {
      double c = coefficient(v, sign);
      values[v] = c == 0 ? 0 : c * vector[row[v]] * Math.sqrt(total / areas[v]);
    }
    return new Harmonic(eigenvalue, values, sign > 0);
  }

  /** Part of a node in its symmetric or antisymmetric unit vector. */
  private double coefficient(int v, int sign) {
    return mirror[v] == v ? (sign > 0 ? 1 : 0) : (v < mirror[v] ? 1 : sign) * Math.sqrt(.5);
  }
}
