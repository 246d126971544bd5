package dev.relievo.evaluate;

import dev.relievo.face.Camera;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.render.Normals;
import dev.relievo.render.Rasterizer;

/**
 * What each pixel of a picture shows of a coarse mesh: place in the chart, normal, skin. Buffers
 * are reused; an instance belongs to one thread.
 */
final class FacePixels {

  private final SkinCharts charts;
  private final MorphableModel model;
  private final Rasterizer raster = new Rasterizer(1, 1);
  private final float[] vertices;
  private final float[] normals;
  private final float[] projected;
  private Camera camera;
  private int pixel;
  private int a;
  private int b;
  private int c;
  private float wa;
  private float wb;
  private float wc;

  FacePixels(SkinCharts charts) {
    this.charts = charts;
    model = charts.model();
    vertices = new float[3 * model.vertexCount()];
    normals = new float[vertices.length];
    projected = new float[vertices.length];
  }

  /**
   * Places a face before a camera.
   *
   * @param shape V x 3, mm, model space
   * @param width pixels
   * @param height pixels
   */
  void place(float[] shape, Pose pose, Camera camera, int width, int height) {
    this.camera = camera;
    pose.apply(shape, vertices);
    Normals.ofVertices(vertices, model.triangles(), normals);
    camera.project(vertices, projected);
    raster.resize(width, height);
    raster.draw(projected, model.triangles(), Rasterizer.Faces.FRONT);
  }

  /** V x 3, mm, camera axes; valid until the next face. */
  float[] vertices() {
    return vertices;
  }

  /** V x 3, unit, camera axes; valid until the next face. */
  float[] normals() {
    return normals;
  }

  int width() {
    return raster.width();
  }

  int height() {
    return raster.height();
  }

  /** Goes to a pixel; whether it shows the mesh. */
  boolean at(int p) {
    int t = raster.triangle(p);
    if (t == Rasterizer.NONE) {
      return false;
    }
    pixel = p;
    a = model.triangles()[3 * t];
    b = model.triangles()[3 * t + 1];
    c = model.triangles()[3 * t + 2];
    wa = raster.weight0(p);
    wb = raster.weight1(p);
    wc = 1 - wa - wb;
    return true;
  }

  /** Place in the chart, to the right. */
  float u() {
    return wa * model.uv()[2 * a] + wb * model.uv()[2 * b] + wc * model.uv()[2 * c];
  }

  /** Place in the chart, downwards. */
  float v() {
    return wa * model.uv()[2 * a + 1] + wb * model.uv()[2 * b + 1] + wc * model.uv()[2 * c + 1];
  }

  /** Whether the pixel shows skin: not eyes, brows, lips, nostrils, mouth. */
  boolean isSkin() {
    return model.parts()[raster.triangle(pixel)] == MorphableModel.SKIN && charts.isSkin(u(), v());
  }

  /** Values of vertices at the pixel; three a vertex. */
  void interpolate(float[] ofVertices, float[] out) {
    for (int k = 0; k < 3; k++) {
      out[k] = wa * ofVertices[3 * a + k] + wb * ofVertices[3 * b + k] + wc * ofVertices[3 * c + k];
    }
  }

  /** One value of each vertex at the pixel. */
  float interpolate(float[] ofVertices) {
    return wa * ofVertices[a] + wb * ofVertices[b] + wc * ofVertices[c];
  }

  /** Unit normal of the smooth mesh, camera axes. */
  void normal(float[] out) {
    interpolate(normals, out);
    unit(out);
  }

  /** Unit vector to the camera, camera axes. */
  void toCamera(float[] out) {
    out[0] = (float) (-(pixel % raster.width() + 0.5 - camera.centreX()) / camera.focal());
    out[1] = (float) (-(pixel / raster.width() + 0.5 - camera.centreY()) / camera.focal());
    out[2] = -1;
    unit(out);
  }

  /** Makes a vector's length 1. */
  static void unit(float[] v) {
    float scale = 1 / (float) Math.sqrt(dot(v, v) + 1e-20f);
    v[0] *= scale;
    v[1] *= scale;
    v[2] *= scale;
  }

  static float dot(float[] a, float[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }
}
