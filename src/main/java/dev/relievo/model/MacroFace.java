package dev.relievo.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * MakeHuman's macro parameters and the weights that they give to its macro targets. The targets of
 * one group multiply (ethnicity by gender by age; gender by age by muscle by weight), so weights of
 * a group sum to one: one left out moves vertices by a metre.
 *
 * @param african share, 0 to 1; the three shares sum to 1
 * @param asian share
 * @param caucasian share
 * @param male 0 to 1
 * @param age years, 1 to 90
 * @param muscle 0 to 1
 * @param weight 0 to 1
 */
record MacroFace(
    double african,
    double asian,
    double caucasian,
    double male,
    double age,
    double muscle,
    double weight) {

  /** An adult in the middle of everything. */
  static final MacroFace BALANCED = new MacroFace(1 / 3., 1 / 3., 1 / 3., .5, 35, .5, .5);

  /** Weights by target. */
  Map<String, Double> weights() {
    Map<String, Double> ethnicity =
        parts("african", african, "asian", asian, "caucasian", caucasian);
    Map<String, Double> gender = parts("male", male, "female", 1 - male);
    Map<String, Double> muscles = threeWay("muscle", muscle);
    Map<String, Double> weights = threeWay("weight", weight);
    Map<String, Double> out = new LinkedHashMap<>();
    gender.forEach(
        (g, gw) ->
            ages()
                .forEach(
                    (a, aw) -> {
                      ethnicity.forEach((e, ew) -> put(out, e + "-" + g + "-" + a, gw * aw * ew));
                      muscles.forEach(
                          (m, mw) ->
                              weights.forEach(
                                  (w, ww) ->
                                      put(
                                          out,
                                          String.join("-", "universal", g, a, m, w),
                                          gw * aw * mw * ww)));
                    }));
    return out;
  }

  private static void put(Map<String, Double> out, String target, double weight) {
    if (weight > 0) {
      out.put("macrodetails/" + target, weight);
    }
  }

  /** Below 25 years a share of child is mixed in, above it a share of old. */
  private Map<String, Double> ages() {
    if (age >= 25) {
      double old = Math.max(0, (age - 25) / 65);
      return parts("young", 1 - old, "old", old);
    }
    double a = (age - 1) / 48;
    double baby = Math.max(0, 1 - a * 16 / 3), young = Math.max(0, (a - .1875) * 3.2);
    double child = Math.max(0, Math.min(1, a * 16 / 3) - young);
    return parts("baby", baby, "child", child, "young", young);
  }

  private static Map<String, Double> threeWay(String what, double value) {
    double low = Math.max(0, 1 - 2 * value), high = Math.max(0, 2 * value - 1);
    return parts("min" + what, low, "average" + what, 1 - low - high, "max" + what, high);
  }

  private static Map<String, Double> parts(Object... namesAndWeights) {
    Map<String, Double> out = new LinkedHashMap<>();
    for (int i = 0; i < namesAndWeights.length; i += 2) {
      out.put((String) namesAndWeights[i], (Double) namesAndWeights[i + 1]);
    }
    return out;
  }
}
