package dev.relievo.evaluate;

import dev.relievo.face.Camera;
import dev.relievo.face.Pose;
import dev.relievo.image.RgbImage;
import java.util.Random;

/**
 * What is behind a rendered face: a wall of smooth noise with straight edges in it, and the rest of
 * a head, its neck and shoulders as plain shapes, without which a face is a mask that detectors
 * rightly do not know.
 */
final class TestRoom {

  private static final int CELLS = 7;
  private static final int EDGES = 6;

  private TestRoom() {}

  /** Draws it for a face at a pose. */
  static RgbImage draw(int width, int height, Pose pose, Camera camera, Random random) {
    RgbImage out = wall(width, height, random);
    double[] r = pose.rotation();
    double pixels = camera.focal() / pose.z();
    // The middle of the skull lies behind the model's origin, and a little above it.
    double[] skull = project(r, pose, camera, 0, 5, -60);
    double[] neck = project(r, pose, camera, 0, -130, -75);
    int hair = colour(random, 20, 90), skin = colour(random, 60, 180);
    int cloth = colour(random, 20, 220);
    ellipse(out, neck[0], neck[1] + 125 * pixels, 190 * pixels, 110 * pixels, cloth);
    ellipse(out, neck[0], neck[1], 52 * pixels, 80 * pixels, skin);
    ellipse(out, skull[0], skull[1], 86 * pixels, 108 * pixels, hair);
    return out;
  }

  private static double[] project(
      double[] r, Pose pose, Camera camera, double x, double y, double z) {
    double px = r[0] * x + r[1] * y + r[2] * z + pose.x();
    double py = r[3] * x + r[4] * y + r[5] * z + pose.y();
    double pz = r[6] * x + r[7] * y + r[8] * z + pose.z();
    return new double[] {
      camera.focal() * px / pz + camera.centreX(), camera.focal() * py / pz + camera.centreY()
    };
  }

  private static int colour(Random random, int least, int most) {
    int base = least + random.nextInt(most - least);
    int rgb = 0;
    for (int c = 0; c < 3; c++) {
      int value = (int) Math.max(0, Math.min(255, base + 15 * random.nextGaussian() + 8 - 8 * c));
      rgb = rgb << 8 | value;
    }
    return rgb;
  }

  private static RgbImage wall(int width, int height, Random random) {
    float[] grid = new float[3 * CELLS * CELLS];
    for (int i = 0; i < grid.length; i += 3) {
      float grey = 40 + 170 * random.nextFloat();
      for (int c = i; c < i + 3; c++) {
        grid[c] = grey + 25 * (float) random.nextGaussian();
      }
    }
    double[] edges = new double[4 * EDGES];
    for (int e = 0; e < edges.length; e += 4) {
      double angle = Math.PI * random.nextDouble();
      edges[e] = Math.cos(angle);
      edges[e + 1] = Math.sin(angle);
      edges[e + 2] = edges[e] * random.nextInt(width) + edges[e + 1] * random.nextInt(height);
      edges[e + 3] = 30 * random.nextGaussian();
    }
    RgbImage out = new RgbImage(width, height);
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double step = 0;
        for (int e = 0; e < edges.length; e += 4) {
          step += edges[e] * x + edges[e + 1] * y > edges[e + 2] ? edges[e + 3] : 0;
        }
        double gx = (CELLS - 1.001) * x / width, gy = (CELLS - 1.001) * y / height;
        for (int c = 0; c < 3; c++, i++) {
          double value = step + smooth(grid, gx, gy, c);
          out.data()[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
        }
      }
    }
    return out;
  }

  private static double smooth(float[] grid, double x, double y, int channel) {
    int ix = (int) x, iy = (int) y;
    double ax = x - ix, ay = y - iy;
    int at = 3 * (iy * CELLS + ix) + channel;
    double top = grid[at] * (1 - ax) + grid[at + 3] * ax;
    double bottom = grid[at + 3 * CELLS] * (1 - ax) + grid[at + 3 * CELLS + 3] * ax;
    return top * (1 - ay) + bottom * ay;
  }

  /** An ellipse with a soft edge, lighter towards the top. */
  private static void ellipse(RgbImage image, double cx, double cy, double rx, double ry, int rgb) {
    int x0 = (int) Math.max(0, cx - rx - 2), x1 = (int) Math.min(image.width() - 1, cx + rx + 2);
    int y0 = (int) Math.max(0, cy - ry - 2), y1 = (int) Math.min(image.height() - 1, cy + ry + 2);
    for (int y = y0; y <= y1; y++) {
      for (int x = x0; x <= x1; x++) {
        double d = Math.hypot((x - cx) / rx, (y - cy) / ry);
        double cover = Math.max(0, Math.min(1, (1 - d) * Math.min(rx, ry)));
        double shade = 1.15 - 0.3 * (y - y0) / Math.max(1, y1 - y0);
        int i = 3 * (y * image.width() + x);
        for (int c = 0; c < 3; c++) {
          double value = shade * (rgb >> 16 - 8 * c & 255);
          double mixed = cover * Math.min(255, value) + (1 - cover) * (image.data()[i + c] & 255);
          image.data()[i + c] = (byte) Math.round(mixed);
        }
      }
    }
  }
}
