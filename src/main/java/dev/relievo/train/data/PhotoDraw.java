package dev.relievo.train.data;

import dev.relievo.face.FaceVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Draws training photographs: a set by the root of its size, so that small sets of good pictures
 * are seen and large ones not drowned, then a picture of it, turned faces more often.
 */
final class PhotoDraw {

  /** How much more often than a frontal face one at {@link #TURNED} radians is drawn. */
  private static final double TURNED_WEIGHT = 2;

  private static final double TURNED = Math.toRadians(40);

  private record Group(int[] faces, double[] cumulative) {

    int draw(RandomGenerator r) {
      double x = r.nextDouble() * cumulative[cumulative.length - 1];
      int k = Arrays.binarySearch(cumulative, x);
      return faces[Math.min(faces.length - 1, k < 0 ? -k - 1 : k + 1)];
    }
  }

  private final List<Group> sets = new ArrayList<>();
  private final double[] setWeights;
  private final List<int[]> people = new ArrayList<>();
  private final int[] validation;
  private final int[] training;
  private final int personCount;

  /** Looks through a cache. */
  PhotoDraw(FaceCache cache, FaceVector layout) {
    Map<String, List<double[]>> bySet = new TreeMap<>();
    Map<Integer, List<Integer>> byPerson = new LinkedHashMap<>();
    List<Integer> held = new ArrayList<>(), used = new ArrayList<>();
    int most = -1;
    for (int i = 0; i < cache.count(); i++) {
      StoredFace face = cache.read(i);
      most = Math.max(most, face.person());
      if (!face.found()) {
        continue;
      }
      (face.validation() ? held : used).add(i);
      if (face.validation()) {
        continue;
      }
      double turned = Math.min(1, Math.abs(yaw(face, layout)) / TURNED);
      bySet
          .computeIfAbsent(face.set(), s -> new ArrayList<>())
          .add(new double[] {i, 1 + TURNED_WEIGHT * turned});
      if (face.person() >= 0) {
        byPerson.computeIfAbsent(face.person(), p -> new ArrayList<>()).add(i);
      }
    }
    if (used.isEmpty()) {
      throw new IllegalArgumentException(
          "no face was found in any of the "
              + cache.count()
              + " photographs; there is nothing to learn from");
    }
    personCount = most + 1;
    validation = ints(held);
    training = ints(used);
    setWeights = new double[bySet.size()];
    double sum = 0;
    for (List<double[]> set : bySet.values()) {
      sum += Math.sqrt(set.size());
      setWeights[sets.size()] = sum;
      sets.add(group(set));
    }
    byPerson.values().stream().filter(p -> p.size() > 1).forEach(p -> people.add(ints(p)));
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(i -> i).toArray();
  }

  private static Group group(List<double[]> set) {
    int[] faces = new int[set.size()];
    double[] cumulative = new double[set.size()];
    double sum = 0;
    for (int k = 0; k < faces.length; k++) {
      faces[k] = (int) set.get(k)[0];
      sum += set.get(k)[1];
      cumulative[k] = sum;
    }
    return new Group(faces, cumulative);
  }

  /** How far a face is turned from the lens, radians; see {@link FaceVector} for q3. */
  static double yaw(StoredFace face, FaceVector layout) {
    float[] v = face.truth();
    int r = layout.rotation();
    double x = v[r + 1] * v[r + 5] - v[r + 2] * (1 + v[r + 4]);
    double z = (1 + v[r]) * (1 + v[r + 4]) - v[r + 1] * v[r + 3];
    return Math.atan2(x, z);
  }

  /** A photograph. */
  int draw(RandomGenerator r) {
    double x = r.nextDouble() * setWeights[setWeights.length - 1];
    int k = 0;
    while (setWeights[k] <= x) {
      k++;
    }
    return sets.get(k).draw(r);
  }

  /** Whether some people have several photographs. */
  boolean hasPairs() {
    return !people.isEmpty();
  }

  /** Two photographs of one person. */
  int[] drawPair(RandomGenerator r) {
    int[] all = people.get(r.nextInt(people.size()));
    int first = r.nextInt(all.length);
    int second = (first + 1 + r.nextInt(all.length - 1)) % all.length;
    return new int[] {all[first], all[second]};
  }

  /** People are numbered below this. */
  int personCount() {
    return personCount;
  }

  /** Photographs that are kept out of training and show a face. */
  int[] validation() {
    return validation;
  }

  /** Photographs to train on that show a face. */
  int[] training() {
    return training;
  }
}
