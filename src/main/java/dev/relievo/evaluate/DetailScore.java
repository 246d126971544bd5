package dev.relievo.evaluate;

/**
 * What relief does to one face whose true relief is known; see {@link ReliefComparison}.
 *
 * @param coarseDegrees mean angle between the normals of the coarse mesh and the true ones
 * @param detailedDegrees the same with the found relief
 * @param correlation Pearson's, between true and found relief; NaN where one of them is flat
 * @param valleys pixels in true valleys
 * @param inwards those of them in which the found relief goes inwards
 * @param clearlyInwards those in which it does so by more than 0.02 mm
 * @param clearlyOutwards those in which it goes outwards by more than 0.02 mm; in the rest next to
 *     nothing was found
 * @param reliefSquare mean square of the found relief as it is, mm squared
 * @param gate as in DetailedFace
 * @param pixels that were compared
 */
record DetailScore(
    double coarseDegrees,
    double detailedDegrees,
    double correlation,
    long valleys,
    long inwards,
    long clearlyInwards,
    long clearlyOutwards,
    double reliefSquare,
    float gate,
    int pixels) {

  /** A ratio this near to 1 is neither better nor worse. */
  static final double EQUAL = 0.01;

  /** Below it the photograph was not trusted. */
  static final float CLOSED = 0.05f;

  /** What detail made of a face. */
  enum Verdict {
    BETTER,
    WORSE,
    GATED
  }

  /** Error with relief over error without. */
  double ratio() {
    return detailedDegrees / coarseDegrees;
  }

  /** A face that detail made worse is worse, whatever its gate says. */
  Verdict verdict() {
    if (ratio() > 1 + EQUAL) {
      return Verdict.WORSE;
    }
    return ratio() < 1 - EQUAL && gate >= CLOSED ? Verdict.BETTER : Verdict.GATED;
  }
}
