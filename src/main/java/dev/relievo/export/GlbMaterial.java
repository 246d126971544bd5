package dev.relievo.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The only material of a GLB: rough, not metallic, seen from both sides, with the texture as base
 * colour and, where there is one, the normal map.
 */
final class GlbMaterial {

  private static final int CLAMP_TO_EDGE = 33071;
  private static final int LINEAR = 9729;
  private static final int LINEAR_MIPMAP_LINEAR = 9987;

  private final GlbFile file;
  private final ArrayNode textures;
  private final ArrayNode images;

  private GlbMaterial(GlbFile file) {
    this.file = file;
    textures = file.root().putArray("textures");
    images = file.root().putArray("images");
  }

  static void add(TexturedMesh mesh, GlbFile file) {
    new GlbMaterial(file).add(mesh);
  }

  private void add(TexturedMesh mesh) {
    ObjectNode material =
        file.root().putArray("materials").addObject().put("name", "face").put("doubleSided", true);
    ObjectNode surface = material.putObject("pbrMetallicRoughness");
    surface.putObject("baseColorTexture").put("index", 0);
    surface.put("metallicFactor", 0).put("roughnessFactor", 1);
    image("texture", mesh.texture());
    if (mesh.normalMap() != null) {
      material.putObject("normalTexture").put("index", 1);
      image("normals", mesh.normalMap().image());
    }
    file.root()
        .putArray("samplers")
        .addObject()
        .put("magFilter", LINEAR)
        .put("minFilter", LINEAR_MIPMAP_LINEAR)
        .put("wrapS", CLAMP_TO_EDGE)
        .put("wrapT", CLAMP_TO_EDGE);
  }

  private void image(String name, Texture image) {
    textures.addObject().put("sampler", 0).put("source", images.size());
    images
        .addObject()
        .put("name", name)
        .put("mimeType", image.format().mimeType())
        .put("bufferView", file.data(image.data()));
  }
}
