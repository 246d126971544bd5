package dev.relievo.train;

/** TorchScript of the light that both trainings shade with. */
public final class ShadingText {

  private ShadingText() {}

  /**
   * A statement that makes {@code basis} of the coordinates {@code x}, {@code y} and {@code z} of
   * unit normals: the nine functions of {@code face.Illumination.basis}.
   *
   * @param axis where the nine stand
   * @param indent spaces before it
   */
  public static String basis(int axis, int indent) {
    return """
    basis = torch.stack([
        torch.full_like(x, 0.28209479),
        0.32573501 * y,
        0.32573501 * z,
        0.32573501 * x,
        0.27313711 * x * y,
        0.27313711 * y * z,
        0.07884789 * (3.0 * z * z - 1.0),
        0.27313711 * x * z,
        0.13656855 * (x * x - y * y)], %d)
    """
        .formatted(axis)
        .indent(indent);
  }
}
