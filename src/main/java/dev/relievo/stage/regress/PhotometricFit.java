package dev.relievo.stage.regress;

import dev.relievo.face.Illumination;

/**
 * Illumination and albedo from the colours of visible skin alone, by {@link ColourSolver}'s steps
 * in turn from the mean albedo. Not safe to share between threads.
 */
final class PhotometricFit {

  /** The albedo of the rounds before the last need not be exact. */
  private static final int[] STRIDES = {3, 3, 1};

  private final ColourSolver solver;
  private final ToneBalance tones;
  private final ColourPrior prior;
  private final int albedoCount;

  PhotometricFit(SkinAlbedo skin) {
    solver = new ColourSolver(skin);
    tones = new ToneBalance(skin);
    albedoCount = skin.modeCount();
    prior = ColourPrior.ofPopulation(albedoCount);
  }

  /**
   * What the fit found.
   *
   * @param illumination in camera axes
   * @param albedo standard deviations
   * @param error mean absolute difference of the colours, sRGB in 0 to 1; NaN where too little skin
   *     was seen, with ambient light and the mean albedo
   */
  record Result(Illumination illumination, float[] albedo, float error) {}

  Result fit(SkinSamples samples) {
    float[] meanAlbedo = new float[albedoCount];
    Illumination ambient = Illumination.ambient();
    if (!samples.suffice()) {
      return new Result(ambient, meanAlbedo, Float.NaN);
    }
    solver.start(samples, meanAlbedo, ambient.coefficients());
    solver.alternate(prior, tones, STRIDES);
    return new Result(new Illumination(solver.light()), solver.albedo(), solver.error());
  }
}
