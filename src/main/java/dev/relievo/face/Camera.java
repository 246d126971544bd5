package dev.relievo.face;

/**
 * A pinhole camera, in pixels; image origin top left, pixel centres at +0.5.
 *
 * @param focal focal length, pixels
 * @param centreX principal point, x
 * @param centreY principal point, y
 */
public record Camera(double focal, double centreX, double centreY) {

  /** Least distance of a face from a camera of which nothing is known, mm. */
  public static final double NEAREST = 800;

  /** Nominal distance between the pupils, mm: what scale is. */
  private static final double PUPILS = 63;

  /** Rejects cameras that cannot project. */
  public Camera {
    if (!(focal > 0) || !Double.isFinite(focal + centreX + centreY)) {
      throw new IllegalArgumentException("a camera needs a positive, finite focal length");
    }
  }

  /** Where nothing is known: the focal length is the frame's longer side, the centre its middle. */
  public static Camera ofFrame(int width, int height) {
    return new Camera(Math.max(width, height), width / 2.0, height / 2.0);
  }

  /**
   * The same, but no face nearer than {@link #NEAREST}: a frame that a face fills is rather one cut
   * from a wider picture than one taken from a hand's breadth, whose perspective would be taken for
   * the face's shape (topology-docs/decisions/0025-no-face-nearer-than-80-cm.md).
   *
   * @param interOcular of the frame's largest face, pixels
   */
  public static Camera ofFrame(int width, int height, double interOcular) {
    Camera nominal = ofFrame(width, height);
    double least = interOcular * NEAREST / PUPILS;
    return new Camera(Math.max(nominal.focal, least), nominal.centreX, nominal.centreY);
  }

  /**
   * The virtual camera of a crop that is an axis-aligned scaling of the frame.
   *
   * @param scale frame pixels per crop pixel
   * @param left frame x of the crop's left edge
   * @param top frame y of the crop's top edge
   */
  public Camera crop(double scale, double left, double top) {
    return new Camera(focal / scale, (centreX - left) / scale, (centreY - top) / scale);
  }

  /**
   * Projects camera-space points.
   *
   * @param points n x 3, mm, camera space, z positive
   * @param out n x 3: x, y in pixels, depth in mm; may be {@code points} itself
   */
  public void project(float[] points, float[] out) {
    for (int i = 0; i < points.length; i += 3) {
      double z = points[i + 2];
      out[i] = (float) (focal * points[i] / z + centreX);
      out[i + 1] = (float) (focal * points[i + 1] / z + centreY);
      out[i + 2] = (float) z;
    }
  }
}
