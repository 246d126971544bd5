package dev.relievo.stage.unwrap;

import dev.relievo.face.MorphableModel;
import dev.relievo.image.Bilinear;
import dev.relievo.image.Halving;
import dev.relievo.image.RgbImage;
import dev.relievo.render.Chart;
import dev.relievo.stage.FaceView;
import java.util.Arrays;

/**
 * Reads a photograph into the model's UV chart. Each texel is projected into the crop and fetched
 * there bilinearly, where nothing hides it; its weight fades towards grazing view. What is hidden
 * takes its mirror image, shifted by the smoothly continued difference between the two sides, and
 * what has no mirror image either is continued smoothly. Buffers are reused; not safe to share
 * between threads.
 */
public final class Unwrapper {

  /** Cosine between normal and view below which a texel counts as hidden. */
  private static final float HIDDEN = 0.1f;

  /** Cosine from which on a texel counts in full. */
  private static final float FULL = 0.45f;

  private final Chart chart;
  private final PushPull pushPull;
  private final float[] seen;
  private final float[] weight;
  private final float[] colour;
  private final float[] map;
  private final float[] mapWeight;
  private final boolean[] wanted;
  private final float[] point = new float[3];

  /** Where each texel lies in the crop, x and y; of those that are seen. */
  private final float[] places;

  private int halvings;

  /**
   * The result; belongs to the caller.
   *
   * @param texture side x side, sRGB; filled everywhere, also beyond the chart's islands
   * @param visibility side x side: 255 seen face on, fading with grazing angle, 0 hidden (filled)
   */
  public record Unwrapped(RgbImage texture, byte[] visibility) {}

  /**
   * Unwraps into maps of one size.
   *
   * @param size side in texels, a power of two
   */
  public Unwrapper(MorphableModel model, int size) {
    chart = Chart.of(model, size);
    pushPull = new PushPull(size);
    seen = new float[3 * chart.count()];
    weight = new float[chart.count()];
    colour = new float[3 * chart.count()];
    places = new float[2 * chart.count()];
    map = new float[3 * size * size];
    mapWeight = new float[size * size];
    wanted = new boolean[size * size];
  }

  /**
   * Unwraps a face.
   *
   * @param view the face, placed in this crop
   */
  public Unwrapped unwrap(FaceView view, RgbImage crop) {
    look(view, crop.width());
    RgbImage image = crop;
    for (int h = 0; h < halvings; h++) {
      image = Halving.halve(image);
    }
    fetch(image);
    mirror();
    return finish();
  }

  /**
   * Finds where in the crop each texel is seen, for {@link #read}, without unwrapping anything.
   *
   * @param view the face, placed in this crop
   * @param side of the crop, pixels
   */
  public void look(FaceView view, int side) {
    halvings = 0;
    double pixelsPerTexel = view.pixelsPerMillimetre() * millimetresPerTexel(view);
    for (int width = side; pixelsPerTexel / (1 << halvings) > 2 && width > 8; width /= 2) {
      halvings++;
    }
    findPlaces(view);
  }

  /** Length of a texel's side on the face: the square root of area over texels. */
  private double millimetresPerTexel(FaceView view) {
    float[] x = view.vertices();
    double span = 0;
    for (int i = 0; i < 3; i++) {
      float least = Float.MAX_VALUE, most = -Float.MAX_VALUE;
      for (int v = i; v < x.length; v += 3) {
        least = Math.min(least, x[v]);
        most = Math.max(most, x[v]);
      }
      span = Math.max(span, most - least);
    }
    return span / chart.size();
  }

  private void fetch(RgbImage image) {
    float scale = 1f / (1 << halvings);
    for (int i = 0; i < chart.count(); i++) {
      if (weight[i] > 0) {
        Bilinear.read(image, places[2 * i] * scale, places[2 * i + 1] * scale, seen, 3 * i);
      }
    }
  }

  private void findPlaces(FaceView view) {
    float[] x = view.vertices(), n = view.normals();
    int[] corners = chart.corners();
    float[] w = chart.weights();
    for (int i = 0; i < chart.count(); i++) {
      int a = 3 * corners[3 * i], b = 3 * corners[3 * i + 1], c = 3 * corners[3 * i + 2];
      float wa = w[3 * i], wb = w[3 * i + 1], wc = w[3 * i + 2];
      float px = wa * x[a] + wb * x[b] + wc * x[c];
      float py = wa * x[a + 1] + wb * x[b + 1] + wc * x[c + 1];
      float pz = wa * x[a + 2] + wb * x[b + 2] + wc * x[c + 2];
      float nx = wa * n[a] + wb * n[b] + wc * n[c];
      float ny = wa * n[a + 1] + wb * n[b + 1] + wc * n[c + 1];
      float nz = wa * n[a + 2] + wb * n[b + 2] + wc * n[c + 2];
      float cosine = FaceView.facing(px, py, pz, nx, ny, nz);
      weight[i] = 0;
      if (cosine > HIDDEN) {
        view.project(px, py, pz, point, 0);
        if (view.sees(point[0], point[1], point[2])) {
          weight[i] = Math.min(1, (cosine - HIDDEN) / (FULL - HIDDEN));
          places[2 * i] = point[0];
          places[2 * i + 1] = point[1];
        }
      }
    }
  }

