package dev.relievo.model;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import dev.relievo.render.FaceRenderer;
import dev.relievo.render.Rasterizer;
import dev.relievo.render.RenderLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * A picture of everything that a face model can do, for people to look at: the mean from several
 * sides, the first identity modes at two standard deviations either way, random faces with a little
 * expression, and each expression at full weight, in the model's order.
 */
public final class ContactSheet {

  private static final int TILE = 176;
  private static final int COLUMNS = 12;
  private static final int MODES = 12;
  private static final int RANDOM = 24;
  private static final int BACKGROUND = 0xffffff;

  /** Pixels drawn per pixel kept, each way. */
  private static final int OVERSAMPLING = 2;

  private static final double DISTANCE = 900;

  /** Millimetres that a tile shows, and the height of its middle in the model. */
  private static final double SPAN = 225;

  private static final double MIDDLE = -18;
  private static final double THREE_QUARTERS = -35;

  /** Radii of pupil and iris in an eyeball's disc. */
  private static final double PUPIL = .12;

  private static final double IRIS = .3;

  private final MorphableModel model;
  private final FaceRenderer renderer;
  private final RgbImage sheet;
  private final double[][] islands;
  private int next;

  private ContactSheet(MorphableModel model, int tiles) {
    this.model = model;
    renderer = new FaceRenderer(model.triangles());
    int rows = (tiles + COLUMNS - 1) / COLUMNS;
    sheet = new RgbImage(COLUMNS * TILE, rows * TILE);
    Arrays.fill(sheet.data(), (byte) 0xff);
    islands =
        new double[][] {
          null, island(model, MorphableModel.LEFT_EYE), island(model, MorphableModel.RIGHT_EYE)
        };
  }

  /**
   * Draws the sheet as a PNG.
   *
   * @param seed of the random faces
   */
  public static void write(MorphableModel model, long seed, Path file) throws IOException {
    int tiles = COLUMNS + 2 * COLUMNS + RANDOM + model.expressionCount();
    ContactSheet s = new ContactSheet(model, tiles);
    s.mean();
    s.modes();
    s.random(seed);
    s.expressions();
    Files.write(file, ImageEncoder.png(s.sheet));
  }

  private void mean() {
    float[] none = new float[0];
    double[][] views = {
      {0, 0}, {-20, 0}, {-40, 0}, {-60, 0}, {-85, 0}, {40, 0}, {85, 0}, {0, 30}, {0, -30}, {-40, 30}
    };
    for (double[] v : views) {
      add(none, none, none, v[0], v[1]);
    }
    endRow();
  }

  private void modes() {
    float[] none = new float[0];
    for (int k = 0; k < Math.min(MODES, model.identityCount()); k++) {
      for (float sign : new float[] {-2, 2}) {
        float[] identity = new float[k + 1];
        identity[k] = sign;
        add(identity, none, none, THREE_QUARTERS * (k % 2), 0);
      }
    }
    endRow();
  }

  private void random(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < RANDOM; i++) {
      float[] identity = gaussian(random, model.identityCount());
      float[] corrective = gaussian(random, model.correctiveCount());
      float[] expression = new float[model.expressionCount()];
      for (int k = 0; k < expression.length; k++) {
        expression[k] = random.nextInt(10) == 0 ? .6f * random.nextFloat() : 0;
      }
      add(identity, corrective, expression, i % 2 == 0 ? 0 : THREE_QUARTERS, 0);
    }
    endRow();
  }

  private static float[] gaussian(Random random, int count) {
    float[] out = new float[count];
    for (int k = 0; k < count; k++) {
      out[k] = (float) random.nextGaussian();
    }
    return out;
  }

  private void expressions() {
    float[] none = new float[0];
    for (int k = 0; k < model.expressionCount(); k++) {
      float[] expression = new float[k + 1];
      expression[k] = 1;
      add(none, none, expression, model.expressionNames().get(k).endsWith("Right") ? 25 : -25, 0);
    }
  }

  private void endRow() {
    next = (next + COLUMNS - 1) / COLUMNS * COLUMNS;
  }

  private void add(
      float[] identity, float[] corrective, float[] expression, double yaw, double pitch) {
    FaceParameters face =
        new FaceParameters(identity, corrective, expression, new float[0], null, null);
    int size = OVERSAMPLING * TILE;
    Camera camera = new Camera(size * DISTANCE / SPAN, .5 * size, .5 * size);
    renderer.place(model.shape(face), pose(yaw, pitch), camera, size, size);
    RenderLayer layer = renderer.geometry();
    tint(layer.image());
    RgbImage tile = layer.halved().over(BACKGROUND);
    int x = next % COLUMNS * TILE, y = next / COLUMNS * TILE;
    for (int row = 0; row < TILE; row++) {
      System.arraycopy(
          tile.data(), 3 * row * TILE, sheet.data(), 3 * ((y + row) * sheet.width() + x), 3 * TILE);
    }
    next++;
  }

  /** Eyeballs white with an iris, the inside of the mouth dark. */
  private void tint(RgbImage image) {
    Rasterizer seen = renderer.visible();
    for (int p = 0; p < image.width() * image.height(); p++) {
      int t = seen.triangle(p);
      byte part = t < 0 ? MorphableModel.SKIN : model.parts()[t];
      if (part != MorphableModel.SKIN) {
        double shade = part == MorphableModel.MOUTH ? .3 : eye(part, t, seen, p);
        for (int i = 3 * p; i < 3 * p + 3; i++) {
          image.data()[i] = (byte) Math.min(255, shade * (image.data()[i] & 0xff));
        }
      }
    }
  }

  private double eye(byte part, int t, Rasterizer seen, int p) {
    float[] uv = model.uv();
    double[] at = new double[2];
    float[] w = {seen.weight0(p), seen.weight1(p), seen.weight2(p)};
    for (int k = 0; k < 3; k++) {
      for (int a = 0; a < 2; a++) {
        at[a] += w[k] * uv[2 * model.triangles()[3 * t + k] + a];
      }
    }
    double[] island = islands[part];
    double r = Math.hypot(at[0] - island[0], at[1] - island[1]) / island[2];
    return r < PUPIL ? .25 : r < IRIS ? .55 : 1.25;
  }

  /** Middle and radius of a part's disc in the chart. */
  private static double[] island(MorphableModel model, byte part) {
    double left = 1, right = 0, top = 1, bottom = 0;
    for (int i = 0; i < model.triangles().length; i++) {
      if (model.parts()[i / 3] == part) {
        int v = 2 * model.triangles()[i];
        left = Math.min(left, model.uv()[v]);
        right = Math.max(right, model.uv()[v]);
        top = Math.min(top, model.uv()[v + 1]);
        bottom = Math.max(bottom, model.uv()[v + 1]);
      }
    }
    return new double[] {.5 * (left + right), .5 * (top + bottom), .5 * (right - left)};
  }

  /** Seen from the front, turned about the upright axis and then about the level one, degrees. */
  private static Pose pose(double yaw, double pitch) {
    double a = Math.toRadians(yaw), b = Math.toRadians(pitch);
    double ca = Math.cos(a), sa = Math.sin(a), cb = Math.cos(b), sb = Math.sin(b);
    // Half a turn about x after pitch after yaw.
    double[] r = {ca, 0, sa, -sa * sb, -cb, ca * sb, sa * cb, -sb, -ca * cb};
    return Pose.ofRotation(r, -r[1] * MIDDLE, -r[4] * MIDDLE, DISTANCE - r[7] * MIDDLE);
  }
}
