package dev.relievo.export;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How the vertices of a mesh are stored. Stored positions are (metres - centre) / scale; the mesh's
 * node undoes that. The scale is one for all axes, so that normals stay what they are.
 *
 * @param positions of vertices, and their moves by morph targets
 * @param directions normals, tangents, and turns of normals by morph targets
 * @param uv texture coordinates
 * @param centre metres
 * @param scale metres
 */
record VertexFormat(
    Packing positions, Packing directions, Packing uv, float[] centre, float scale) {

  private static final float METRES = 1000;

  private static final VertexFormat FLOATS =
      new VertexFormat(Packing.FLOAT, Packing.FLOAT, Packing.FLOAT, new float[3], 1);

  /**
   * The format of a mesh.
   *
   * @param vertices n x 3, mm
   */
  static VertexFormat of(Compression compression, float[] vertices) {
    return compression == Compression.NONE ? FLOATS : quantized(vertices);
  }

  /** Of which the longest side of the mesh's box takes all 16 bits. */
  private static VertexFormat quantized(float[] vertices) {
    float[] centre = new float[3];
    float half = Float.MIN_NORMAL;
    for (int axis = 0; axis < 3; axis++) {
      float least = Float.POSITIVE_INFINITY, most = Float.NEGATIVE_INFINITY;
      for (int i = axis; i < vertices.length; i += 3) {
        least = Math.min(least, vertices[i]);
        most = Math.max(most, vertices[i]);
      }
      centre[axis] = (least + most) / 2 / METRES;
      half = Math.max(half, (most - least) / 2 / METRES);
    }
    return new VertexFormat(Packing.SHORT, Packing.BYTE, Packing.UNSIGNED_SHORT, centre, half);
  }

  /** Positions as stored, from mm. */
  float[] place(float[] vertices) {
    float[] out = new float[vertices.length];
    float x = centre[0], y = centre[1], z = centre[2];
    for (int i = 0; i < out.length; i += 3) {
      out[i] = (vertices[i] / METRES - x) / scale;
      out[i + 1] = (vertices[i + 1] / METRES - y) / scale;
      out[i + 2] = (vertices[i + 2] / METRES - z) / scale;
    }
    return out;
  }

  /** Differences of positions as stored, from mm. */
  float[] moves(float[] millimetres) {
    float[] out = new float[millimetres.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = millimetres[i] / METRES / scale;
    }
    return out;
  }

  /** Has a node undo what {@link #place} does. */
  void undo(ObjectNode node) {
    if (positions.isNormalized()) {
      for (int axis = 0; axis < 3; axis++) {
        node.withArray("translation").add((double) centre[axis]);
        node.withArray("scale").add((double) scale);
      }
    }
  }
}