  /**
   * Reads numbers over the crop that was unwrapped last in the way its colours were read; nothing
   * is mirrored or filled.
   *
   * @param values side x side of the crop
   * @param side of the crop, pixels
   * @param out size x size, overwritten; 0 where a texel's visibility is 0
   */
  public void read(float[] values, int side, float[] out) {
    float[] picture = values;
    int n = side;
    float scale = 1;
    for (int h = 0; h < halvings; h++, n /= 2, scale /= 2) {
      picture = halve(picture, n);
    }
    Arrays.fill(out, 0, chart.size() * chart.size(), 0);
    for (int i = 0; i < chart.count(); i++) {
      if (visibility(weight[i]) != 0) {
        out[chart.texels()[i]] =
            bilinear(picture, n, places[2 * i] * scale, places[2 * i + 1] * scale);
      }
    }
  }

  private static float[] halve(float[] in, int side) {
    int half = side / 2;
    float[] out = new float[half * half];
    for (int y = 0, o = 0; y < half; y++) {
      for (int x = 0, i = 2 * y * side; x < half; x++, i += 2, o++) {
        out[o] = 0.25f * (in[i] + in[i + 1] + in[i + side] + in[i + side + 1]);
      }
    }
    return out;
  }

  private static float bilinear(float[] picture, int side, float x, float y) {
    float fx = Math.max(0, Math.min(side - 1, x - 0.5f));
    float fy = Math.max(0, Math.min(side - 1, y - 0.5f));
    int ix = Math.min(side - 2, (int) fx), iy = Math.min(side - 2, (int) fy);
    int i = iy * side + ix;
    float ax = fx - ix, ay = fy - iy;
    float top = picture[i] + ax * (picture[i + 1] - picture[i]);
    float bottom = picture[i + side] + ax * (picture[i + side + 1] - picture[i + side]);
    return top + ay * (bottom - top);
  }

  /** Fills {@link #colour} and {@link #mapWeight} with what was seen and what its mirror shows. */
  private void mirror() {
    differences();
    pushPull.fill(map, mapWeight, wanted);
    Arrays.fill(mapWeight, 0);
    for (int i = 0; i < chart.count(); i++) {
      int m = chart.mirrors()[i], t = chart.texels()[i];
      float own = weight[i];
      if (wanted[t]) {
        float other = (1 - own) * weight[m], total = own + other;
        mapWeight[t] = Math.min(1, total);
        for (int c = 0; c < 3; c++) {
          float mirrored = seen[3 * m + c] + map[3 * t + c];
          colour[3 * i + c] = (own * seen[3 * i + c] + other * mirrored) / total;
        }
      } else if (own > 0) {
        mapWeight[t] = own;
        System.arraycopy(seen, 3 * i, colour, 3 * i, 3);
      }
    }
  }

  /**
   * Leaves in {@link #map} by how much each texel differs from its mirror image, where both are
   * seen, and in {@link #wanted} which texels need that difference.
   */
  private void differences() {
    Arrays.fill(map, 0);
    Arrays.fill(mapWeight, 0);
    for (int i = 0; i < chart.count(); i++) {
      int m = chart.mirrors()[i], t = chart.texels()[i];
      wanted[t] = m >= 0 && weight[i] < 1 && weight[m] > 0;
      if (m >= 0) {
        mapWeight[t] = Math.min(weight[i], weight[m]);
        for (int c = 0; c < 3; c++) {
          map[3 * t + c] = seen[3 * i + c] - seen[3 * m + c];
        }
      }
    }
  }

  private Unwrapped finish() {
    Arrays.fill(map, 0);
    for (int i = 0; i < chart.count(); i++) {
      int t = chart.texels()[i];
      if (mapWeight[t] > 0) {
        System.arraycopy(colour, 3 * i, map, 3 * t, 3);
      }
    }
    pushPull.fill(map, mapWeight);
    RgbImage texture = new RgbImage(chart.size(), chart.size());
    byte[] data = texture.data();
    for (int i = 0; i < data.length; i++) {
      int value = (int) (map[i] + 0.5f);
      data[i] = (byte) (value < 0 ? 0 : Math.min(value, 255));
    }
    byte[] visibility = new byte[chart.size() * chart.size()];
    for (int i = 0; i < chart.count(); i++) {
      visibility[chart.texels()[i]] = visibility(weight[i]);
    }
    return new Unwrapped(texture, visibility);
  }

  private static byte visibility(float weight) {
    return (byte) (255 * weight + 0.5f);
  }
}
