package dev.relievo.model;

import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import dev.relievo.image.RgbImage;
import dev.relievo.image.SRgb;
import dev.relievo.model.FaceObservations.Observation;
import dev.relievo.stage.FaceView;
import dev.relievo.stage.regress.FaceFit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Albedo per vertex from photographs in any light: their colours over the light of a fit, with what
 * a fit cannot explain left out (glasses, hair, hands, shadows) and the scale that light and albedo
 * share divided between them.
 *
 * <p>The scale: in a set of photographs a face's mean logarithmic colour varies with skin and with
 * light. The median face of a set is taken for the model's mean tone. Luminance beyond the spread
 * of human skin is light; of differences in hue most is light, because skin's hue varies little at
 * a given luminance. Each axis is scaled by one factor a set, so that the spread of tones is
 * skin's.
 */
final class AlbedoLearning {

  /** Deviations of skin: logarithm of luminance, of red over green, of blue over green. */
  private static final double[] SKIN = {0.5, 0.06, 0.08};

  private static final double[] LUMINANCE = {0.2126, 0.7152, 0.0722};

  /**
   * A difference in sRGB beyond which a colour says little, as it is no skin that is understood.
   */
  private static final double CUT = 0.1;

  /** A photograph whose skin is explained to this, mean difference in sRGB, counts one half. */
  private static final double EXPLAINED = 0.06;

  /** Most that a photograph in unknown light says about brows, eyes and lips. */
  private static final double FEATURES = 0.35;

  /** Landmarks this far from their fit, in distances between pupils, halve that. */
  private static final double MISPLACED = 0.012;

  /** An eyeball brighter than this times the mean there shows a catchlight. */
  private static final double CATCHLIGHT = 1.3;

  /** Parts that are worked on apart and joined in order: the same bits however many threads. */
  private static final int SLICES = 8;

  private final MorphableModel model;
  private final boolean[] skin;
  private final boolean[] features;
  private final boolean[] eyeballs;

  /**
   * Albedo of a photograph before its tone is set.
   *
   * @param set of photographs that it belongs to
   * @param values V x 3
   * @param weights V
   * @param importance 0 to 1
   * @param colour mean logarithm of its skin's colours over the model's mean albedo: luminance, red
   *     and blue over green
   * @param tone the same of {@code values}
   */
  private record Delit(
      String set,
      float[] values,
      float[] weights,
      double importance,
      double[] colour,
      double[] tone) {}

  AlbedoLearning(MorphableModel model) {
    this.model = model;
    int n = model.vertexCount();
    skin = new boolean[n];
    features = new boolean[n];
    eyeballs = new boolean[n];
    int other = Region.EYES.bit() | Region.BROWS.bit() | Region.LIPS.bit();
    for (int v = 0; v < n; v++) {
      features[v] = (model.regions()[v] & other) != 0;
      skin[v] = Region.SKIN.in(model.regions()[v]) && !features[v];
    }
    for (int i = 0; i < model.triangles().length; i++) {
      byte part = model.parts()[i / 3];
      if (part == MorphableModel.LEFT_EYE || part == MorphableModel.RIGHT_EYE) {
        eyeballs[model.triangles()[i]] = true;
      }
    }
  }

  /** Adds every photograph that a fit explains to the samples. */
  void add(List<Observation> photos, AlbedoSamples samples, IntConsumer progress) {
    AtomicInteger done = new AtomicInteger();
    Map<String, List<Delit>> sets = new TreeMap<>();
    IntStream.range(0, SLICES)
        .parallel()
        .mapToObj(slice -> delight(photos, slice, () -> progress.accept(done.incrementAndGet())))
        .toList()
        .forEach(
            slice ->
                slice.forEach(d -> sets.computeIfAbsent(d.set(), s -> new ArrayList<>()).add(d)));
    for (List<Delit> set : sets.values()) {
      double[] median = new double[3], gain = new double[3];
      for (int a = 0; a < 3; a++) {
        int axis = a;
        double[] sorted = set.stream().mapToDouble(d -> d.colour()[axis]).sorted().toArray();
        median[a] = sorted[sorted.length / 2];
        double spread =
            Arrays.stream(sorted).map(t -> (t - median[axis]) * (t - median[axis])).sum();
        gain[a] = Math.min(1, SKIN[a] / Math.sqrt(spread / sorted.length + 1e-12));
      }
      for (Delit d : set) {
        double[] move = new double[3];
        for (int a = 0; a < 3; a++) {
          move[a] = gain[a] * (d.colour()[a] - median[a]) - d.tone()[a];
        }
        samples.add(scaled(d.values(), channels(move)), d.weights(), d.importance());
      }
    }
  }

