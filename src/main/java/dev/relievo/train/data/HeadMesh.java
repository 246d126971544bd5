package dev.relievo.train.data;

import dev.relievo.face.Camera;
import dev.relievo.face.Illumination;
import dev.relievo.face.Pose;
import dev.relievo.render.Rasterizer;
import dev.relievo.render.Shading;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * What is around a face: an egg for the head, a neck, and at random hair or a hat, so that a
 * rendering's outline is not the face mesh's rim. Belongs to one thread.
 */
final class HeadMesh {

  private static final int ROUND = 48;
  private static final int HIGH = 30;
  private static final int VERTICES = (ROUND + 1) * (HIGH + 1);
  private static final int LEFT_EAR = 454;
  private static final int RIGHT_EAR = 234;

  /** Middle of the head in the model, mm. */
  private static final double UP = 15;

  private static final double BACK = -78;
  private static final double NECK_TOP = -70;
  private static final double NECK_BOTTOM = -300;

  private final int[] sheet = new int[6 * ROUND * HIGH];
  private final float[] vertices = new float[9 * VERTICES];
  private final float[] normals = new float[9 * VERTICES];
  private final float[] colours = new float[9 * VERTICES];
  private final boolean[] hairy = new boolean[VERTICES];
  private final Rasterizer raster = new Rasterizer(1, 1);
  private int[] triangles = new int[0];
  private int firstHair;

  HeadMesh() {
    for (int y = 0, t = 0; y < HIGH; y++) {
      for (int x = 0; x < ROUND; x++, t += 6) {
        int a = y * (ROUND + 1) + x, b = a + ROUND + 1;
        int[] two = {a, b, a + 1, a + 1, b, b + 1};
        System.arraycopy(two, 0, sheet, t, 6);
      }
    }
  }

  /**
   * Builds a head behind a face and draws it.
   *
   * @param places 468 x 3, the face's landmarks in model space, mm
   * @param skin linear colour of the face's skin
   */
  void draw(
      RandomGenerator r,
      float[] places,
      float[] skin,
      Pose pose,
      Illumination light,
      Camera camera,
      int size) {
    double half = (places[3 * LEFT_EAR] - places[3 * RIGHT_EAR]) / 2;
    egg(0, half + 5, 106, 86);
    neck(r);
    colour(0, 2 * VERTICES, skin);
    boolean hair = r.nextInt(10) < 7;
    if (hair) {
      hair(r, half);
    }
    join(hair);
    pose.apply(vertices, vertices);
    pose.rotate(normals, normals);
    Shading.reflect(colours, normals, light, colours);
    camera.project(vertices, vertices);
    raster.resize(size, size);
    raster.draw(vertices, triangles, Rasterizer.Faces.BOTH);
  }

  private void egg(int first, double a, double b, double c) {
    for (int y = 0, v = 3 * first; y <= HIGH; y++) {
      double latitude = Math.PI * (0.5 - (double) y / HIGH);
      for (int x = 0; x <= ROUND; x++, v += 3) {
        double longitude = 2 * Math.PI * x / ROUND;
        double px = Math.cos(latitude) * Math.sin(longitude);
        double py = Math.sin(latitude), pz = Math.cos(latitude) * Math.cos(longitude);
        point(v, a * px, UP + b * py, BACK + c * pz, px / a, py / b, pz / c);
      }
    }
  }

  private void neck(RandomGenerator r) {
    double radius = r.nextDouble(48, 66);
    for (int y = 0, v = 3 * VERTICES; y <= HIGH; y++) {
      double py = NECK_TOP + (NECK_BOTTOM - NECK_TOP) * y / HIGH;
      // Shoulders begin where the neck ends.
      double wide = radius + 120 * Math.max(0, (double) y / HIGH - 0.6);
      for (int x = 0; x <= ROUND; x++, v += 3) {
        double angle = 2 * Math.PI * x / ROUND;
        double px = Math.sin(angle), pz = Math.cos(angle);
        point(v, wide * px, py, BACK + 0.9 * radius * pz, px, 0, pz);
      }
    }
  }

