package dev.relievo.stage;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.render.Normals;
import dev.relievo.render.Rasterizer;
import java.util.Arrays;

/**
 * A face as its crop sees it: vertices and normals in camera space, their places in the crop, and
 * which of them are hidden. Buffers are reused from face to face; not safe to share between
 * threads.
 */
public final class FaceView {

  private static final int DEPTH_SIZE = 256;

  /** A point this much behind the nearest surface is hidden, mm. */
  private static final float TOLERANCE = 3;

  private final MorphableModel model;
  private final float[] control;
  private final float[] vertices;
  private final float[] normals;
  private final float[] pixels;
  private final float[] scaled;
  private final Rasterizer raster = new Rasterizer(DEPTH_SIZE, DEPTH_SIZE);
  private Camera camera;
  private SimilarityTransform frameToCrop;
  private double cosine;
  private double sine;
  private double depthScale;
  private int cropSize;

  /** Buffers for faces of one model. */
  public FaceView(MorphableModel model) {
    this.model = model;
    control = new float[3 * model.controlCount()];
    int n = 3 * model.vertexCount();
    vertices = new float[n];
    normals = new float[n];
    pixels = new float[n];
    scaled = new float[n];
  }

  /**
   * Places a face; the accessors speak of it until the next call.
   *
   * @param cropSize side of the square crop, pixels
   */
  public void place(
      FaceParameters face, Camera camera, SimilarityTransform cropToFrame, int cropSize) {
    this.camera = camera;
    this.cropSize = cropSize;
    frameToCrop = cropToFrame.inverse();
    cosine = frameToCrop.scale() * Math.cos(frameToCrop.rotation());
    sine = frameToCrop.scale() * Math.sin(frameToCrop.rotation());
    model.shape(face, control, vertices);
    face.pose().apply(vertices, vertices);
    Normals.ofVertices(vertices, model.triangles(), normals);
    depthScale = (double) DEPTH_SIZE / cropSize;
    for (int i = 0; i < vertices.length; i += 3) {
      project(vertices[i], vertices[i + 1], vertices[i + 2], pixels, i);
      scaled[i] = (float) (pixels[i] * depthScale);
      scaled[i + 1] = (float) (pixels[i + 1] * depthScale);
      scaled[i + 2] = pixels[i + 2];
    }
    raster.draw(scaled, model.triangles(), Rasterizer.Faces.FRONT);
  }

  /** V x 3, mm, camera space. */
  public float[] vertices() {
    return vertices;
  }

  /** V x 3, unit, camera space, outward. */
  public float[] normals() {
    return normals;
  }

  /** V x 3: x, y in pixels of the crop, depth in mm. */
  public float[] pixels() {
    return pixels;
  }

  /**
   * Projects a point of camera space into the crop.
   *
   * @param out receives x, y in crop pixels and the depth in mm from {@code at}
   */
  public void project(float x, float y, float z, float[] out, int at) {
    double scale = camera.focal() / z;
    double u = scale * x + camera.centreX(), v = scale * y + camera.centreY();
    out[at] = (float) (cosine * u - sine * v + frameToCrop.x());
    out[at + 1] = (float) (sine * u + cosine * v + frameToCrop.y());
    out[at + 2] = z;
  }

  /**
   * Whether a point of the surface is seen: inside the crop, in front, nothing before it.
   *
   * @param px crop pixels
   * @param py crop pixels
   * @param depth mm
   */
  public boolean sees(float px, float py, float depth) {
    if (!(depth > 0)
        || !(px >= 0.5f)
        || !(py >= 0.5f)
        || px > cropSize - 0.5f
        || py > cropSize - 0.5f) {
      return false;
    }
    int x = Math.min(DEPTH_SIZE - 1, (int) (px * depthScale));
    int y = Math.min(DEPTH_SIZE - 1, (int) (py * depthScale));
    return depth <= raster.depth(y * DEPTH_SIZE + x) + TOLERANCE;
  }

  /** Cosine between the direction to the camera and a normal at a point; negative looks away. */
  public static float facing(float x, float y, float z, float nx, float ny, float nz) {
    float length = (float) Math.sqrt((x * x + y * y + z * z) * (nx * nx + ny * ny + nz * nz));
    return length > 0 ? -(x * nx + y * ny + z * nz) / length : 0;
  }

  /** How many crop pixels a millimetre on the face covers where it looks at the camera. */
  public double pixelsPerMillimetre() {
    float[] depths = new float[model.controlCount()];
    for (int i = 0; i < depths.length; i++) {
      depths[i] = vertices[3 * i + 2];
    }
    Arrays.sort(depths);
    return camera.focal() * frameToCrop.scale() / depths[depths.length / 2];
  }
}
