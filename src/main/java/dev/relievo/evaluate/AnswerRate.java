package dev.relievo.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How many pictures got an answer. A picture in which no face is found is one without an answer, to
 * every way.
 */
public final class AnswerRate {

  private final Map<String, Integer> answered = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private int pictures;

  /**
   * Notes a picture.
   *
   * @param found whether a face was found in it
   * @param answers names of the ways that answered
   * @param asked names of all ways
   */
  void count(String picture, boolean found, Set<String> answers, List<String> asked) {
    pictures++;
    answers.forEach(way -> answered.merge(way, 1, Integer::sum));
    if (!found) {
      failures.add(picture + ": no face found");
      return;
    }
    for (String way : asked) {
      if (!answers.contains(way)) {
        failures.add(picture + ": no answer by " + way);
      }
    }
  }

  /** What was not answered, a line each. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** {@code answer_rate} of each way: pictures answered over all pictures. */
  public Metrics metrics(Regressors regressors) {
    Metrics metrics = new Metrics();
    if (pictures > 0) {
      for (String way : regressors.names()) {
        double share = answered.getOrDefault(way, 0) / (double) pictures;
        metrics.put(way + ".answer_rate", share, pictures);
      }
    }
    return metrics;
  }
}
