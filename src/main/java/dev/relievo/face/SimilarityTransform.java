package dev.relievo.face;

/**
 * A similarity in the image plane: {@code p' = scale * R(rotation) * p + (x, y)}.
 *
 * @param scale positive
 * @param rotation radians, from +x towards +y (clockwise on screen)
 * @param x pixels
 * @param y pixels
 */
public record SimilarityTransform(double scale, double rotation, double x, double y) {

  /** Rejects transforms that cannot be inverted. */
  public SimilarityTransform {
    if (!(scale > 0) || !Double.isFinite(scale + rotation + x + y)) {
      throw new IllegalArgumentException("a similarity needs a positive, finite scale");
    }
  }

  /** x' of a point. */
  public double applyX(double px, double py) {
    return scale * (Math.cos(rotation) * px - Math.sin(rotation) * py) + x;
  }

  /** y' of a point. */
  public double applyY(double px, double py) {
    return scale * (Math.sin(rotation) * px + Math.cos(rotation) * py) + y;
  }

  /** The transform that undoes this one. */
  public SimilarityTransform inverse() {
    double c = Math.cos(rotation), s = Math.sin(rotation);
    return new SimilarityTransform(
        1 / scale, -rotation, -(c * x + s * y) / scale, (s * x - c * y) / scale);
  }
}
