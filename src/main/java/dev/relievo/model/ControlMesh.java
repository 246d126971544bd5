package dev.relievo.model;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The control mesh: a face of polygons, two eyeballs and the inside of the mouth, each point a
 * weighted sum of MakeHuman's vertices, so that every target carries over.
 *
 * @param mesh polygons over C points; skin first, then left eye, right eye, mouth
 * @param parts part of each polygon, {@link dev.relievo.face.MorphableModel#SKIN} and so on
 * @param source points from MakeHuman's vertices, mm; constants place what MakeHuman lacks
 * @param mirror the point across the plane x = 0
 * @param skinCount points of the face
 * @param leftEye points of the left eyeball: first, and one past the last
 * @param rightEye the same for the right eyeball
 * @param outline the face's outer boundary loop
 * @param leftLids vertices of the left lids' rim, in order around the eye; the subject's left
 * @param rightLids the mirror of {@code leftLids}, in the same order
 * @param lipLine vertices where the lips meet, in order around the mouth from the left corner along
 *     the upper lip
 * @param leftSocket the boundary loop behind the left lids
 * @param rightSocket the boundary loop behind the right lids
 * @param mouthRim the boundary loop behind the lips; the first points of the mouth part are copies
 *     in the same order
 */
record ControlMesh(
    PolygonMesh mesh,
    byte[] parts,
    Mixture source,
    int[] mirror,
    int skinCount,
    int[] leftEye,
    int[] rightEye,
    int[] outline,
    int[][] lids,
    int[][] lips,
    int[] leftSocket,
    int[] rightSocket,
    int[] mouthRim) {

  /** Rings of {@link #lips()}. */
  static final int LIPS = 9;

  /** The ring along which closed lips are seen to meet. */
  private static final int LIP_LINE = 2;

  /** The ring along the lips' outer border. */
  private static final int LIP_BORDER = 6;

  /** Rings of {@link #lids()}. */
  static final int LIDS = 6;

  /** The ring along the lids' visible rim. */
  static final int LID_RIM = 1;

  int[] leftLids() {
    return lids[LID_RIM];
  }

  /** The mirror of {@link #leftLids()}, in the same order. */
  int[] rightLids() {
    return IntStream.of(leftLids()).map(v -> mirror[v]).toArray();
  }

  int[] lipLine() {
    return lips[LIP_LINE];
  }

  int[] lipBorder() {
    return lips[LIP_BORDER];
  }

  int pointCount() {
    return mesh.vertexCount();
  }

  /** First point of the mouth part. */
  int mouthStart() {
    return rightEye[1];
  }

  /** The skin alone. */
  PolygonMesh skin() {
    List<int[]> faces = new java.util.ArrayList<>();
    for (int f = 0; f < parts.length; f++) {
      if (parts[f] == dev.relievo.face.MorphableModel.SKIN) {
        faces.add(mesh.faces()[f]);
      }
    }
    return new PolygonMesh(skinCount, faces.toArray(int[][]::new));
  }

  /** Makes values symmetric: the mean of each point and its mirrored mirror. */
  double[] symmetric(double[] points) {
    double[] flipped = flipped(points);
    for (int i = 0; i < flipped.length; i++) {
      flipped[i] = .5 * (points[i] + flipped[i]);
    }
    return flipped;
  }

  /** The face seen in a mirror: points x 3. */
  double[] flipped(double[] points) {
    double[] out = new double[points.length];
    for (int v = 0; v < mirror.length; v++) {
      int m = mirror[v];
      out[3 * v] = -points[3 * m];
      out[3 * v + 1] = points[3 * m + 1];
      out[3 * v + 2] = points[3 * m + 2];
    }
    return out;
  }
}
