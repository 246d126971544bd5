package dev.relievo.export;

import dev.relievo.face.Camera;
import dev.relievo.face.Pose;
import dev.relievo.image.RgbImage;
import dev.relievo.render.DenseMesh;
import dev.relievo.render.FaceRenderer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Five pictures of a face side by side: the photograph, the coarse shape laid over it, the coarse
 * shape alone, closer, under light from the side, the same with relief, and the textured mesh with
 * relief slightly turned. Without the photograph, the last three.
 */
public final class Preview {

  /** Side of a picture, pixels. */
  public static final int PANEL = 384;

  /** Space between pictures, pixels. */
  public static final int GAP = 8;

  private static final int OVERSAMPLING = 2;

  /** Of the mesh with relief: finer than a pixel of a face that fills a picture. */
  private static final int DENSITY = 3;

  private static final int PAPER = 0xf3f1ee;
  private static final double MARGIN = 1.35;
  private static final double OVERLAY_OPACITY = 0.7;
  private static final double TURN = Math.toRadians(22);
  private static final double TURNED_DISTANCE = 900;

  private final FaceMesher face;
  private final float[] vertices;

  private Preview(FaceMesher face) {
    this.face = face;
    this.vertices = face.surface().vertices();
  }

  /**
   * Draws the preview.
   *
   * @param photo upright; null where it is not at hand
   * @param camera of the photograph
   * @param face placed
   * @param pose of the face
   * @param texture in UV
   * @return {@link #PANEL} pixels high
   */
  public static RgbImage draw(
      RgbImage photo, Camera camera, FaceMesher face, Pose pose, RgbImage texture) {
    return new Preview(face).draw(photo, camera, pose, texture);
  }

  private RgbImage draw(RgbImage photo, Camera camera, Pose pose, RgbImage texture) {
    List<RgbImage> panels = new ArrayList<>();
    double frame = 2 * Math.max(camera.centreX(), camera.centreY());
    boolean somewhere = isSomewhere(pose, camera, photo == null ? frame : longer(photo));
    FaceRenderer coarse = new FaceRenderer(face.model().triangles());
    if (photo != null) {
      PhotoCrop crop = somewhere ? around(pose, camera) : PhotoCrop.whole(photo);
      Camera cropCamera = camera.crop(crop.scale(PANEL), crop.left(), crop.top());
      place(coarse, vertices, face.surface().normals(), pose, cropCamera);
      RgbImage cut = crop.draw(photo, PANEL);
      panels.add(cut);
      panels.add(coarse.geometry().halved().faded(OVERLAY_OPACITY).over(cut));
    }
    shapes(coarse, somewhere ? pose : turned(), texture, panels);
    return sideBySide(panels);
  }

  private void shapes(FaceRenderer coarse, Pose pose, RgbImage texture, List<RgbImage> panels) {
    place(coarse, vertices, face.surface().normals(), pose, framing(pose));
    panels.add(coarse.raked().halved().over(PAPER));
    DenseMesh dense = face.dense(DENSITY);
    FaceRenderer detailed = new FaceRenderer(dense.topology().triangles());
    place(detailed, dense.vertices(), dense.normals(), pose, framing(pose));
    panels.add(detailed.raked().halved().over(PAPER));
    Pose turned = turned();
    place(detailed, dense.vertices(), dense.normals(), turned, framing(turned));
    panels.add(detailed.textured(texture, dense.topology().uv()).halved().over(PAPER));
  }

  private static void place(
      FaceRenderer renderer, float[] vertices, float[] normals, Pose pose, Camera camera) {
    int size = PANEL * OVERSAMPLING;
    renderer.place(vertices, normals, pose, camera.crop(1.0 / OVERSAMPLING, 0, 0), size, size);
  }

  /** The square around the face. */
  private PhotoCrop around(Pose pose, Camera camera) {
    float[] box = bounds(pose, camera);
    double side = MARGIN * side(box);
    return new PhotoCrop((box[0] + box[2] - side) / 2, (box[1] + box[3] - side) / 2, side);
  }

  /** Whether the pose shows the face at a size that a photograph can. */
  private boolean isSomewhere(Pose pose, Camera camera, double frame) {
    double side = MARGIN * side(bounds(pose, camera));
    return side >= 1 && side <= 4 * frame;
  }

  private static double longer(RgbImage photo) {
    return Math.max(photo.width(), photo.height());
  }

  private static double side(float[] box) {
    return Math.max(box[2] - box[0], box[3] - box[1]);
  }

  /** A camera before which the face fills a picture but for a margin. */
  private Camera framing(Pose pose) {
    float[] box = bounds(pose, new Camera(1, 0, 0));
    double focal = PANEL / (1.15 * side(box));
    return new Camera(
        focal, (PANEL - focal * (box[0] + box[2])) / 2, (PANEL - focal * (box[1] + box[3])) / 2);
  }

  /** Least x, y, then greatest x, y of the projected vertices. */
  private float[] bounds(Pose pose, Camera camera) {
    float[] projected = new float[vertices.length];
    pose.apply(vertices, projected);
    camera.project(projected, projected);
    float inf = Float.POSITIVE_INFINITY;
    float[] box = {inf, inf, -inf, -inf};
    for (int i = 0; i < projected.length; i += 3) {
      for (int axis = 0; axis < 2; axis++) {
        box[axis] = Math.min(box[axis], projected[i + axis]);
        box[2 + axis] = Math.max(box[2 + axis], projected[i + axis]);
      }
    }
    return box;
  }

  private static Pose turned() {
    double c = Math.cos(TURN), s = Math.sin(TURN);
    // diag(1, -1, -1), the frontal pose, after a turn about the model's vertical axis.
    return Pose.ofRotation(new double[] {c, 0, s, 0, -1, 0, s, 0, -c}, 0, 0, TURNED_DISTANCE);
  }

  private static RgbImage sideBySide(List<RgbImage> panels) {
    int width = panels.size() * PANEL + (panels.size() - 1) * GAP;
    RgbImage out = new RgbImage(width, PANEL);
    Arrays.fill(out.data(), (byte) 255);
    for (int i = 0; i < panels.size(); i++) {
      for (int y = 0; y < PANEL; y++) {
        System.arraycopy(
            panels.get(i).data(),
            3 * y * PANEL,
            out.data(),
            3 * (y * out.width() + i * (PANEL + GAP)),
            3 * PANEL);
      }
    }
    return out;
  }
}
