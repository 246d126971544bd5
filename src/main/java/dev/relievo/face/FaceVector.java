package dev.relievo.face;

/**
 * A face as the flat vector that a network regresses, in the virtual camera of its crop and
 * independent of the crop's resolution.
 *
 * <p>Layout, with I, C, E, A the model's counts of coefficients:
 *
 * <pre>
 * identity I | corrective C | expression E | albedo A | rotation 6 | u, v, log scale | light 27
 * </pre>
 *
 * <p>With pixels x of a crop of side S, {@code xn = 2 x / S - 1}; likewise focal length {@code fn =
 * 2 f / S} and principal point {@code cn = 2 c / S - 1}.
 *
 * <ul>
 *   <li>Rotation: L is the smallest rotation that turns the optical axis onto the ray through the
 *       crop's centre, {@code ((0 - cnx) / fn, (0 - cny) / fn, 1)}, so that a face looks the same
 *       wherever in its frame it stands. With {@code a = (1, 0, 0) + r[0..2]} and {@code b = (0, 1,
 *       0) + r[3..5]}, Gram and Schmidt give the columns of Q: {@code q1 = a / |a|}, {@code q2 = (b
 *       - (q1 . b) q1)} normalised, {@code q3 = q1 x q2} (Zhou et al., "On the Continuity of
 *       Rotation Representations in Neural Networks", 2019). Model to camera is {@code R = L Q
 *       diag(1, -1, -1)}: zero is a face that looks into the lens.
 *   <li>Translation: u, v is where the model's origin lies, in xn; {@code s = exp(log scale)} is
 *       units of xn a millimetre at its depth. {@code Z = fn / s}, {@code X = (u - cnx) Z / fn},
 *       {@code Y = (v - cny) Z / fn}, mm.
 *   <li>Expression is raw: {@link #decode} cuts it to 0..1.
 *   <li>Light: {@link Illumination}'s 3 x 9, channel outermost, in the crop camera's axes.
 * </ul>
 */
public final class FaceVector {

  /** Numbers of the rotation. */
  public static final int ROTATION = 6;

  /** Numbers of the translation: u, v, log scale. */
  public static final int TRANSLATION = 3;

  /** Numbers of the light. */
  public static final int LIGHT = 3 * Illumination.BANDS;

  private final int identityCount;
  private final int correctiveCount;
  private final int expressionCount;
  private final int albedoCount;

  /** The layout for a face model. */
  public FaceVector(MorphableModel model) {
    this(
        model.identityCount(),
        model.correctiveCount(),
        model.expressionCount(),
        model.albedoCount());
  }

  /** The layout for these counts of coefficients. */
  public FaceVector(int identityCount, int correctiveCount, int expressionCount, int albedoCount) {
    this.identityCount = identityCount;
    this.correctiveCount = correctiveCount;
    this.expressionCount = expressionCount;
    this.albedoCount = albedoCount;
  }

  /** Identity coefficients; they begin at 0. */
  public int identityCount() {
    return identityCount;
  }

  /** Coefficients of the second identity block. */
  public int correctiveCount() {
    return correctiveCount;
  }

  /** Blendshape weights. */
  public int expressionCount() {
    return expressionCount;
  }

  /** Albedo coefficients. */
  public int albedoCount() {
    return albedoCount;
  }

  /** Index of the first identity coefficient. */
  public int identity() {
    return 0;
  }

  /** Index of the first coefficient of the second identity block. */
  public int corrective() {
    return identityCount;
  }

  /** Index of the first blendshape weight. */
  public int expression() {
    return corrective() + correctiveCount;
  }

  /** Index of the first albedo coefficient. */
  public int albedo() {
    return expression() + expressionCount;
  }

  /** Index of the first of the rotation's {@link #ROTATION} numbers. */
  public int rotation() {
    return albedo() + albedoCount;
  }

  /** Index of u; v and log scale follow. */
  public int translation() {
    return rotation() + ROTATION;
  }

  /** Index of the first of the light's {@link #LIGHT} numbers. */
  public int illumination() {
    return translation() + TRANSLATION;
  }

  /** Numbers a face. */
  public int length() {
    return illumination() + LIGHT;
  }

  /**
   * The vector of a face.
   *
   * @param face in the crop's camera, in front of it
   * @throws IllegalArgumentException where the counts are not the layout's, or the face is behind
   *     the camera
   */
  public float[] encode(FaceParameters face, CropCamera crop) {
    check(face);
    float[] v = new float[length()];
    System.arraycopy(face.identity(), 0, v, identity(), identityCount);
    System.arraycopy(face.corrective(), 0, v, corrective(), correctiveCount);
    System.arraycopy(face.expression(), 0, v, expression(), expressionCount);
    System.arraycopy(face.albedo(), 0, v, albedo(), albedoCount);
    System.arraycopy(face.illumination().coefficients(), 0, v, illumination(), LIGHT);
    Lens lens = Lens.of(crop);
    encodeRotation(face.pose(), lens, v);
    encodeTranslation(face.pose(), lens, v);
    return v;
  }

