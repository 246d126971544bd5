package dev.relievo.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named expressions on the control mesh, ARKit's names, as displacements in mm at weight 1.
 * MakeHuman's expression units exist for three ethnicities and are averaged; units that move both
 * sides are split by a sigmoid of x, units that move both lips by a harmonic field that is 1 on the
 * upper lip and 0 on the lower.
 */
final class Blendshapes {

  private static final List<String> ETHNICITIES = List.of("african", "asian", "caucasian");

  /** Width of the sigmoid that splits left from right, mm. */
  private static final double SPLIT = 5;

  private final MakeHuman human;
  private final ControlMesh mesh;
  private final double[] mean;
  private final double scale;
  private final double[] upper;
  private final Map<String, double[]> shapes = new LinkedHashMap<>();

  private Blendshapes(MakeHuman human, ControlMesh mesh, double[] mean, double scale) {
    this.human = human;
    this.mesh = mesh;
    this.mean = mean;
    this.scale = scale;
    upper = upperField(mesh, mean);
  }

  /**
   * Builds all of them.
   *
   * @param mean control points x 3, mm
   * @param scale model millimetres per MakeHuman millimetre
   * @return displacement by name, control points x 3
   */
  static Map<String, double[]> build(
      MakeHuman human, ControlMesh mesh, double[] mean, double scale) {
    Blendshapes b = new Blendshapes(human, mesh, mean, scale);
    b.eyes();
    b.brows();
    b.jaw();
    b.mouth();
    b.cheeksAndNose();
    return b.shapes;
  }

  /** 1 on the upper lip, 0 on the lower, harmonic between, over the skin. */
  static double[] upperField(ControlMesh mesh, double[] mean) {
    int n = mesh.skinCount();
    double[] skin = java.util.Arrays.copyOf(mean, 3 * n);
    SurfaceGraph graph = SurfaceGraph.cotangent(skin, Triangles.of(mesh.skin().faces(), skin));
    double[] out = new double[mesh.pointCount()];
    boolean[] free = new boolean[n];
    java.util.Arrays.fill(free, true);
    java.util.Arrays.fill(out, .5);
    double[] field = new double[n];
    java.util.Arrays.fill(field, .5);
    for (int[] loop : List.of(mesh.lipLine(), mesh.mouthRim())) {
      int right = rightCorner(loop, mean);
      for (int k = 0; k < loop.length; k++) {
        free[loop[k]] = false;
        field[loop[k]] = k == 0 || k == right ? .5 : k < right ? 1 : 0;
      }
    }
    graph.relax(free, field, 1);
    System.arraycopy(field, 0, out, 0, n);
    return out;
  }

  /** Position of the vertex farthest to the subject's right. */
  static int rightCorner(int[] loop, double[] mean) {
    int right = 0;
    for (int k = 1; k < loop.length; k++) {
      right = mean[3 * loop[k]] < mean[3 * loop[right]] ? k : right;
    }
    return right;
  }

  private double[] unit(String name) {
    double[] sum = new double[human.vertices().length];
    for (String e : ETHNICITIES) {
      human.addTarget("expression/units/" + e + "/" + name, scale / ETHNICITIES.size(), sum);
    }
    return mesh.source().displacements(sum);
  }

  private double[] target(String name) {
    double[] d = mesh.source().displacements(human.target(name));
    Dense.scale(d, scale);
    return d;
  }

  private interface Field {
    double at(int point);
  }

  private double[] masked(double[] d, Field field) {
    double[] out = d.clone();
    for (int v = 0; v < mesh.pointCount(); v++) {
      double f = field.at(v);
      for (int a = 0; a < 3; a++) {
        out[3 * v + a] *= f;
      }
    }
    return out;
  }

  private static double[] sum(Object... weightsAndShapes) {
    double[] out = new double[((double[]) weightsAndShapes[1]).length];
    for (int i = 0; i < weightsAndShapes.length; i += 2) {
      Dense.axpy(
          ((Number) weightsAndShapes[i]).doubleValue(), (double[]) weightsAndShapes[i + 1], out);
    }
    return out;
  }

