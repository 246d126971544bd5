package dev.relievo.face;

/** Regions of the face, as bits of {@link MorphableModel#regions()}; they may overlap. */
public enum Region {
  /** Skin whose colour is albedo times light: not eyes, brows, lips, nostrils, mouth. */
  SKIN,
  /** Eyeballs and lids' rims. */
  EYES,
  /** Eyebrows. */
  BROWS,
  /** Nose. */
  NOSE,
  /** Lips and the mouth between them. */
  LIPS,
  /** The face's rim, jaw to temples, where the silhouette runs. */
  CONTOUR;

  /** The bit in a mask. */
  public int bit() {
    return 1 << ordinal();
  }

  /** Whether a mask has this region. */
  public boolean in(byte mask) {
    return (mask & bit()) != 0;
  }
}
