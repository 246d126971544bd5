package dev.relievo.face;

import dev.relievo.tensor.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The 3D morphable model: shape = S (mean + identity + corrective + expression), in millimetres in
 * model space, with albedo per vertex in linear light.
 *
 * <p>The bases live on a control mesh of C points; S, a sparse matrix, subdivides it to the V
 * vertices of the full mesh (Catmull and Clark's rules, linear in the points). The first C vertices
 * of the full mesh, with {@link #lightTriangles()}, are the lighter level. One chart {@link #uv()}
 * serves texture, visibility and displacement.
 *
 * <p>File layout (safetensors; C control points, V vertices, T triangles):
 *
 * <pre>
 * mean                  F32 [C, 3]       mm
 * identity              F16 [I, C, 3]    mm per standard deviation
 * corrective            F16 [J, C, 3]    mm per standard deviation
 * expression            F16 [E, C, 3]    mm at weight 1; names in the metadata
 * subdivision.offsets   I32 [V + 1]      compressed sparse rows of S
 * subdivision.indices   I32 [n]
 * subdivision.weights   F32 [n]
 * triangles             I32 [T, 3]       counter-clockwise from outside
 * parts                 U8  [T]          {@link #SKIN}, {@link #LEFT_EYE}, ...
 * light.triangles       I32 [t, 3]       over the first C vertices
 * uv                    F32 [V, 2]       0 to 1, origin top left
 * albedo.mean           F32 [V, 3]       linear light
 * albedo.basis          F16 [K, V, 3]    linear light per standard deviation
 * landmarks468.triangle I32 [468]        and landmarks468.weights F32 [468, 3]
 * landmarks68.triangle  I32 [68]         and landmarks68.weights F32 [68, 3]
 * regions               U8  [V]          bits of {@link Region}
 * regions.uv            U8  [256, 256]   the same per texel; 0 outside the chart
 * </pre>
 *
 * <p>Metadata: {@code id}, {@code expression.names} (comma separated, in order). Instances are
 * immutable and safe to share between threads; arrays that they hand out must not be changed.
 */
public final class MorphableModel {

  /** Part of a triangle: face. */
  public static final byte SKIN = 0;

  /** Part of a triangle: the subject's left eyeball. */
  public static final byte LEFT_EYE = 1;

  /** Part of a triangle: the subject's right eyeball. */
  public static final byte RIGHT_EYE = 2;

  /** Part of a triangle: the dark plane inside the mouth. */
  public static final byte MOUTH = 3;

  /** Side of {@link #regionMap()} in texels. */
  public static final int REGION_MAP_SIZE = 256;

  private final String id;
  private final List<String> expressionNames;
  private final float[] mean;
  private final float[] identity;
  private final float[] corrective;
  private final float[] expression;
  private final SparseRows subdivision;
  private final int[] triangles;
  private final byte[] parts;
  private final int[] lightTriangles;
  private final float[] uv;
  private final float[] albedoMean;
  private final float[] albedoBasis;
  private final LandmarkMap landmarks468;
  private final LandmarkMap landmarks68;
  private final byte[] regions;
  private final byte[] regionMap;

  private MorphableModel(Safetensors file) {
    id = Objects.requireNonNull(file.metadata().get("id"), "the face model has no id");
    String names = file.metadata().getOrDefault("expression.names", "");
    expressionNames = names.isEmpty() ? List.of() : List.of(names.split(","));
    mean = file.get("mean").toFloats();
    identity = file.get("identity").toFloats();
    corrective = file.get("corrective").toFloats();
    expression = file.get("expression").toFloats();
    subdivision =
        new SparseRows(
            file.get("subdivision.offsets").toInts(),
            file.get("subdivision.indices").toInts(),
            file.get("subdivision.weights").toFloats());
    triangles = file.get("triangles").toInts();
    parts = file.get("parts").toBytes();
    lightTriangles = file.get("light.triangles").toInts();
    uv = file.get("uv").toFloats();
    albedoMean = file.get("albedo.mean").toFloats();
    albedoBasis = file.get("albedo.basis").toFloats();
    landmarks468 = landmarks(file, "landmarks468");
    landmarks68 = landmarks(file, "landmarks68");
    regions = file.get("regions").toBytes();
    regionMap = file.get("regions.uv").toBytes();
    check();
  }

  /** Reads a model file. */
  public static MorphableModel load(Path file) throws IOException {
    return of(Safetensors.read(file));
  }

  /** A model from its tensors; shapes that do not agree are an error. */
  public static MorphableModel of(Safetensors file) {
    return new MorphableModel(file);
  }

  private static LandmarkMap landmarks(Safetensors file, String name) {
    return new LandmarkMap(
        file.get(name + ".triangle").toInts(), file.get(name + ".weights").toFloats());
  }

  private void check() {
    int v = vertexCount();
    boolean agree =
        identity.length % mean.length == 0
            && corrective.length % mean.length == 0
            && expression.length == expressionNames.size() * mean.length
            && uv.length == 2 * v
            && albedoMean.length == 3 * v
            && albedoBasis.length % albedoMean.length == 0
            && parts.length * 3 == triangles.length
            && regions.length == v
            && regionMap.length == REGION_MAP_SIZE * REGION_MAP_SIZE
            && landmarks468.count() == 468
            && landmarks68.count() == 68;
    if (!agree) {
      throw new IllegalArgumentException("the face model " + id + " has tensors that disagree");
    }
  }

  /** Names this model in records. */
  public String id() {
    return id;
  }

  /** Coefficients of the first identity block. */
  public int identityCount() {
    return identity.length / mean.length;
  }

  /** Coefficients of the second identity block. */
  public int correctiveCount() {
    return corrective.length / mean.length;
  }

  /** Blendshapes. */
  public int expressionCount() {
    return expressionNames.size();
  }

  /** Names of the blendshapes, ARKit's where they exist. */
  public List<String> expressionNames() {
    return expressionNames;
  }

  /** Albedo coefficients. */
  public int albedoCount() {
    return albedoBasis.length / albedoMean.length;
  }

  /** C, the control points; also the vertices of the lighter level. */
  public int controlCount() {
    return mean.length / 3;
  }

  /** V, the vertices of the full mesh. */
  public int vertexCount() {
    return subdivision.rows();
  }

  /** T x 3, counter-clockwise from outside. */
  public int[] triangles() {
    return triangles;
  }

  /** T, part of each triangle. */
  public byte[] parts() {
    return parts;
  }

  /** Triangles of the lighter level, over the first {@link #controlCount()} vertices. */
  public int[] lightTriangles() {
    return lightTriangles;
  }

  /** V x 2, 0 to 1, origin top left. */
  public float[] uv() {
    return uv;
  }

  /** V, bits of {@link Region}. */
  public byte[] regions() {
    return regions;
  }

  /** {@link #REGION_MAP_SIZE} squared, bits of {@link Region} per texel; 0 outside the chart. */
  public byte[] regionMap() {
    return regionMap;
  }

  /** The 468 points of the face-mesh network. */
  public LandmarkMap landmarks468() {
    return landmarks468;
  }

  /** The 68 points of the iBUG scheme. */
  public LandmarkMap landmarks68() {
    return landmarks68;
  }

  /** Vertices of a face: V x 3, mm, model space. */
  public float[] shape(FaceParameters face) {
    return shape(face.identity(), face.corrective(), face.expression());
  }

  /**
   * Vertices of a face; shorter coefficient arrays leave the rest at zero.
   *
   * @param identityCoefficients standard deviations
   * @param correctiveCoefficients standard deviations
   * @param expressionWeights 0 to 1
   * @return V x 3, mm, model space
   */
  public float[] shape(
      float[] identityCoefficients, float[] correctiveCoefficients, float[] expressionWeights) {
    float[] out = new float[3 * vertexCount()];
    shape(
        identityCoefficients,
        correctiveCoefficients,
        expressionWeights,
        new float[mean.length],
        out);
    return out;
  }

  /**
   * Vertices of a face into buffers that are used again.
   *
   * @param control C x 3, overwritten with the control points
   * @param out V x 3, overwritten with the vertices, mm, model space
   */
  public void shape(FaceParameters face, float[] control, float[] out) {
    shape(face.identity(), face.corrective(), face.expression(), control, out);
  }

  private void shape(
      float[] identityCoefficients,
      float[] correctiveCoefficients,
      float[] expressionWeights,
      float[] control,
      float[] out) {
    System.arraycopy(mean, 0, control, 0, mean.length);
    add(identity, identityCoefficients, control);
    add(corrective, correctiveCoefficients, control);
    add(expression, expressionWeights, control);
    subdivision.apply(control, out);
  }

  /**
   * Albedo of a face.
   *
   * @param coefficients standard deviations
   * @return V x 3, linear light; may leave 0 to 1 slightly
   */
  public float[] albedo(float[] coefficients) {
    float[] out = new float[albedoMean.length];
    albedo(coefficients, out);
    return out;
  }

  /**
   * Albedo of a face into a buffer that is used again.
   *
   * @param coefficients standard deviations
   * @param out V x 3, overwritten, linear light; may leave 0 to 1 slightly
   */
  public void albedo(float[] coefficients, float[] out) {
    System.arraycopy(albedoMean, 0, out, 0, out.length);
    add(albedoBasis, coefficients, out);
  }

  /** V x 3, linear light. */
  public float[] albedoMean() {
    return albedoMean;
  }

  /** K x V x 3, linear light per standard deviation. */
  public float[] albedoBasis() {
    return albedoBasis;
  }

  /**
   * The model restricted to landmarks: everything that a fit needs, and nothing more.
   *
   * @return matrix of (1 + identity + corrective + expression) rows of {@code 3 * count} values in
   *     mm: the mean, then each basis vector
   */
  public float[][] restrict(LandmarkMap map) {
    int blocks = 1 + identityCount() + correctiveCount() + expressionCount();
    float[][] rows = new float[blocks][];
    SparseRows mix = mix(map);
    float[] in = new float[mean.length];
    for (int b = 0; b < blocks; b++) {
      row(b, in);
      rows[b] = new float[3 * map.count()];
      mix.apply(in, rows[b]);
    }
    return rows;
  }

  private void row(int b, float[] out) {
    int i = b - 1, c = i - identityCount(), e = c - correctiveCount();
    float[] source = b == 0 ? mean : c < 0 ? identity : e < 0 ? corrective : expression;
    int index = b == 0 ? 0 : c < 0 ? i : e < 0 ? c : e;
    System.arraycopy(source, index * mean.length, out, 0, mean.length);
  }

  /** Landmarks as mixtures of control points: barycentric weights times the rows of S. */
  private SparseRows mix(LandmarkMap map) {
    int[] offsets = new int[map.count() + 1];
    for (int i = 0; i < map.count(); i++) {
      offsets[i + 1] = offsets[i];
      for (int k = 0; k < 3; k++) {
        int v = triangles[3 * map.triangles()[i] + k];
        offsets[i + 1] += subdivision.offsets()[v + 1] - subdivision.offsets()[v];
      }
    }
    int[] indices = new int[offsets[map.count()]];
    float[] weights = new float[indices.length];
    int n = 0;
    for (int i = 0; i < map.count(); i++) {
      for (int k = 0; k < 3; k++) {
        int v = triangles[3 * map.triangles()[i] + k];
        for (int e = subdivision.offsets()[v]; e < subdivision.offsets()[v + 1]; e++) {
          indices[n] = subdivision.indices()[e];
          weights[n++] = map.weights()[3 * i + k] * subdivision.weights()[e];
        }
      }
    }
    return new SparseRows(offsets, indices, weights);
  }

  /** Adds the mixture of a basis, four rows at a time: each pass reads and writes the sum once. */
  private static void add(float[] basis, float[] coefficients, float[] out) {
    int n = out.length, k = 0;
    for (; k + 4 <= coefficients.length; k += 4) {
      float a = coefficients[k], b = coefficients[k + 1];
      float c = coefficients[k + 2], d = coefficients[k + 3];
      if (a != 0 || b != 0 || c != 0 || d != 0) {
        int atA = k * n, atB = atA + n, atC = atB + n, atD = atC + n;
        for (int i = 0; i < n; i++) {
          out[i] +=
              a * basis[atA + i] + b * basis[atB + i] + (c * basis[atC + i] + d * basis[atD + i]);
        }
      }
    }
    for (; k < coefficients.length; k++) {
      float c = coefficients[k];
      int at = k * n;
      for (int i = 0; i < n && c != 0; i++) {
        out[i] += c * basis[at + i];
      }
    }
  }
}
