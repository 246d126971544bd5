package dev.relievo.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Where the parts of a GLB's binary chunk lie, and the JSON chunk that says so. */
final class GlbLayout {

  private static final int FLOAT = 5126;
  private static final int UNSIGNED_SHORT = 5123;
  private static final int UNSIGNED_INT = 5125;
  private static final int ARRAY_BUFFER = 34962;
  private static final int ELEMENT_ARRAY_BUFFER = 34963;
  private static final int CLAMP_TO_EDGE = 33071;
  private static final int LINEAR = 9729;
  private static final int LINEAR_MIPMAP_LINEAR = 9987;

  /** 65535 itself restarts a primitive. */
  private static final int MAX_SHORT_VERTICES = 65535;

  /** Parts in the order in which they are written, each a buffer view of this index. */
  private static final int POSITIONS = 0;

  private static final int NORMALS = 1;
  private static final int UV = 2;
  private static final int INDICES = 3;
  private static final int TEXTURE = 4;
  private static final int TANGENTS = 5;
  private static final int NORMAL_MAP = 6;

  private final TexturedMesh mesh;
  private final boolean wideIndices;
  private final int[] offsets;
  private final int[] lengths;
  private final int length;

  GlbLayout(TexturedMesh mesh) {
    this.mesh = mesh;
    int n = mesh.vertexCount();
    wideIndices = n > MAX_SHORT_VERTICES;
    int indices = mesh.triangles().length * (wideIndices ? 4 : 2);
    int texture = mesh.texture().data().remaining();
    lengths =
        mesh.normalMap() == null
            ? new int[] {12 * n, 12 * n, 8 * n, indices, texture}
            : new int[] {
              12 * n,
              12 * n,
              8 * n,
              indices,
              texture,
              16 * n,
              mesh.normalMap().image().data().remaining()
            };
    offsets = new int[lengths.length];
    int at = 0;
    for (int i = 0; i < lengths.length; i++) {
      offsets[i] = at;
      at = Math.addExact(at, Glb.padded(lengths[i]));
    }
    length = at;
  }

  /** Whether indices take 4 bytes. */
  boolean wideIndices() {
    return wideIndices;
  }

  /** Of the binary chunk, bytes; a multiple of 4. */
  int length() {
    return length;
  }

  /**
   * The JSON chunk.
   *
   * @param bounds least x, y, z, then greatest, of the positions as written
   */
  ObjectNode json(float[] bounds) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.putObject("asset").put("version", "2.0").put("generator", "Relievo");
    root.put("scene", 0);
    root.putArray("scenes").addObject().putArray("nodes").add(0);
    root.putArray("nodes").addObject().put("name", mesh.name()).put("mesh", 0);
    ObjectNode primitive =
        root.putArray("meshes")
            .addObject()
            .put("name", mesh.name())
            .putArray("primitives")
            .addObject();
    ObjectNode attributes = primitive.putObject("attributes");
    attributes.put("POSITION", 0).put("NORMAL", 1).put("TEXCOORD_0", 2);
    if (mesh.normalMap() != null) {
      attributes.put("TANGENT", 4);
    }
    primitive.put("indices", 3).put("material", 0);
    material(root);
    accessors(root.putArray("accessors"), bounds);
    bufferViews(root.putArray("bufferViews"));
    root.putArray("buffers").addObject().put("byteLength", length);
    return root;
  }

  private void material(ObjectNode root) {
    ObjectNode material =
        root.putArray("materials").addObject().put("name", "face").put("doubleSided", true);
    ObjectNode surface = material.putObject("pbrMetallicRoughness");
    surface.putObject("baseColorTexture").put("index", 0);
    surface.put("metallicFactor", 0).put("roughnessFactor", 1);
    ArrayNode textures = root.putArray("textures"), images = root.putArray("images");
    image("texture", mesh.texture(), TEXTURE, textures, images);
    if (mesh.normalMap() != null) {
      material.putObject("normalTexture").put("index", 1);
      image("normals", mesh.normalMap().image(), NORMAL_MAP, textures, images);
    }
    root.putArray("samplers")
        .addObject()
        .put("magFilter", LINEAR)
        .put("minFilter", LINEAR_MIPMAP_LINEAR)
        .put("wrapS", CLAMP_TO_EDGE)
        .put("wrapT", CLAMP_TO_EDGE);
  }

  private static void image(
      String name, Texture image, int view, ArrayNode textures, ArrayNode images) {
    textures.addObject().put("sampler", 0).put("source", images.size());
    images
        .addObject()
        .put("name", name)
        .put("mimeType", image.format().mimeType())
        .put("bufferView", view);
  }

  private void accessors(ArrayNode accessors, float[] bounds) {
    int n = mesh.vertexCount();
    ObjectNode positions = accessor(accessors, POSITIONS, FLOAT, n, "VEC3");
    for (int axis = 0; axis < 6; axis++) {
      // As double: the shortest decimal of a float is not the float itself.
      positions.withArray(axis < 3 ? "min" : "max").add((double) bounds[axis]);
    }
    accessor(accessors, NORMALS, FLOAT, n, "VEC3");
    accessor(accessors, UV, FLOAT, n, "VEC2");
    int indexType = wideIndices ? UNSIGNED_INT : UNSIGNED_SHORT;
    accessor(accessors, INDICES, indexType, mesh.triangles().length, "SCALAR");
    if (mesh.normalMap() != null) {
      accessor(accessors, TANGENTS, FLOAT, n, "VEC4");
    }
  }

  private static ObjectNode accessor(ArrayNode to, int view, int type, int count, String kind) {
    return to.addObject()
        .put("bufferView", view)
        .put("componentType", type)
        .put("count", count)
        .put("type", kind);
  }

  private void bufferViews(ArrayNode views) {
    for (int i = 0; i < lengths.length; i++) {
      ObjectNode view = views.addObject().put("buffer", 0);
      view.put("byteOffset", offsets[i]).put("byteLength", lengths[i]);
      if (i != TEXTURE && i != NORMAL_MAP) {
        view.put("target", i == INDICES ? ELEMENT_ARRAY_BUFFER : ARRAY_BUFFER);
      }
    }
  }
}
