package dev.relievo.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Draws adult faces: macro parameters of all types, the modelling tool's sliders of the face around
 * zero, a little left-right jitter, and asymmetry. Targets outside the face's groups are left out:
 * some of them are corrupt in the package.
 */
final class FaceSampler {

  /** Standard deviation of each group's sliders; larger ones give caricatures. */
  private static final Map<String, Double> SPREAD =
      Map.of(
          "head", .165,
          "forehead", .165,
          "eyebrows", .19,
          "eyes", .165,
          "nose", .19,
          "mouth", .19,
          "chin", .19,
          "cheek", .19);

  private static final double JITTER = .04;
  private static final double ASYMMETRY = .06;
  private static final double ONE_SIDED = .2;

  private final List<List<MakeHuman.Slider>> sliders = new ArrayList<>();
  private final List<String> asymmetries = new ArrayList<>();
  private final Map<String, double[]> displacements = new LinkedHashMap<>();
  private final double[] base;

  /**
   * A sampler of faces on the control mesh.
   *
   * @param human the package
   * @param source control points from its vertices
   */
  FaceSampler(MakeHuman human, Mixture source) {
    Map<String, List<MakeHuman.Slider>> pairs = new TreeMap<>();
    TreeSet<String> targets = new TreeSet<>();
    for (MakeHuman.Slider s : human.sliders()) {
      if (SPREAD.containsKey(s.group())) {
        String key = s.high().replaceFirst("/[lr]-", "/*-");
        pairs.computeIfAbsent(key, k -> new ArrayList<>()).add(s);
        targets.add(s.high());
        if (s.low() != null) {
          targets.add(s.low());
        }
      }
    }
    sliders.addAll(pairs.values());
    for (String t : human.targetNames()) {
      if (t.startsWith("asym/asym-")) {
        targets.add(t);
        if (t.endsWith("-l")) {
          asymmetries.add(t.substring(0, t.length() - 1));
        }
      } else if (t.matches("macrodetails/[^/]*") && !t.contains("baby")) {
        targets.add(t);
      }
    }
    base = source.points(human.vertices());
    List<String> names = List.copyOf(targets);
    double[][] moved = new double[names.size()][];
    IntStream.range(0, moved.length)
        .parallel()
        .forEach(i -> moved[i] = source.displacements(human.target(names.get(i))));
    for (int i = 0; i < moved.length; i++) {
      displacements.put(names.get(i), moved[i]);
    }
  }

  /** A face of given macro parameters with all sliders at rest: points x 3, mm. */
  double[] face(MacroFace macro) {
    return face(macro.weights());
  }

  /** A random face: points x 3, mm, in MakeHuman's frame. */
  double[] sample(Random random) {
    Map<String, Double> weights = new LinkedHashMap<>(macro(random).weights());
    for (List<MakeHuman.Slider> pair : sliders) {
      double value = random.nextGaussian() * SPREAD.get(pair.get(0).group());
      boolean oneSided = pair.get(0).low() == null;
      if (oneSided) {
        value = random.nextDouble() < ONE_SIDED ? Math.abs(value) : 0;
      }
      for (MakeHuman.Slider s : pair) {
        double v = value + (pair.size() > 1 ? random.nextGaussian() * JITTER : 0);
        v = Math.max(-1, Math.min(1, v));
        if (v > 0) {
          weights.put(s.high(), v);
        } else if (v < 0 && s.low() != null) {
          weights.put(s.low(), -v);
        }
      }
    }
    for (String stem : asymmetries) {
      double v = Math.max(-1, Math.min(1, random.nextGaussian() * ASYMMETRY));
      weights.put(stem + (v > 0 ? "l" : "r"), Math.abs(v));
    }
    return face(weights);
  }

  private double[] face(Map<String, Double> weights) {
    double[] out = base.clone();
    weights.forEach(
        (name, w) -> {
          double[] d = displacements.get(name);
          if (d == null) {
            throw new IllegalStateException("the sampler left out the target " + name);
          }
          Dense.axpy(w, d, out);
        });
    return out;
  }

  private static MacroFace macro(Random random) {
    double concentration = random.nextDouble() < .7 ? .4 : 3;
    double[] share = new double[3];
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      share[i] = gamma(concentration, random);
      sum += share[i];
    }
    return new MacroFace(
        share[0] / sum,
        share[1] / sum,
        share[2] / sum,
        beta(.35, .35, random),
        18 + 62 * random.nextDouble(),
        beta(4, 4, random),
        beta(4, 4, random));
  }

  private static double beta(double a, double b, Random random) {
    double x = gamma(a, random), y = gamma(b, random);
    return x / (x + y);
  }

  /** Marsaglia and Tsang, ACM TOMS 26, 2000; below one by their boost. */
  private static double gamma(double shape, Random random) {
    if (shape < 1) {
      return gamma(shape + 1, random) * Math.pow(1 - random.nextDouble(), 1 / shape);
    }
    double d = shape - 1 / 3., c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian(), v = Math.pow(1 + c * x, 3);
      if (v > 0 && Math.log(1 - random.nextDouble()) < .5 * x * x + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }
}
