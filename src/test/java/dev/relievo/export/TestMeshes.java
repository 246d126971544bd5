package dev.relievo.export;

import dev.relievo.face.MorphableModel;
import dev.relievo.face.MorphableModels;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import dev.relievo.render.Normals;
import java.nio.ByteBuffer;

/** Meshes to export. */
final class TestMeshes {

  private TestMeshes() {}

  /** Red grows to the right, green downwards. */
  static RgbImage texture() {
    RgbImage image = new RgbImage(64, 64);
    for (int i = 0; i < 64 * 64; i++) {
      image.data()[3 * i] = (byte) (4 * (i % 64));
      image.data()[3 * i + 1] = (byte) (4 * (i / 64));
      image.data()[3 * i + 2] = 30;
    }
    return image;
  }

  static TexturedMesh tiny() {
    MorphableModel model = MorphableModels.tiny();
    float[] vertices = model.shape(new float[] {1}, new float[] {-1}, new float[] {.5f});
    float[] normals = new float[vertices.length];
    Normals.ofVertices(vertices, model.triangles(), normals);
    Texture texture = Texture.of(ByteBuffer.wrap(ImageEncoder.png(texture())));
    return new TexturedMesh("tiny", vertices, normals, model.uv(), model.triangles(), texture);
  }

  /** A flat grid of n x n vertices. */
  static TexturedMesh grid(int n) {
    float[] vertices = new float[3 * n * n], normals = new float[3 * n * n];
    float[] uv = new float[2 * n * n];
    for (int i = 0; i < n * n; i++) {
      vertices[3 * i] = i % n;
      vertices[3 * i + 1] = -i / n;
      normals[3 * i + 2] = 1;
      uv[2 * i] = i % n / (n - 1f);
      uv[2 * i + 1] = i / n / (n - 1f);
    }
    int[] triangles = new int[6 * (n - 1) * (n - 1)];
    for (int cell = 0, k = 0; cell < (n - 1) * (n - 1); cell++) {
      int v = cell / (n - 1) * n + cell % (n - 1);
      for (int corner : new int[] {v, v + n, v + n + 1, v, v + n + 1, v + 1}) {
        triangles[k++] = corner;
      }
    }
    Texture texture = Texture.of(ByteBuffer.wrap(ImageEncoder.jpeg(texture(), 90)));
    return new TexturedMesh("grid", vertices, normals, uv, triangles, texture);
  }
}
