package dev.relievo.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The only mesh of a GLB: attributes, triangles and, where the face has expressions, morph targets.
 * Most targets change a part of the face only: they are sparse accessors, but where vertices are
 * coded; there zeros cost next to nothing and sparse values could not be coded.
 */
final class GlbGeometry {

  private final GlbFile file;
  private final TexturedMesh mesh;
  private final VertexFormat format;
  private final int n;

  private GlbGeometry(GlbFile file, TexturedMesh mesh, VertexFormat format) {
    this.file = file;
    this.mesh = mesh;
    this.format = format;
    n = mesh.vertexCount();
  }

  /**
   * Adds the mesh.
   *
   * @param expressions null where the face has none
   */
  static void add(GlbFile file, TexturedMesh mesh, VertexFormat format, Expressions expressions) {
    ObjectNode added = file.root().putArray("meshes").addObject().put("name", mesh.name());
    ObjectNode primitive = added.putArray("primitives").addObject();
    GlbGeometry geometry = new GlbGeometry(file, mesh, format);
    geometry.attributes(primitive.putObject("attributes"));
    primitive.put("indices", file.triangles(mesh.triangles(), mesh.vertexCount()));
    primitive.put("material", 0);
    if (expressions != null) {
      geometry.targets(primitive.putArray("targets"), expressions.targets());
      for (float weight : expressions.weights()) {
        added.withArray("weights").add((double) weight);
      }
      // Not in the specification, but what every tool goes by.
      ArrayNode names = added.putObject("extras").putArray("targetNames");
      expressions.targets().forEach(target -> names.add(target.name()));
    }
  }

  private void attributes(ObjectNode attributes) {
    Packed positions = format.positions().vertices(format.place(mesh.vertices()), n, 3);
    attributes.put("POSITION", file.accessor(file.vertices(positions), positions, true));
    attributes.put("NORMAL", attribute(format.directions(), mesh.normals(), 3));
    attributes.put("TEXCOORD_0", attribute(format.uv(), mesh.uv(), 2));
    if (mesh.normalMap() != null) {
      attributes.put("TANGENT", attribute(format.directions(), mesh.normalMap().tangents(), 4));
    }
  }

  private int attribute(Packing packing, float[] values, int components) {
    Packed packed = packing.vertices(values, n, components);
    return file.accessor(file.vertices(packed), packed, false);
  }

  private void targets(ArrayNode to, List<MorphTarget> targets) {
    if (file.isCoded()) {
      denseTargets(to, targets);
    } else {
      sparseTargets(to, targets);
    }
  }

  /** All moves in one buffer view and all turns in another, target after target. */
  private void denseTargets(ArrayNode to, List<MorphTarget> targets) {
    float[] moves = new float[3 * n * targets.size()];
    float[] turns = new float[3 * n * targets.size()];
    for (int t = 0; t < targets.size(); t++) {
      MorphTarget target = targets.get(t);
      spread(target.vertices(), format.moves(target.moves()), moves, 3 * n * t);
      spread(target.vertices(), target.turns(), turns, 3 * n * t);
    }
    Packed allMoves = format.positions().vertices(moves, n * targets.size(), 3);
    Packed allTurns = format.directions().vertices(turns, n * targets.size(), 3);
    int movesView = file.vertices(allMoves), turnsView = file.vertices(allTurns);
    for (int t = 0; t < targets.size(); t++) {
      ObjectNode target = to.addObject();
      ObjectNode accessor = dense(target, "POSITION", movesView, allMoves, t);
      GlbFile.bound(accessor, allMoves.bounds(n * t, n));
      dense(target, "NORMAL", turnsView, allTurns, t);
    }
  }

  private ObjectNode dense(ObjectNode target, String name, int view, Packed all, int t) {
    ObjectNode accessor = file.accessor(all, n).put("bufferView", view);
    target.put(name, file.lastAccessor());
    return accessor.put("byteOffset", n * t * all.stride());
  }

  private static void spread(int[] vertices, float[] values, float[] to, int offset) {
    for (int i = 0; i < vertices.length; i++) {
      System.arraycopy(values, 3 * i, to, offset + 3 * vertices[i], 3);
    }
  }

  /** Indices, moves and turns of all targets in a buffer view each, target after target. */
  private void sparseTargets(ArrayNode to, List<MorphTarget> targets) {
    int count = targets.stream().mapToInt(target -> target.vertices().length).sum();
    int[] vertices = new int[count];
    float[] moves = new float[3 * count], turns = new float[3 * count];
    int at = 0;
    for (MorphTarget target : targets) {
      int k = target.vertices().length;
      System.arraycopy(target.vertices(), 0, vertices, at, k);
      System.arraycopy(format.moves(target.moves()), 0, moves, 3 * at, 3 * k);
      System.arraycopy(target.turns(), 0, turns, 3 * at, 3 * k);
      at += k;
    }
    Packed allMoves = format.positions().tight(moves, count, 3);
    Packed allTurns = format.directions().tight(turns, count, 3);
    int indices = file.data(GlbFile.indices(vertices, n));
    int movesView = file.data(allMoves.bytes()), turnsView = file.data(allTurns.bytes());
    at = 0;
    for (MorphTarget target : targets) {
      int k = target.vertices().length;
      ObjectNode added = to.addObject();
      ObjectNode accessor = file.accessor(allMoves, n);
      GlbFile.bound(accessor, moveBounds(allMoves, at, k));
      sparse(accessor, indices, movesView, allMoves, at, k);
      added.put("POSITION", file.lastAccessor());
      sparse(file.accessor(allTurns, n), indices, turnsView, allTurns, at, k);
      added.put("NORMAL", file.lastAccessor());
      at += k;
    }
  }

  /** Of all vertices: those that are not listed do not move. */
  private double[] moveBounds(Packed moves, int from, int count) {
    double[] bounds = moves.bounds(from, count);
    for (int i = 0; i < bounds.length && count < n; i++) {
      bounds[i] = i < 3 ? Math.min(0, bounds[i]) : Math.max(0, bounds[i]);
    }
    return bounds;
  }

  private void sparse(
      ObjectNode accessor, int indices, int values, Packed all, int from, int count) {
    if (count == 0) {
      return; // Without a buffer view all of it is zero.
    }
    int indexBytes = GlbFile.indexBytes(n);
    ObjectNode sparse = accessor.putObject("sparse").put("count", count);
    sparse
        .putObject("indices")
        .put("bufferView", indices)
        .put("byteOffset", from * indexBytes)
        .put("componentType", GlbFile.indexType(n));
    sparse.putObject("values").put("bufferView", values).put("byteOffset", from * all.stride());
  }
}