  private List<Delit> delight(List<Observation> photos, int slice, Runnable progress) {
    FaceFit fit = new FaceFit(model);
    FaceView view = new FaceView(model);
    List<Delit> out = new ArrayList<>();
    for (int i = slice; i < photos.size(); i += SLICES) {
      Delit delit = delight(photos.get(i), fit, view);
      if (delit != null) {
        out.add(delit);
      }
      progress.run();
    }
    return out;
  }

  private Delit delight(Observation photo, FaceFit fit, FaceView view) {
    RgbImage crop = photo.crop();
    FaceFit.Fitted found;
    try {
      found = fit.fit(photo.landmarks(), photo.camera(), photo.cropToFrame(), crop);
    } catch (ArithmeticException e) {
      return null;
    }
    if (Float.isNaN(found.photometricError())) {
      return null;
    }
    SurfaceColours seen = SurfaceColours.read(model, photo, found.face(), crop, view);
    double[] light = new double[found.face().illumination().coefficients().length];
    for (int k = 0; k < light.length; k++) {
      light[k] = found.face().illumination().coefficients()[k];
    }
    float[] expected = model.albedo(found.face().albedo());
    float[] values = new float[expected.length], weights = new float[features.length];
    double precise = Math.exp(-square(found.landmarkError() / MISPLACED));
    double sharp = Math.min(1, seen.pixelsPerMillimetre() / 1.5);
    for (int v = 0; v < weights.length; v++) {
      if (seen.weights()[v] > 0) {
        double e = 0, bright = 0;
        for (int c = 0; c < 3; c++) {
          double shade = Math.max(0.05, seen.shade(v, c, light));
          float colour = seen.colours()[3 * v + c];
          values[3 * v + c] = (float) (colour / shade);
          e += square(SRgb.encode(colour) - SRgb.encode(expected[3 * v + c] * shade)) / 3;
          bright += LUMINANCE[c] * values[3 * v + c];
        }
        double robust = square(square(CUT) / (square(CUT) + e));
        double w = seen.weights()[v] * robust;
        if (features[v] || eyeballs[v]) {
          w *= FEATURES * precise * sharp;
        }
        weights[v] = eyeballs[v] && bright > CATCHLIGHT * luminance(v) ? 0 : (float) w;
      }
    }
    String name = photo.name();
    int slash = name.indexOf('/');
    return new Delit(
        slash < 0 ? "" : name.substring(0, slash),
        values,
        weights,
        1 / (1 + square(found.photometricError() / EXPLAINED)),
        tone(seen.colours(), weights),
        tone(values, weights));
  }

  private double luminance(int v) {
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      sum += LUMINANCE[c] * model.albedoMean()[3 * v + c];
    }
    return sum;
  }

  private static double square(double x) {
    return x * x;
  }

  /** Mean logarithm of the skin's colours over the model's mean albedo. */
  private double[] tone(float[] colours, float[] weights) {
    double[] sum = new double[3];
    double total = 1e-9;
    for (int v = 0; v < skin.length; v++) {
      if (skin[v] && weights[v] > 0) {
        total += weights[v];
        for (int c = 0; c < 3; c++) {
          double value = Math.max(1e-3, colours[3 * v + c]);
          sum[c] += weights[v] * Math.log(value / model.albedoMean()[3 * v + c]);
        }
      }
    }
    return axes(sum, total);
  }

  /** Luminance, red over green and blue over green of a logarithmic colour. */
  private static double[] axes(double[] sum, double total) {
    double r = sum[0] / total, g = sum[1] / total, b = sum[2] / total;
    return new double[] {LUMINANCE[0] * r + LUMINANCE[1] * g + LUMINANCE[2] * b, r - g, b - g};
  }

  /** Factors of the channels for a change along the axes. */
  private static double[] channels(double[] axes) {
    double g = axes[0] - LUMINANCE[0] * axes[1] - LUMINANCE[2] * axes[2];
    return new double[] {Math.exp(g + axes[1]), Math.exp(g), Math.exp(g + axes[2])};
  }

  private static float[] scaled(float[] values, double[] factors) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= (float) factors[i % 3];
    }
    return values;
  }
}
