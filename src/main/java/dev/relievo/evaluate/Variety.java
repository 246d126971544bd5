package dev.relievo.evaluate;

import dev.relievo.evaluate.Regressors.Answer;
import dev.relievo.face.MorphableModel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Chooses photographs that differ, by what was measured of them. */
final class Variety {

  private static final int WORST = 5;
  private static final int SPREAD = 27;

  /** Dimensions in which faces differ: yaw, pitch, skin's luminance, expression, skin's error. */
  private static final int DIMENSIONS = 5;

  private static final double[] LUMINANCE = {0.2126, 0.7152, 0.0722};

  private Variety() {}

  /** The five with the largest errors: landmarks and colours weigh alike. */
  static List<JudgedPhoto> worst(List<JudgedPhoto> photos, String way) {
    List<JudgedPhoto> answered = answered(photos, way);
    double landmarks = mean(answered, way, true), colours = mean(answered, way, false);
    return answered.stream()
        .sorted(Comparator.comparingDouble(p -> -error(p.answers().get(way), landmarks, colours)))
        .limit(WORST)
        .toList();
  }

  private static double error(Answer answer, double landmarks, double colours) {
    double colour = Float.isNaN(answer.photometricError()) ? 0 : answer.photometricError();
    return answer.landmarkError() / landmarks + colour / colours;
  }

  private static double mean(List<JudgedPhoto> photos, String way, boolean landmarks) {
    return photos.stream()
        .map(p -> p.answers().get(way))
        .mapToDouble(a -> landmarks ? a.landmarkError() : a.photometricError())
        .filter(v -> !Double.isNaN(v))
        .average()
        .orElse(1);
  }

  private static List<JudgedPhoto> answered(List<JudgedPhoto> photos, String way) {
    return photos.stream().filter(p -> p.answers().containsKey(way)).toList();
  }

  /**
   * Photographs far from each other, set by set: each next one is the one farthest from all chosen
   * before (Gonzalez, 1985), in deviations of yaw, pitch, luminance of the albedo, strength of the
   * expression, and error on the skin, in which glasses and beards stand out.
   */
  static List<JudgedPhoto> spread(List<JudgedPhoto> photos, String way, MorphableModel model) {
    List<JudgedPhoto> answered = answered(photos, way);
    List<String> sets = answered.stream().map(p -> p.photo().set()).distinct().toList();
    List<double[]> places = answered.stream().map(p -> place(p.answers().get(way), model)).toList();
    standardise(places);
    Set<Integer> chosen = new LinkedHashSet<>();
    for (int i = 0; i < Math.min(SPREAD, answered.size()); i++) {
      String set = sets.get(i % sets.size());
      int next = farthest(answered, places, chosen, set);
      if (next >= 0) {
        chosen.add(next);
      }
    }
    return chosen.stream().map(answered::get).toList();
  }

  private static int farthest(
      List<JudgedPhoto> photos, List<double[]> places, Set<Integer> chosen, String set) {
    int best = -1;
    double most = -1;
    for (int i = 0; i < photos.size(); i++) {
      if (!photos.get(i).photo().set().equals(set) || chosen.contains(i)) {
        continue;
      }
      double nearest = Double.MAX_VALUE;
      for (int j : chosen) {
        nearest = Math.min(nearest, distance(places.get(i), places.get(j)));
      }
      if (nearest > most) {
        most = nearest;
        best = i;
      }
    }
    return best;
  }

  private static double[] place(Answer answer, MorphableModel model) {
    HeadPose pose = HeadPose.of(answer.face().pose());
    double expression = 0;
    for (float weight : answer.face().expression()) {
      expression += weight;
    }
    double error = answer.photometricError();
    return new double[] {
      pose.yaw(),
      pose.pitch(),
      luminance(answer, model),
      expression,
      Double.isNaN(error) ? 0 : error
    };
  }

  private static double luminance(Answer answer, MorphableModel model) {
    float[] albedo = model.albedo(answer.face().albedo());
    double sum = 0;
    for (int i = 0; i < albedo.length; i++) {
      sum += LUMINANCE[i % 3] * albedo[i];
    }
    return Math.log(Math.max(1e-3, 3 * sum / albedo.length));
  }

  private static void standardise(List<double[]> places) {
    for (int d = 0; d < DIMENSIONS; d++) {
      int k = d;
      double mean = places.stream().mapToDouble(p -> p[k]).average().orElse(0);
      double square =
          places.stream().mapToDouble(p -> Math.pow(p[k] - mean, 2)).average().orElse(1);
      double deviation = Math.sqrt(Math.max(square, 1e-12));
      places.forEach(p -> p[k] = (p[k] - mean) / deviation);
    }
  }

  private static double distance(double[] a, double[] b) {
    double[] d = new double[a.length];
    Arrays.setAll(d, i -> (a[i] - b[i]) * (a[i] - b[i]));
    return Arrays.stream(d).sum();
  }
}