  private double left(int v) {
    return 1 / (1 + Math.exp(-mean[3 * v] / SPLIT));
  }

  /** Adds a left shape and its mirror image. */
  private void pair(String name, double[] left) {
    shapes.put(name + "Left", left);
    shapes.put(name + "Right", mesh.flipped(left));
  }

  /** Splits a symmetric shape. */
  private void split(String name, double[] both) {
    pair(name, masked(mesh.symmetric(both), this::left));
  }

  private void eyes() {
    double[] close = unit("eye-left-closure");
    pair("eyeBlink", close);
    double[] wide = unit("eye-left-opened-up");
    Map<String, double[]> look = new LinkedHashMap<>();
    look.put("eyeLookDown", sum(1, rotated(25, 0), .35, close));
    look.put("eyeLookIn", rotated(0, -30));
    look.put("eyeLookOut", rotated(0, 30));
    look.put("eyeLookUp", sum(1, rotated(-25, 0), .5, wide));
    look.forEach(this::pair);
    pair("eyeSquint", unit("eye-left-slit"));
    pair("eyeWide", wide);
  }

  /** The left eyeball turned about its centre, degrees: down and outwards. */
  private double[] rotated(double down, double out) {
    double[] d = new double[mean.length];
    double[] c = eyeCentre();
    double a = Math.toRadians(down), b = Math.toRadians(out);
    for (int v = mesh.leftEye()[0]; v < mesh.leftEye()[1]; v++) {
      double x = mean[3 * v] - c[0], y = mean[3 * v + 1] - c[1], z = mean[3 * v + 2] - c[2];
      double y1 = y * Math.cos(a) - z * Math.sin(a), z1 = y * Math.sin(a) + z * Math.cos(a);
      double x1 = x * Math.cos(b) + z1 * Math.sin(b), z2 = -x * Math.sin(b) + z1 * Math.cos(b);
      d[3 * v] = x1 - x;
      d[3 * v + 1] = y1 - y;
      d[3 * v + 2] = z2 - z;
    }
    return d;
  }

  /** Centre of the left eyeball: behind the pole by the radius of its widest ring's sphere. */
  private double[] eyeCentre() {
    int pole = mesh.leftEye()[0], rim = mesh.leftEye()[1] - 1;
    double[] c = new double[3];
    double dz = mean[3 * pole + 2] - mean[3 * rim + 2];
    double dx = mean[3 * rim] - mean[3 * pole], dy = mean[3 * rim + 1] - mean[3 * pole + 1];
    double radius = (dx * dx + dy * dy + dz * dz) / (2 * dz);
    c[0] = mean[3 * pole];
    c[1] = mean[3 * pole + 1];
    c[2] = mean[3 * pole + 2] - radius;
    return c;
  }

  private void brows() {
    pair("browDown", unit("eyebrows-left-down"));
    double[] inner = unit("eyebrows-left-inner-up");
    shapes.put("browInnerUp", sum(1, inner, 1, mesh.flipped(inner)));
    pair("browOuterUp", unit("eyebrows-left-extern-up"));
  }

  private void jaw() {
    double[] open = mesh.symmetric(unit("mouth-open"));
    shapes.put("jawOpen", sum(.7, open));
    shapes.put("jawForward", mesh.symmetric(target("chin/chin-prognathism-more")));
  }

  private void mouth() {
    shapes.put("mouthFunnel", mesh.symmetric(unit("mouth-protusion")));
    shapes.put("mouthPucker", mesh.symmetric(unit("mouth-pursing")));
    split("mouthSmile", unit("mouth-corner-puller"));
    split("mouthFrown", unit("mouth-depression"));
    split("mouthStretch", unit("mouth-retraction"));
  }

  private void cheeksAndNose() {
    pair("noseSneer", unit("nose-left-elevation"));
  }

  static List<String> names(Map<String, double[]> shapes) {
    return new ArrayList<>(shapes.keySet());
  }
}