  /** Q's first two columns less those of identity: {@code Q = L' R diag(1, -1, -1)}. */
  private void encodeRotation(Pose pose, Lens lens, float[] v) {
    double[] r = pose.rotation(), l = lens.toCentre();
    int at = rotation();
    for (int row = 0; row < 3; row++) {
      double first = 0, second = 0;
      for (int k = 0; k < 3; k++) {
        first += l[3 * k + row] * r[3 * k];
        second -= l[3 * k + row] * r[3 * k + 1];
      }
      v[at + row] = (float) (first - (row == 0 ? 1 : 0));
      v[at + 3 + row] = (float) (second - (row == 1 ? 1 : 0));
    }
  }

  private void encodeTranslation(Pose pose, Lens lens, float[] v) {
    double s = lens.focal / pose.z();
    int at = translation();
    v[at] = (float) (pose.x() * s + lens.centreX);
    v[at + 1] = (float) (pose.y() * s + lens.centreY);
    v[at + 2] = (float) Math.log(s);
  }

  /**
   * The face of a vector, in the crop's camera.
   *
   * @param offset of the vector in v
   */
  public FaceParameters decode(float[] v, int offset, CropCamera crop) {
    float[] weights = slice(v, offset + expression(), expressionCount);
    for (int k = 0; k < weights.length; k++) {
      weights[k] = Math.max(0, Math.min(1, weights[k]));
    }
    return new FaceParameters(
        slice(v, offset, identityCount),
        slice(v, offset + corrective(), correctiveCount),
        weights,
        slice(v, offset + albedo(), albedoCount),
        decodePose(v, offset, Lens.of(crop)),
        new Illumination(slice(v, offset + illumination(), LIGHT)));
  }

  private Pose decodePose(float[] v, int offset, Lens lens) {
    double[] q = orthonormal(v, offset + rotation()), l = lens.toCentre();
    double[] r = new double[9];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
          sum += l[3 * row + k] * q[3 * k + column];
        }
        r[3 * row + column] = column == 0 ? sum : -sum;
      }
    }
    int at = offset + translation();
    double s = Math.exp(v[at + 2]);
    return Pose.ofRotation(
        r, (v[at] - lens.centreX) / s, (v[at + 1] - lens.centreY) / s, lens.focal / s);
  }

  /** Q, row-major. */
  private static double[] orthonormal(float[] v, int at) {
    double[] a = {1 + v[at], v[at + 1], v[at + 2]};
    double[] b = {v[at + 3], 1 + v[at + 4], v[at + 5]};
    scale(a, 1 / Math.sqrt(dot(a, a)));
    double along = dot(a, b);
    for (int k = 0; k < 3; k++) {
      b[k] -= along * a[k];
    }
    scale(b, 1 / Math.sqrt(dot(b, b)));
    return new double[] {
      a[0], b[0], a[1] * b[2] - a[2] * b[1],
      a[1], b[1], a[2] * b[0] - a[0] * b[2],
      a[2], b[2], a[0] * b[1] - a[1] * b[0]
    };
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }

  private static void scale(double[] a, double factor) {
    for (int k = 0; k < a.length; k++) {
      a[k] *= factor;
    }
  }

  private static float[] slice(float[] v, int from, int count) {
    float[] out = new float[count];
    System.arraycopy(v, from, out, 0, count);
    return out;
  }

  private void check(FaceParameters face) {
    if (face.identity().length != identityCount
        || face.corrective().length != correctiveCount
        || face.expression().length != expressionCount
        || face.albedo().length != albedoCount) {
      throw new IllegalArgumentException(
          "the face has %d, %d, %d and %d coefficients, the layout %d, %d, %d and %d; do they belong to one face model?"
              .formatted(
                  face.identity().length,
                  face.corrective().length,
                  face.expression().length,
                  face.albedo().length,
                  identityCount,
                  correctiveCount,
                  expressionCount,
                  albedoCount));
    }
    if (!(face.pose().z() > 0)) {
      throw new IllegalArgumentException(
          "the face lies behind the camera, at " + face.pose().z() + " mm");
    }
  }

  /** A camera in normalised coordinates of its crop. */
  private record Lens(double focal, double centreX, double centreY) {

    static Lens of(CropCamera crop) {
      double unit = 2.0 / crop.size();
      Camera c = crop.camera();
      return new Lens(unit * c.focal(), unit * c.centreX() - 1, unit * c.centreY() - 1);
    }

    /** L, row-major: Rodrigues' formula about z x d. */
    double[] toCentre() {
      double x = -centreX / focal, y = -centreY / focal;
      double norm = Math.sqrt(x * x + y * y + 1);
      x /= norm;
      y /= norm;
      double z = 1 / norm, k = 1 / (1 + z);
      return new double[] {1 - k * x * x, -k * x * y, x, -k * x * y, 1 - k * y * y, y, -x, -y, z};
    }
  }
}
