package dev.relievo.stage.regress;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.Bilinear;
import dev.relievo.image.Halving;
import dev.relievo.image.RgbImage;
import dev.relievo.render.Normals;
import dev.relievo.render.Rasterizer;
import dev.relievo.stage.FaceView;

/**
 * Reads the colours of visible skin of a finished face: what {@link SkinSampler} does, on the
 * model's lighter level, on every second vertex, for a tenth of the time. Both read the picture at
 * about the same sharpness, weigh grazing views alike and leave out what is hidden. Buffers are
 * reused; not safe to share between threads.
 */
final class ControlSampler {

  private static final int DEPTH_SIZE = 96;
  private static final float TOLERANCE = 4;

  /** Samples are means over about this many millimetres, which are at most this many pixels. */
  private static final double PATCH = 2.5;

  private static final double SHARPEST = 1.5;

  private final ControlSurface surface;
  private final float[] normals;
  private final float[] pixels;
  private final SkinSamples room;
  private final Rasterizer raster = new Rasterizer(DEPTH_SIZE, DEPTH_SIZE);

  ControlSampler(ControlSurface surface) {
    this.surface = surface;
    normals = new float[surface.rows()[0].length];
    pixels = new float[surface.rows()[0].length];
    room = SkinSamples.room(surface.skin().vertices().length);
  }

  /**
   * Reads them.
   *
   * @param face in the frame's camera
   * @return good until the next call
   */
  SkinSamples sample(FaceParameters face, FaceInput input) {
    float[] vertices = LandmarkRows.mix(surface.rows(), face);
    face.pose().apply(vertices, vertices);
    Normals.ofVertices(vertices, surface.triangles(), normals);
    RgbImage picture = softened(face, input);
    project(vertices, input, (double) DEPTH_SIZE / input.crop().image().width());
    double toRaster = (double) DEPTH_SIZE / picture.width();
    raster.draw(pixels, surface.triangles(), Rasterizer.Faces.FRONT);
    int[] skin = surface.skin().vertices();
    int n = 0;
    for (int point = 0; point < skin.length; point++) {
      int v = 3 * skin[point];
      float weight = weight(vertices, v);
      if (weight > 0) {
        room.points()[n] = point;
        room.weights()[n] = weight;
        System.arraycopy(normals, v, room.normals(), 3 * n, 3);
        float x = (float) (pixels[v] / toRaster), y = (float) (pixels[v + 1] / toRaster);
        Bilinear.readLinear(picture, x, y, room.colours(), 3 * n);
        n++;
      }
    }
    return room.filled(n);
  }

  /**
   * The picture softened to pixels of about {@link #PATCH} mm / 1.5: pores and noise are not light.
   */
  private static RgbImage softened(FaceParameters face, FaceInput input) {
    RgbImage image = input.crop().image();
    double pixels = input.camera().focal() / input.pictureToFrame().scale() / face.pose().z();
    while (pixels * PATCH > SHARPEST && image.width() > 1) {
      image = Halving.halve(image);
      pixels /= 2;
    }
    return image;
  }

  private void project(float[] vertices, FaceInput input, double toRaster) {
    SimilarityTransform toPicture = input.pictureToFrame().inverse();
    double c = toRaster * toPicture.scale() * Math.cos(toPicture.rotation());
    double s = toRaster * toPicture.scale() * Math.sin(toPicture.rotation());
    double x = toRaster * toPicture.x(), y = toRaster * toPicture.y();
    input.camera().project(vertices, pixels);
    for (int i = 0; i < pixels.length; i += 3) {
      double u = pixels[i], v = pixels[i + 1];
      pixels[i] = (float) (c * u - s * v + x);
      pixels[i + 1] = (float) (s * u + c * v + y);
    }
  }

  private float weight(float[] vertices, int i) {
    float cosine =
        FaceView.facing(
            vertices[i],
            vertices[i + 1],
            vertices[i + 2],
            normals[i],
            normals[i + 1],
            normals[i + 2]);
    float x = pixels[i], y = pixels[i + 1];
    if (!(x >= 0) || !(y >= 0) || x >= DEPTH_SIZE || y >= DEPTH_SIZE) {
      return 0;
    }
    if (pixels[i + 2] > raster.depth((int) y * DEPTH_SIZE + (int) x) + TOLERANCE) {
      return 0;
    }
    return SkinSamples.weight(cosine);
  }
}
