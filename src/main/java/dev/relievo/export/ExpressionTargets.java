package dev.relievo.export;

import dev.relievo.face.MorphableModel;
import dev.relievo.render.Normals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The expressions of a face model as morph targets of one person's neutral face. The model is
 * linear: the neutral face and the weighted sum of the moves is the face, up to what {@link
 * #LEAST_MOVE} leaves out. Normals are not linear; the sum of their turns is what glTF has for
 * them.
 */
final class ExpressionTargets {

  /** Moves under this are left out, mm. All 51 targets together leave out under 0.06 mm. */
  static final float LEAST_MOVE = 0.001f;

  /** Turns of normals under this are left out where the vertex does not move: 0.06 degrees. */
  private static final float LEAST_TURN = 0.001f;

  private final MorphableModel model;
  private final float[] identity;
  private final float[] corrective;
  private final float[] neutral;
  private final float[] normals;

  private ExpressionTargets(MorphableModel model, float[] identity, float[] corrective) {
    this.model = model;
    this.identity = identity;
    this.corrective = corrective;
    neutral = model.shape(identity, corrective, new float[0]);
    normals = normals(neutral);
  }

  /**
   * The targets of a person.
   *
   * @param identity standard deviations
   * @param corrective standard deviations
   * @return one for each of the model's expressions, in its order
   */
  static List<MorphTarget> of(MorphableModel model, float[] identity, float[] corrective) {
    ExpressionTargets targets = new ExpressionTargets(model, identity, corrective);
    List<MorphTarget> out = new ArrayList<>();
    for (int e = 0; e < model.expressionCount(); e++) {
      out.add(targets.target(e));
    }
    return out;
  }

  private MorphTarget target(int expression) {
    float[] weights = new float[expression + 1];
    weights[expression] = 1;
    float[] moves = model.shape(identity, corrective, weights);
    float[] turns = normals(moves);
    subtract(moves, neutral);
    subtract(turns, normals);
    int[] changed = new int[model.vertexCount()];
    int count = 0;
    for (int v = 0; v < changed.length; v++) {
      if (length(moves, v) >= LEAST_MOVE || length(turns, v) >= LEAST_TURN) {
        changed[count++] = v;
      }
    }
    int[] vertices = Arrays.copyOf(changed, count);
    return new MorphTarget(
        model.expressionNames().get(expression),
        vertices,
        pick(moves, vertices),
        pick(turns, vertices));
  }

  private float[] normals(float[] vertices) {
    float[] out = new float[vertices.length];
    Normals.ofVertices(vertices, model.triangles(), out);
    return out;
  }

  private static void subtract(float[] from, float[] what) {
    for (int i = 0; i < from.length; i++) {
      from[i] -= what[i];
    }
  }

  private static double length(float[] vectors, int v) {
    return Math.hypot(vectors[3 * v], Math.hypot(vectors[3 * v + 1], vectors[3 * v + 2]));
  }

  private static float[] pick(float[] vectors, int[] vertices) {
    float[] out = new float[3 * vertices.length];
    for (int i = 0; i < vertices.length; i++) {
      System.arraycopy(vectors, 3 * vertices[i], out, 3 * i, 3);
    }
    return out;
  }
}
