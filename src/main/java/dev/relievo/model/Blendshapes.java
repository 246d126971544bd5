package dev.relievo.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * Named expressions on the control mesh, by ARKit's names, as displacements in mm at weight 1.
 * MakeHuman's expression units exist for three ethnicities and are averaged; units that move both
 * sides are split by a sigmoid of x, units that move both lips by a harmonic field. What has no
 * unit comes from an identity target or is shaped here; the model's card says which.
 */
final class Blendshapes {

  private static final List<String> ETHNICITIES = List.of("african", "asian", "caucasian");

  private final MakeHuman human;
  private final ControlMesh mesh;
  private final double[] mean;
  private final double scale;
  private final SurfaceFields fields;
  private final LipShapes lips;
  private final Map<String, double[]> shapes = new LinkedHashMap<>();

  private Blendshapes(MakeHuman human, ControlMesh mesh, double[] mean, double scale) {
    this.human = human;
    this.mesh = mesh;
    this.mean = mean;
    this.scale = scale;
    fields = new SurfaceFields(mesh, mean);
    lips = new LipShapes(mesh, mean, fields);
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
    b.jaw();
    b.mouth();
    b.mouthSides();
    b.brows();
    b.cheeksAndNose();
    return b.shapes;
  }

  /** An expression unit. */
  private double[] unit(String name) {
    double[] sum = new double[human.vertices().length];
    for (String e : ETHNICITIES) {
      human.addTarget("expression/units/" + e + "/" + name, scale / ETHNICITIES.size(), sum);
    }
    return displacements(sum);
  }

  /** An identity target, scaled to move its farthest point by so many millimetres. */
  private double[] target(String name, double farthest) {
    double[] d = displacements(human.target(name));
    double most = 0;
    for (int i = 0; i < d.length; i += 3) {
      most = Math.max(most, Math.hypot(d[i], Math.hypot(d[i + 1], d[i + 2])));
    }
    Dense.scale(d, farthest / most);
    return d;
  }

  /** Carried over to the control mesh; eyeballs move only where a shape says so. */
  private double[] displacements(double[] human) {
    double[] d = mesh.source().displacements(human);
    java.util.Arrays.fill(d, 3 * mesh.leftEye()[0], 3 * mesh.rightEye()[1], 0);
    return d;
  }

  private double[] masked(double[] d, IntToDoubleFunction field) {
    double[] out = d.clone();
    for (int v = 0; v < mesh.pointCount(); v++) {
      double f = field.applyAsDouble(v);
      for (int a = 0; a < 3; a++) {
        out[3 * v + a] *= f;
      }
    }
    return out;
  }

  private double[] upper(double[] d) {
    return masked(d, fields::upper);
  }

  private double[] lower(double[] d) {
    return masked(d, v -> 1 - fields.upper(v));
  }

  private static double[] times(double weight, double[] d) {
    double[] out = d.clone();
    Dense.scale(out, weight);
    return out;
  }

  private static double[] plus(double[]... terms) {
    double[] out = terms[0].clone();
    for (int i = 1; i < terms.length; i++) {
      Dense.axpy(1, terms[i], out);
    }
    return out;
  }

  private void both(String name, double[] d) {
    shapes.put(name, mesh.symmetric(d));
  }

  /** Adds a left shape and its mirror image. */
  private void pair(String name, double[] left) {
    shapes.put(name + "Left", left);
    shapes.put(name + "Right", mesh.flipped(left));
  }

  /** Splits a symmetric shape. */
  private void split(String name, double[] d) {
    pair(name, masked(mesh.symmetric(d), fields::left));
  }

  private void eyes() {
    double[] close = unit("eye-left-closure");
    double[] wide = seated(unit("eye-left-opened-up"));
    double[] blink = new LidClosure(mesh, mean).complete(close);
    pair("eyeBlink", blink);
    pair("eyeLookDown", plus(turned(25, 0), times(.35, blink)));
    // In is towards the nose: for the left eye to the subject's right.
    pair("eyeLookIn", turned(0, -30));
    pair("eyeLookOut", turned(0, 30));
    pair("eyeLookUp", plus(turned(-20, 0), times(.6, wide)));
    pair("eyeSquint", seated(unit("eye-left-slit")));
    pair("eyeWide", wide);
  }

