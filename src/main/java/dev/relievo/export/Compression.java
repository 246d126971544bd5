package dev.relievo.export;

/** How the numbers of a GLB are stored; pictures stay as they are. */
public enum Compression {
  /** As 32-bit floats, which every reader of glTF takes. */
  NONE("none"),
  /**
   * As small integers, KHR_mesh_quantization: positions 16 bits, directions 8, texture coordinates
   * 16.
   */
  QUANTIZE("quantize"),
  /** The same integers, coded by EXT_meshopt_compression. */
  MESHOPT("meshopt");

  private final String word;

  Compression(String word) {
    this.word = word;
  }

  /** As people write it. */
  @Override
  public String toString() {
    return word;
  }
}