  private void hair(RandomGenerator r, double half) {
    double thick = r.nextDouble(6, 26);
    int first = 2 * VERTICES;
    egg(first, half + 5 + thick, 106 + thick, 92 + thick);
    double line = r.nextDouble(22, 78), slope = r.nextDouble(-0.35, 0.35);
    double length = r.nextDouble(-180, 20), wave = r.nextDouble(0, 12);
    double phase = 6 * r.nextDouble(), temples = r.nextDouble(-50, 5);
    float[] colour = hairColour(r);
    colour(first, VERTICES, colour);
    for (int i = 0; i < VERTICES; i++) {
      int v = 3 * (first + i);
      float x = vertices[v], y = vertices[v + 1], z = vertices[v + 2];
      double front = line + slope * x + wave * Math.sin(0.09 * x + phase);
      double back = Math.max(0, Math.min(1, (temples + 10 - z) / 40));
      hairy[i] = y > front + back * (length - front);
      double streak = Math.exp(0.25 * r.nextGaussian());
      for (int c = 0; c < 3; c++) {
        colours[v + c] *= (float) streak;
      }
      if (back > 0.5 && y < UP) {
        // Long hair falls straight instead of following the egg.
        vertices[v] *= (float) (1 + 0.3 * Math.min(1, (UP - y) / 90));
      }
    }
  }

  private static float[] hairColour(RandomGenerator r) {
    double level = 0.012 * Math.pow(40, Math.pow(r.nextDouble(), 1.6));
    double red = r.nextDouble(1, 1.6), blue = r.nextDouble(0.45, 1);
    if (r.nextInt(6) == 0) {
      // A hat, or hair as it is dyed.
      return new float[] {0.6f * r.nextFloat(), 0.6f * r.nextFloat(), 0.6f * r.nextFloat()};
    }
    return new float[] {(float) (level * red), (float) level, (float) (level * blue)};
  }

  private void point(int v, double x, double y, double z, double nx, double ny, double nz) {
    vertices[v] = (float) x;
    vertices[v + 1] = (float) y;
    vertices[v + 2] = (float) z;
    double n = Math.sqrt(nx * nx + ny * ny + nz * nz);
    normals[v] = (float) (nx / n);
    normals[v + 1] = (float) (ny / n);
    normals[v + 2] = (float) (nz / n);
  }

  private void colour(int first, int count, float[] colour) {
    for (int i = 3 * first; i < 3 * (first + count); i++) {
      colours[i] = colour[i % 3];
    }
  }

  private void join(boolean hair) {
    int[] all = new int[3 * sheet.length];
    int n = 0;
    for (int part = 0; part < (hair ? 3 : 2); part++) {
      firstHair = part == 2 ? n / 3 : Integer.MAX_VALUE;
      for (int t = 0; t < sheet.length; t += 3) {
        boolean kept = part < 2 || hairy[sheet[t]] && hairy[sheet[t + 1]] && hairy[sheet[t + 2]];
        for (int k = 0; kept && k < 3; k++) {
          all[n++] = part * VERTICES + sheet[t + k];
        }
      }
    }
    triangles = Arrays.copyOf(all, n);
  }

  /** Whether hair or hat is the nearest thing at a pixel, and nearer than this depth in mm. */
  boolean hides(int pixel, float depth) {
    int t = raster.triangle(pixel);
    return t != Rasterizer.NONE && t >= firstHair && raster.depth(pixel) < depth;
  }

  /** Whether anything is drawn at a pixel. */
  boolean covers(int pixel) {
    return raster.triangle(pixel) != Rasterizer.NONE;
  }

  /** Adds the linear colour at a covered pixel to three floats. */
  void add(int pixel, float[] out, int at) {
    int t = 3 * raster.triangle(pixel);
    int a = 3 * triangles[t], b = 3 * triangles[t + 1], c = 3 * triangles[t + 2];
    float wa = raster.weight0(pixel), wb = raster.weight1(pixel), wc = 1 - wa - wb;
    for (int k = 0; k < 3; k++) {
      out[at + k] += wa * colours[a + k] + wb * colours[b + k] + wc * colours[c + k];
    }
  }
}
