package dev.relievo.stage.regress;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;

/**
 * How well a finished face explains the colours of its skin: what {@link PhotometricFit} says of
 * its own result, for a tenth of the time; on demand after light and albedo have been brought to
 * the picture, around what was said of them. Buffers are reused; not safe to share between threads.
 */
final class SkinCheck {

  /** Two rounds, as the answer is near already; of samples whose errors are shared a part does. */
  private static final int[] STRIDES = {4, 3};

  private final ControlSampler sampler;
  private final ColourSolver solver;
  private final ToneBalance tones;

  /**
   * A face and how well it explains its skin.
   *
   * @param error mean absolute difference on visible skin, sRGB in 0 to 1; NaN where too little is
   *     seen
   */
  record Checked(FaceParameters face, float error) {}

  /**
   * A check.
   *
   * @param tones divides refined colours between light and albedo; null where they are only
   *     measured
   */
  SkinCheck(ControlSurface surface, ToneBalance tones) {
    sampler = new ControlSampler(surface);
    solver = new ColourSolver(surface.skin());
    this.tones = tones;
  }

  /**
   * Measures a face, refined where that was asked for. Where too little skin is seen it is left as
   * it is.
   *
   * @param face in the frame's camera
   */
  Checked check(FaceParameters face, FaceInput input) {
    SkinSamples samples = sampler.sample(face, input);
    if (!samples.suffice()) {
      return new Checked(face, Float.NaN);
    }
    solver.start(samples, face.albedo(), face.illumination().coefficients());
    return tones == null ? new Checked(face, solver.error()) : refined(face);
  }

  private Checked refined(FaceParameters face) {
    ColourPrior prior = ColourPrior.around(face.illumination().coefficients(), face.albedo());
    solver.doubt(prior);
    solver.alternate(prior, tones, STRIDES);
    FaceParameters refined =
        new FaceParameters(
            face.identity(),
            face.corrective(),
            face.expression(),
            solver.albedo(),
            face.pose(),
            new Illumination(solver.light()));
    return new Checked(refined, solver.error());
  }
}
