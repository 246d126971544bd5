package dev.relievo.evaluate;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.MorphableModel;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether identity coefficients tell people apart. The likeness of two faces is the cosine between
 * their displacements from the mean face, both identity blocks, expression left out, over {@link
 * ShapeError}'s vertices: coefficients of no effect on the shape do not count. All pairs of
 * photographs of one person against all pairs of different people; the figure is the area under the
 * ROC curve, the probability that a pair of the first kind is more alike than one of the second.
 *
 * <p>Two photographs of one sitting share more than the person: hair, light, place in the frame. A
 * network of random weights tells the London pairs apart at 0.95, so the figure can show that
 * identity was lost, but not that it was found.
 */
final class IdentityPairs {

  private final MorphableModel model;
  private final int[] vertices;
  private final float[] mean;
  private final List<String> people = new ArrayList<>();
  private final List<float[]> directions = new ArrayList<>();

  IdentityPairs(MorphableModel model) {
    this.model = model;
    vertices = new ShapeError(model).vertices();
    mean = model.shape(new float[0], new float[0], new float[0]);
  }

  void add(String person, FaceParameters face) {
    float[] shape = model.shape(face.identity(), face.corrective(), new float[0]);
    float[] d = new float[3 * vertices.length];
    double squared = 0;
    for (int i = 0; i < vertices.length; i++) {
      for (int c = 0; c < 3; c++) {
        int at = 3 * vertices[i] + c;
        d[3 * i + c] = shape[at] - mean[at];
        squared += d[3 * i + c] * d[3 * i + c];
      }
    }
    float length = (float) Math.sqrt(Math.max(squared, 1e-12));
    for (int i = 0; i < d.length; i++) {
      d[i] /= length;
    }
    people.add(person);
    directions.add(d);
  }

  /** Adds the area, its n being the number of pairs of one person; nothing without such. */
  void put(Metrics metrics, String key) {
    List<Double> same = new ArrayList<>(), different = new ArrayList<>();
    for (int i = 0; i < people.size(); i++) {
      for (int j = 0; j < i; j++) {
        double cosine = dot(directions.get(i), directions.get(j));
        (people.get(i).equals(people.get(j)) ? same : different).add(cosine);
      }
    }
    if (same.isEmpty() || different.isEmpty()) {
      return;
    }
    double above = 0;
    for (double s : same) {
      for (double d : different) {
        above += s > d ? 1 : s == d ? 0.5 : 0;
      }
    }
    metrics.put(key, above / same.size() / different.size(), same.size());
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