  /** A movement of the left lids with the rings behind them brought along. */
  private double[] seated(double[] d) {
    double[] points = mean.clone();
    Dense.axpy(1, d, points);
    Eyeball eye = Eyeball.left(mesh, mean);
    for (int v : mesh.leftLids()) {
      eye.pushOut(points, v, .2);
    }
    new EyeFit(mesh).hide(points, eye);
    Dense.axpy(-1, mean, points);
    return points;
  }

  /**
   * The left eyeball turned about its centre.
   *
   * @param down degrees
   * @param out degrees, away from the nose
   */
  private double[] turned(double down, double out) {
    double[] d = new double[mean.length];
    double[] c = Eyeball.left(mesh, mean).centre();
    double a = Math.toRadians(down), b = Math.toRadians(out);
    for (int v = mesh.leftEye()[0]; v < mesh.leftEye()[1]; v++) {
      double x = mean[3 * v] - c[0], y = mean[3 * v + 1] - c[1], z = mean[3 * v + 2] - c[2];
      double y1 = y * Math.cos(a) - z * Math.sin(a), z1 = y * Math.sin(a) + z * Math.cos(a);
      d[3 * v] = x * Math.cos(b) + z1 * Math.sin(b) - x;
      d[3 * v + 1] = y1 - y;
      d[3 * v + 2] = -x * Math.sin(b) + z1 * Math.cos(b) - z;
    }
    return d;
  }

  private void jaw() {
    double[] open = mesh.symmetric(times(.7, unit("mouth-open")));
    both("jawForward", jawMoved(open, 0, 1, 6));
    shapes.put("jawLeft", jawMoved(open, 8, 0, 0));
    shapes.put("jawRight", jawMoved(open, -8, 0, 0));
    both("jawOpen", open);
    both("mouthClose", lips.close(open));
  }

  /** A shift of whatever the opening jaw takes along, as far as it takes it. */
  private double[] jawMoved(double[] open, double x, double y, double z) {
    double most = 0;
    double[] size = new double[mesh.pointCount()];
    for (int v = 0; v < size.length; v++) {
      size[v] = Math.hypot(open[3 * v], Math.hypot(open[3 * v + 1], open[3 * v + 2]));
      most = Math.max(most, size[v]);
    }
    double[] d = new double[open.length];
    for (int v = 0; v < size.length; v++) {
      double w = Math.min(1, 1.25 * size[v] / most);
      d[3 * v] = w * x;
      d[3 * v + 1] = w * y;
      d[3 * v + 2] = w * z;
    }
    return d;
  }

  private void mouth() {
    both("mouthFunnel", unit("mouth-protusion"));
    both("mouthPucker", unit("mouth-pursing"));
    shapes.put("mouthLeft", lips.shift(7));
    shapes.put("mouthRight", lips.shift(-7));
    both("mouthRollLower", lips.roll(false));
    both("mouthRollUpper", lips.roll(true));
    double[] evert = unit("mouth-eversion");
    both("mouthShrugLower", lower(evert));
    both("mouthShrugUpper", upper(evert));
  }

  private void mouthSides() {
    double[] stretch = unit("mouth-retraction");
    split("mouthSmile", unit("mouth-corner-puller"));
    split("mouthFrown", unit("mouth-depression"));
    split("mouthDimple", plus(times(.4, stretch), target("mouth/mouth-dimples-in", 3)));
    split("mouthStretch", stretch);
    split("mouthPress", plus(times(.4, lips.roll(true)), times(.4, lips.roll(false))));
    split("mouthLowerDown", lower(unit("mouth-depression-retraction")));
    split("mouthUpperUp", upper(unit("mouth-elevation")));
  }

  private void brows() {
    pair("browDown", times(1.4, unit("eyebrows-left-down")));
    double[] inner = unit("eyebrows-left-inner-up");
    both("browInnerUp", plus(inner, mesh.flipped(inner)));
    pair("browOuterUp", unit("eyebrows-left-extern-up"));
  }

  private void cheeksAndNose() {
    double[] puff = target("cheek/l-cheek-volume-inflate", 5);
    Dense.axpy(1, target("cheek/l-cheek-inner-inflate", 5), puff);
    both("cheekPuff", plus(puff, mesh.flipped(puff)));
    double[] squint = unit("eye-left-slit");
    pair(
        "cheekSquint",
        plus(
            target("cheek/l-cheek-trans-vert-up", 4),
            masked(squint, v -> mean[3 * v + 1] < 0 ? .5 : 0)));
    pair("noseSneer", unit("nose-left-elevation"));
  }
}
