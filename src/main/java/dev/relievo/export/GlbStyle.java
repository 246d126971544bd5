package dev.relievo.export;

/**
 * What a GLB of a face holds and how.
 *
 * @param detail how relief gets into it
 * @param compression how its numbers are stored
 * @param expressions whether it is the neutral face with its expressions as morph targets under
 *     ARKit's names and this face's weights, instead of the face as it was seen; not for dense
 *     meshes
 */
public record GlbStyle(Detail detail, Compression compression, boolean expressions) {

  /** As in the records. */
  public static final GlbStyle DEFAULT = new GlbStyle(Detail.DEFAULT, Compression.NONE, false);

  /**
   * Checks that there is such a mesh.
   *
   * @throws IllegalArgumentException where expressions are asked of a dense mesh
   */
  public GlbStyle {
    if (expressions && detail.mode().isDense()) {
      throw new IllegalArgumentException(
          "expressions are of the coarse mesh: with them the detail is "
              + Detail.Mode.NORMAL_MAP
              + ", not "
              + detail.mode());
    }
  }

  /** Whether a record's own GLB is that. */
  public boolean isOfRecord() {
    return !detail.mode().isDense() && compression == Compression.NONE && !expressions;
  }
}
