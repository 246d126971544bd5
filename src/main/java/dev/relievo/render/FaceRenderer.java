package dev.relievo.render;

import dev.relievo.face.Camera;
import dev.relievo.face.Illumination;
import dev.relievo.face.Pose;
import dev.relievo.image.Bilinear;
import dev.relievo.image.RgbImage;
import dev.relievo.image.SRgb;

/**
 * Draws a face mesh: {@link #place} puts it before a camera, the other methods draw what is then
 * seen. Only triangles that face the camera are drawn. Buffers are reused; an instance belongs to
 * one thread.
 */
public final class FaceRenderer {

  private static final float[] KEY_LIGHT = unit(-0.6f, -0.75f, -0.65f);
  private static final float[] FILL_LIGHT = unit(0.9f, 0.1f, -0.6f);
  private static final float[] RAKING_LIGHT = unit(-0.78f, -0.5f, -0.36f);
  private static final float KEY = 0.62f;
  private static final float RAKING = 0.85f;
  private static final float FILL = 0.1f;
  private static final float AMBIENT = 0.05f;

  private final int[] triangles;
  private final Rasterizer rasterizer = new Rasterizer(1, 1);
  private float[] projected = new float[0];
  private float[] normals = new float[0];
  private float[] values = new float[0];
  private float[] pixels = new float[0];
  private final float[] colour = new float[3];

  /**
   * A renderer of meshes with these triangles.
   *
   * @param triangles T x 3, counter-clockwise from outside; not copied
   */
  public FaceRenderer(int[] triangles) {
    this.triangles = triangles;
  }

  /**
   * Places a face before a camera and finds what is visible.
   *
   * @param vertices n x 3, mm, model space
   * @param pose model to camera
   * @param width pixels of the picture
   * @param height pixels of the picture
   */
  public void place(float[] vertices, Pose pose, Camera camera, int width, int height) {
    reserve(vertices.length);
    pose.apply(vertices, projected);
    Normals.ofVertices(projected, triangles, normals);
    draw(camera, width, height);
  }

  /**
   * Places a face whose normals are known.
   *
   * @param vertices n x 3, mm, model space
   * @param ownNormals n x 3, unit, model space
   * @param pose model to camera
   * @param width pixels of the picture
   * @param height pixels of the picture
   */
  public void place(
      float[] vertices, float[] ownNormals, Pose pose, Camera camera, int width, int height) {
    reserve(vertices.length);
    pose.apply(vertices, projected);
    pose.rotate(ownNormals, normals);
    draw(camera, width, height);
  }

  private void reserve(int length) {
    if (projected.length != length) {
      projected = new float[length];
      normals = new float[length];
      values = new float[length];
    }
  }

  private void draw(Camera camera, int width, int height) {
    camera.project(projected, projected);
    rasterizer.resize(width, height);
    rasterizer.draw(projected, triangles, Rasterizer.Faces.FRONT);
  }

  /** What is visible: a triangle, barycentric coordinates and depth per pixel. */
  public Rasterizer visible() {
    return rasterizer;
  }

  /** n x 3, x and y in pixels, depth in mm, of the face as placed; valid until the next call. */
  public float[] projected() {
    return projected;
  }

  /** n x 3, unit, camera axes, of the face as placed; valid until the next call. */
  public float[] normals() {
    return normals;
  }

  /** The bare shape as grey plaster under a studio's light. */
  public RenderLayer geometry() {
    return plaster(KEY_LIGHT, KEY);
  }

  /** The bare shape as grey plaster under light from the side, which brings out relief. */
  public RenderLayer raked() {
    return plaster(RAKING_LIGHT, RAKING);
  }

  private RenderLayer plaster(float[] light, float strength) {
    for (int v = 0; v < normals.length; v += 3) {
      float key = strength * Math.max(0, dot(light, v));
      float fill = FILL * Math.max(0, dot(FILL_LIGHT, v));
      values[v] = values[v + 1] = values[v + 2] = key + fill + AMBIENT;
    }
    return colours(values);
  }

  /**
   * Colours of vertices as they are, without light.
   *
   * @param colours n x 3, linear light
   */
  public RenderLayer colours(float[] colours) {
    interpolate(colours);
    RenderLayer out = blank();
    for (int p = 0; p < out.coverage().length; p++) {
      if (cover(out, p)) {
        for (int i = 3 * p; i < 3 * p + 3; i++) {
          out.image().data()[i] = SRgb.fromLinear(pixels[i]);
        }
      }
    }
    return out;
  }

  /**
   * Albedo of vertices, lit.
   *
   * @param albedo n x 3, linear light
   * @param light in camera axes
   */
  public RenderLayer lit(float[] albedo, Illumination light) {
    Shading.reflect(albedo, normals, light, values);
    return colours(values);
  }

  /**
   * A texture as it is, without light: what an unwrapped photograph needs.
   *
   * @param texture sRGB, in UV
   * @param uv n x 2, 0 to 1, origin top left
   */
  public RenderLayer textured(RgbImage texture, float[] uv) {
    RenderLayer out = blank();
    for (int p = 0; p < out.coverage().length; p++) {
      if (cover(out, p)) {
        int t = 3 * rasterizer.triangle(p);
        int a = 2 * triangles[t], b = 2 * triangles[t + 1], c = 2 * triangles[t + 2];
        float wa = rasterizer.weight0(p), wb = rasterizer.weight1(p), wc = rasterizer.weight2(p);
        float u = wa * uv[a] + wb * uv[b] + wc * uv[c];
        float v = wa * uv[a + 1] + wb * uv[b + 1] + wc * uv[c + 1];
        Bilinear.read(texture, u * texture.width(), v * texture.height(), colour, 0);
        for (int k = 0; k < 3; k++) {
          out.image().data()[3 * p + k] = (byte) (colour[k] + 0.5f);
        }
      }
    }
    return out;
  }

  /**
   * A texture as albedo, lit.
   *
   * @param texture sRGB, in UV
   * @param uv n x 2, 0 to 1, origin top left
   * @param light in camera axes
   */
  public RenderLayer textured(RgbImage texture, float[] uv, Illumination light) {
    RenderLayer out = textured(texture, uv);
    Shading.irradiance(normals, light, values);
    interpolate(values);
    byte[] data = out.image().data();
    for (int p = 0; p < out.coverage().length; p++) {
      if (out.coverage()[p] != 0) {
        for (int i = 3 * p; i < 3 * p + 3; i++) {
          data[i] = SRgb.fromLinear(SRgb.toLinear(data[i]) * pixels[i]);
        }
      }
    }
    return out;
  }

  private RenderLayer blank() {
    int width = rasterizer.width(), height = rasterizer.height();
    return new RenderLayer(new RgbImage(width, height), new byte[width * height]);
  }

  private boolean cover(RenderLayer out, int p) {
    if (rasterizer.triangle(p) == Rasterizer.NONE) {
      return false;
    }
    out.coverage()[p] = (byte) 255;
    return true;
  }

  private void interpolate(float[] ofVertices) {
    int length = 3 * rasterizer.width() * rasterizer.height();
    if (pixels.length < length) {
      pixels = new float[length];
    }
    rasterizer.interpolate(triangles, ofVertices, 3, pixels);
  }

  private float dot(float[] direction, int v) {
    return direction[0] * normals[v]
        + direction[1] * normals[v + 1]
        + direction[2] * normals[v + 2];
  }

  private static float[] unit(float x, float y, float z) {
    float length = (float) Math.sqrt(x * x + y * y + z * z);
    return new float[] {x / length, y / length, z / length};
  }
}
