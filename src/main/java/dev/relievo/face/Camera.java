package dev.relievo.face;

/**
 * A pinhole camera, in pixels; image origin top left, pixel centres at +0.5.
 *
 * @param focal focal length, pixels
 * @param centreX principal point, x
 * @param centreY principal point, y
 */
public record Camera(double focal, double centreX, double centreY) {

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
