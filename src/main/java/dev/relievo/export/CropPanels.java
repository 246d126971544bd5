package dev.relievo.export;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.RgbImage;
import dev.relievo.render.FaceRenderer;
import dev.relievo.render.RenderLayer;
import java.util.Arrays;
import java.util.List;

/**
 * A reconstruction beside its crop, to be judged by eye: the crop, the lit face over it, the bare
 * geometry, the albedo, and the light on a grey face. Buffers are reused; an instance belongs to
 * one thread.
 */
public final class CropPanels {

  /** Pictures in a row. */
  public static final int COUNT = 5;

  private static final int PAPER = 0xf3f1ee;
  private static final float GREY = 0.4f;

  private final MorphableModel model;
  private final FaceRenderer renderer;
  private final float[] grey;
  private final int size;

  /**
   * Panels of faces of a model.
   *
   * @param size of a panel, pixels
   */
  public CropPanels(MorphableModel model, int size) {
    this.model = model;
    this.size = size;
    renderer = new FaceRenderer(model.triangles());
    grey = new float[3 * model.vertexCount()];
    Arrays.fill(grey, GREY);
  }

  /**
   * Draws a row.
   *
   * @param crop square
   * @param camera of the crop, pixels of the crop
   * @param face in that camera
   * @return {@code COUNT * size} x {@code size}
   */
  public RgbImage draw(RgbImage crop, Camera camera, FaceParameters face) {
    double scale = (double) crop.width() / size;
    RgbImage photo = PhotoCrop.whole(crop).draw(crop, size);
    renderer.place(
        model.shape(face), face.pose(), camera.crop(scale / 2, 0, 0), 2 * size, 2 * size);
    float[] albedo = model.albedo(face.albedo());
    RenderLayer lit = renderer.lit(albedo, face.illumination()).halved();
    RenderLayer shape = renderer.geometry().halved();
    RenderLayer bare = renderer.colours(albedo).halved();
    RenderLayer light = renderer.lit(grey, face.illumination()).halved();
    return row(photo, lit.over(photo), shape.over(PAPER), bare.over(PAPER), light.over(PAPER));
  }

  /** Pictures of one height side by side. */
  private RgbImage row(RgbImage... panels) {
    RgbImage out = new RgbImage(size * panels.length, size);
    for (int i = 0; i < panels.length; i++) {
      for (int y = 0; y < size; y++) {
        System.arraycopy(
            panels[i].data(), 3 * y * size, out.data(), 3 * (y * out.width() + i * size), 3 * size);
      }
    }
    return out;
  }

  /** Rows of one width under each other. */
  public static RgbImage stack(List<RgbImage> rows) {
    int width = rows.get(0).width();
    RgbImage out = new RgbImage(width, rows.stream().mapToInt(RgbImage::height).sum());
    int at = 0;
    for (RgbImage row : rows) {
      System.arraycopy(row.data(), 0, out.data(), at, row.data().length);
      at += row.data().length;
    }
    return out;
  }
}
