package dev.relievo.nn;

/**
 * A face box as a detector sees it, in pixels of the image.
 *
 * @param x left
 * @param y top
 * @param width positive
 * @param height positive
 * @param score 0 to 1
 * @param keyPoints 6 x 2: the subject's right eye, left eye, nose tip, mouth, right and left ear
 */
public record Detection(
    float x, float y, float width, float height, float score, float[] keyPoints) {

  /** Intersection over union. */
  public float overlap(Detection other) {
    float shared = intersection(other);
    return shared / (area() + other.area() - shared);
  }

  /** Intersection over the smaller of the two areas. */
  float containment(Detection other) {
    return intersection(other) / Math.min(area(), other.area());
  }

  float area() {
    return width * height;
  }

  private float intersection(Detection o) {
    float w = Math.min(x + width, o.x + o.width) - Math.max(x, o.x);
    float h = Math.min(y + height, o.y + o.height) - Math.max(y, o.y);
    return w <= 0 || h <= 0 ? 0 : w * h;
  }
}
