package dev.relievo.export;

/**
 * How relief gets into a mesh.
 *
 * @param mode as what
 * @param density parts into which geometry splits an edge of the coarse mesh, 1 to {@link
 *     dev.relievo.render.DenseTopology#MAX_DENSITY}; n parts make about n squared times 9,700
 *     vertices
 */
public record Detail(Mode mode, int density) {

  /** Ways to show relief. */
  public enum Mode {
    /** The coarse mesh with a normal map: small, and right wherever the outline does not matter. */
    NORMAL_MAP("normal-map"),
    /** A dense mesh with relief in its vertices. */
    GEOMETRY("geometry"),
    /** A dense mesh, with a normal map for what is finer than it. */
    BOTH("both");

    private final String word;

    Mode(String word) {
      this.word = word;
    }

    /** As people write it. */
    @Override
    public String toString() {
      return word;
    }

    /** Whether relief is in the vertices. */
    public boolean isDense() {
      return this != NORMAL_MAP;
    }
  }

  /** As fine as a displacement map of 256 texels a side: 87,000 vertices, where it is dense. */
  public static final int DEFAULT_DENSITY = 3;

  /** A normal map. */
  public static final Detail DEFAULT = new Detail(Mode.NORMAL_MAP, DEFAULT_DENSITY);
}
