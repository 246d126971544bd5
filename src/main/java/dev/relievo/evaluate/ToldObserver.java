package dev.relievo.evaluate;

import dev.relievo.image.ImageRejectedException;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.displace.DetailInput;
import dev.relievo.stage.displace.ReliefInput;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What observers would make of a face who are told what no photograph tells. With r the residual's
 * brightness less its mean around (6 mm), t how the true relief tilts the normal, and c the change
 * of brightness a radian of that tilt under the coarse face's light and albedo:
 *
 * <ul>
 *   <li>One is told which pixels lie in folds and which way t points there, and has to say how far:
 *       {@code r c / (c c + e)} radians (Wiener's filter), pixel by pixel, with the e that suits
 *       the face best. Where there is no fold the normal is left as it is.
 *   <li>One is told all of t, and has to say of each valley only whether it is one or the same
 *       turned inside out: by the sign of the sum of {@code r c |t|} over a square of {@value
 *       #AROUND} mm around each pixel, whether the photograph is brighter where relief would make
 *       it so.
 * </ul>
 *
 * A network is told nothing, but sees more than a pixel and knows what faces look like, so these
 * are no bounds; they say how much of the truth the residual holds. An instance belongs to one
 * thread.
 */
final class ToldObserver {

  /** Tilts from here on are folds, radians. */
  private static final double FOLD = 0.03;

  /** No fold tilts the normal by more, radians. */
  private static final double STEEPEST = 0.6;

  /** Candidates of e, brightness squared a radian squared. */
  private static final double[] NOISES = {1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1};

  /** Side of the square that decides on a valley, mm. */
  private static final double AROUND = 20;

  /** A residual counts as no more than this when it decides on valleys: the rest is no shading. */
  private static final double MOST = 0.05;

  /** What is read at a place of the chart: residual, slopes of the shading, duals of u and v. */
  private static final int CHANNELS = 9;

  private final SkinCharts charts;

  ToldObserver(SkinCharts charts) {
    this.charts = charts;
  }

  /**
   * What they say.
   *
   * @param ratio error of the first one's normals over that of the coarse ones, 0 to 1
   * @param valleys pixels of valleys deeper than {@link ReliefComparison#VALLEY}
   * @param right those among them that the second one takes for valleys
   */
  record Told(double ratio, long valleys, long right) {}

  /**
   * Asks both.
   *
   * @param comparison which has taken the truth
   * @param maps the unwrapped face, its coarse face among it
   */
  Told ask(ReliefComparison comparison, UnwrappedFace maps) {
    ReliefInput input;
    try {
      input = ReliefInput.of(maps, charts.model());
    } catch (ImageRejectedException e) {
      throw new IllegalStateException("the unwrap stage wrote a map that cannot be read", e);
    }
    UvField field = field(input);
    float[] at = new float[CHANNELS], told = new float[3];
    double[] left = new double[NOISES.length];
    double[] coarse = new double[1];
    float[] agreement = new float[comparison.width() * comparison.height()];
    BitSet valleys = new BitSet(agreement.length);
    comparison.each(
        input.face(),
        (p, n, t, truth, found) -> {
          double tilt = Math.sqrt(FacePixels.dot(t, t)), whole = 0;
          if (found != null) {
            field.read(found.u(), found.v(), at);
            whole = change(at, t);
            agreement[p] = (float) (Math.max(-MOST, Math.min(MOST, at[0])) * whole);
          }
          if (comparison.trueHeight(truth) < ReliefComparison.VALLEY) {
            valleys.set(p);
          }
          float[] truly = {n[0] + t[0], n[1] + t[1], n[2] + t[2]};
          double error = ReliefComparison.angle(n, truly);
          coarse[0] += error;
          boolean visible = tilt > FOLD && found != null;
          double change = visible ? whole / tilt : 0;
          for (int e = 0; e < NOISES.length; e++) {
            double size = at[0] * change / (change * change + NOISES[e]);
            double part = Math.max(0, Math.min(STEEPEST, size)) / Math.max(tilt, FOLD);
            for (int k = 0; k < 3; k++) {
              told[k] = (float) (n[k] + part * t[k]);
            }
            left[e] += visible ? ReliefComparison.angle(told, truly) : error;
          }
        });
    double ratio = Arrays.stream(left).min().orElseThrow() / coarse[0];
    BoxSums sums = new BoxSums(agreement, comparison.width(), comparison.height());
    int reach = (int) Math.round(AROUND / 2 * comparison.pixelsPerMillimetre());
    long right = valleys.stream().filter(p -> sums.around(p, reach) > 0).count();
    return new Told(ratio, valleys.cardinality(), right);
  }

  private UvField field(ReliefInput input) {
    int size = input.texture().width(), plane = size * size;
    DetailInput maker = new DetailInput(charts.model(), size);
    maker.place(input.face());
    float[] channels = new float[DetailInput.CHANNELS * plane];
    float[] surface = new float[DetailInput.SURFACE_CHANNELS * plane];
    maker.channels(input.texture().data(), input.visibility(), channels, 0);
    maker.surface(surface, 0);
    float[] brightness = new float[plane], weights = new float[plane];
    boolean[] skin = charts.skin(size);
    for (int t = 0; t < plane; t++) {
      weights[t] = skin[t] ? channels[DetailInput.VISIBILITY * plane + t] : 0;
      brightness[t] = DetailInput.brightness(channels, t, plane);
    }
    float[] around =
        Gaussian.smooth(brightness, weights, size, size, DetailInput.SMOOTH * size / 256);
    float[] out = new float[CHANNELS * plane];
    for (int t = 0; t < plane; t++) {
      out[CHANNELS * t] = brightness[t] - around[t];
      for (int k = 0; k < 2; k++) {
        out[CHANNELS * t + 1 + k] = channels[(DetailInput.SLOPES + k) * plane + t];
      }
      for (int k = 0; k < 6; k++) {
        out[CHANNELS * t + 3 + k] = surface[(3 + k) * plane + t];
      }
    }
    return new UvField(size, CHANNELS, out);
  }

  /**
   * Change of brightness by a tilt: its components along the duals, -d_u and -d_v in mm a texel, by
   * least squares, times the slopes of the shading.
   */
  private static double change(float[] at, float[] t) {
    double uu = 0, vv = 0, uv = 0, tu = 0, tv = 0;
    for (int k = 0; k < 3; k++) {
      double a = at[3 + k], b = at[6 + k];
      uu += a * a;
      vv += b * b;
      uv += a * b;
      tu -= t[k] * a;
      tv -= t[k] * b;
    }
    double determinant = uu * vv - uv * uv;
    if (!(determinant > 1e-6 * uu * vv)) {
      return 0;
    }
    double du = (vv * tu - uv * tv) / determinant, dv = (uu * tv - uv * tu) / determinant;
    return at[1] * du + at[2] * dv;
  }
}
