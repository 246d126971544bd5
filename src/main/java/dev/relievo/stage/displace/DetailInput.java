package dev.relievo.stage.displace;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.SRgb;
import dev.relievo.render.Chart;
import dev.relievo.render.CoarseSurface;
import java.util.Arrays;

/**
 * What the detail network sees of a face, and what its answer is rendered with in training: maps
 * over the chart, made of the coarse face and its unwrapped photograph. The stage and the training
 * use the same code.
 *
 * <p>Beside the published residual (photograph minus lit coarse face), the coarse normals and the
 * visibility it gives the network the <em>slopes</em> of the shading: how much brighter a texel
 * gets where relief rises by a millimetre a texel to the right, or downwards. That is where the
 * light comes from, said where it is needed. With s the slopes and r the residual's brightness less
 * its mean around a texel, {@code s r / (s s + e)} is the smallest slope of relief that explains
 * the residual to first order; the network sees that, too, and is left to decide what of it is
 * relief, and to integrate it.
 *
 * <p>Buffers are reused from face to face; an instance belongs to one thread.
 */
public final class DetailInput {

  /** Maps that the network sees: residual 3, normals 3, visibility 1, slopes 2, estimates 2. */
  public static final int CHANNELS = 11;

  /** Maps that a rendering needs: normals 3, duals of u and v 3 each, albedo 3. */
  public static final int SURFACE_CHANNELS = 12;

  /** Index of the visibility among the channels. */
  public static final int VISIBILITY = 6;

  /** Residuals are small against 1; this brings them to the size of the other channels. */
  public static final float RESIDUAL_SCALE = 4;

  /** Estimates are mm a texel; the same for them. */
  public static final float ESTIMATE_SCALE = 2;

  /** Index of the first slope among the channels. */
  public static final int SLOPES = 7;

  /** Index of the first estimate among the channels. */
  public static final int ESTIMATES = 9;

  /** Slopes of the shading below this, brightness a mm a texel, tell little of relief. */
  private static final float LEAST_SLOPE = 0.06f;

  /** Deviation of what is taken for the coarse face's own error, texels at 256. */
  public static final double SMOOTH = 5;

  private static final int ATTRIBUTES = 8;
  private static final float DARKEST = 0.004f;
  private static final int BINS = 4096;
  private static final float[] ENCODED = new float[BINS + 2];

  /** Weights of encoded channels in brightness (ITU-R BT.601). */
  private static final float[] LUMA = {0.299f, 0.587f, 0.114f};

  private static final double C1 = 2.0 / 3.0 * Math.sqrt(3 / (4 * Math.PI));
  private static final double C2 = 0.25 * 0.5 * Math.sqrt(15 / Math.PI);
  private static final double C20 = 0.25 * 0.25 * Math.sqrt(5 / Math.PI);

  static {
    for (int i = 0; i < ENCODED.length; i++) {
      ENCODED[i] = (float) SRgb.encode(Math.min(1.0, (double) i / BINS));
    }
  }

  private final MorphableModel model;
  private final Chart chart;
  private final CoarseSurface surface;
  private final float[] control;
  private final float[] vertices;
  private final float[] albedo;
  private final float[] attributes;
  private final float[] brightness;
  private final float[] seen;
  private final float[] scratch;
  private final int radius;
  private final float[] basis = new float[Illumination.BANDS];
  private final float[] gradient = new float[3];

  /**
   * For faces of a model.
   *
   * @param size S, side of the maps, texels
   */
  public DetailInput(MorphableModel model, int size) {
    this.model = model;
    chart = Chart.of(model, size);
    surface = new CoarseSurface(model.uv(), model.triangles());
    control = new float[3 * model.controlCount()];
    vertices = new float[3 * model.vertexCount()];
    albedo = new float[3 * model.vertexCount()];
    attributes = new float[ATTRIBUTES * model.vertexCount()];
    brightness = new float[size * size];
    seen = new float[size * size];
    scratch = new float[size];
    // Three means over 2 r + 1 texels have the variance r (r + 1).
    radius = Math.max(1, (int) Math.round(SMOOTH * size / 256.0 - 0.5));
  }

  /** S. */
  public int size() {
    return chart.size();
  }

  /** The chart of that size. */
  public Chart chart() {
    return chart;
  }

  /** Takes a face; the other methods speak of it until the next call. */
  public void place(FaceParameters face) {
    model.shape(face, control, vertices);
    face.pose().apply(vertices, vertices);
    surface.place(vertices);
    model.albedo(face.albedo(), albedo);
    float[] light = face.illumination().coefficients();
    for (int v = 0; v < model.vertexCount(); v++) {
      light(v, light);
    }
  }

  /** Attributes of a vertex: normal, encoded colours, slopes. */
  private void light(int v, float[] light) {
    float[] n = surface.normals();
    int i = 3 * v, at = ATTRIBUTES * v;
    float nx = n[i], ny = n[i + 1], nz = n[i + 2];
    attributes[at] = nx;
    attributes[at + 1] = ny;
    attributes[at + 2] = nz;
    Illumination.basis(nx, ny, nz, basis, 0);
    float slopeU = 0, slopeV = 0;
    for (int c = 0; c < 3; c++) {
      float irradiance = 0;
      for (int k = 0; k < Illumination.BANDS; k++) {
        irradiance += light[c * Illumination.BANDS + k] * basis[k];
      }
      float a = Math.max(albedo[i + c], DARKEST);
      float linear = Math.max(a * irradiance, DARKEST);
      float encoded = encode(linear);
      attributes[at + 3 + c] = encoded;
      gradient(light, c * Illumination.BANDS, nx, ny, nz);
      // Slope of 1.055 x^(1/2.4) - 0.055, from its value.
      float gain = LUMA[c] * a * (encoded + 0.055f) / (2.4f * linear);
      slopeU -= gain * dot(surface.dualU(), i);
      slopeV -= gain * dot(surface.dualV(), i);
    }
    attributes[at + 6] = slopeU * chart.size();
    attributes[at + 7] = slopeV * chart.size();
  }

  private float dot(float[] of, int i) {
    return gradient[0] * of[i] + gradient[1] * of[i + 1] + gradient[2] * of[i + 2];
  }

  /** Gradient of the irradiance by the normal: of {@link Illumination#basis}'s polynomials. */
  private void gradient(float[] light, int c, float x, float y, float z) {
    gradient[0] =
        (float) (C1 * light[c + 3] + C2 * (light[c + 4] * y + light[c + 7] * z + light[c + 8] * x));
    gradient[1] =
        (float) (C1 * light[c + 1] + C2 * (light[c + 4] * x + light[c + 5] * z - light[c + 8] * y));
    gradient[2] =
        (float)
            (C1 * light[c + 2]
                + C2 * (light[c + 5] * y + light[c + 7] * x)
                + 6 * C20 * light[c + 6] * z);
  }

  private static float encode(float linear) {
    float x = Math.min(linear, 1) * BINS;
    int bin = (int) x;
    return ENCODED[bin] + (x - bin) * (ENCODED[bin + 1] - ENCODED[bin]);
  }

  /**
   * Writes what the network sees.
   *
   * @param texture S x S x 3, sRGB
   * @param visibility S x S
   * @param out receives {@value #CHANNELS} planes of S x S from {@code at}; 0 outside the chart
   */
  public void channels(byte[] texture, byte[] visibility, float[] out, int at) {
    int plane = chart.size() * chart.size();
    Arrays.fill(out, at, at + CHANNELS * plane, 0);
    int[] corners = chart.corners();
    float[] weights = chart.weights();
    for (int i = 0; i < chart.count(); i++) {
      int t = chart.texels()[i];
      int a = ATTRIBUTES * corners[3 * i];
      int b = ATTRIBUTES * corners[3 * i + 1];
      int c = ATTRIBUTES * corners[3 * i + 2];
      float wa = weights[3 * i], wb = weights[3 * i + 1], wc = weights[3 * i + 2];
      int to = at + t;
      for (int k = 0; k < 3; k++) {
        out[to + (3 + k) * plane] =
            wa * attributes[a + k] + wb * attributes[b + k] + wc * attributes[c + k];
        float lit =
            wa * attributes[a + 3 + k] + wb * attributes[b + 3 + k] + wc * attributes[c + 3 + k];
        out[to + k * plane] = RESIDUAL_SCALE * ((texture[3 * t + k] & 0xff) / 255f - lit);
      }
      out[to + VISIBILITY * plane] = (visibility[t] & 0xff) / 255f;
      for (int k = 0; k < 2; k++) {
        out[to + (SLOPES + k) * plane] =
            wa * attributes[a + 6 + k] + wb * attributes[b + 6 + k] + wc * attributes[c + 6 + k];
      }
    }
    estimate(out, at);
  }

  /** Fills the estimates from residual, visibility and slopes. */
  private void estimate(float[] out, int at) {
    int plane = chart.size() * chart.size();
    Arrays.fill(brightness, 0);
    Arrays.fill(seen, 0);
    for (int t : chart.texels()) {
      float weight = out[at + VISIBILITY * plane + t];
      seen[t] = weight;
      brightness[t] = weight * brightness(out, at + t, plane);
    }
    smooth(brightness);
    smooth(seen);
    for (int t : chart.texels()) {
      int to = at + t;
      float u = out[to + SLOPES * plane], v = out[to + (SLOPES + 1) * plane];
      float level = seen[t] > 1e-3f ? brightness[t] / seen[t] : 0;
      float rest = out[to + VISIBILITY * plane] * (brightness(out, to, plane) - level);
      float scale = rest / (u * u + v * v + LEAST_SLOPE * LEAST_SLOPE);
      out[to + ESTIMATES * plane] = ESTIMATE_SCALE * scale * u;
      out[to + (ESTIMATES + 1) * plane] = ESTIMATE_SCALE * scale * v;
    }
  }

  /**
   * Brightness of the residual at a texel, of 1.
   *
   * @param channels of {@link #channels}
   * @param i index of the texel in the first of them
   * @param plane S x S
   */
  public static float brightness(float[] channels, int i, int plane) {
    return (LUMA[0] * channels[i]
            + LUMA[1] * channels[i + plane]
            + LUMA[2] * channels[i + 2 * plane])
        / RESIDUAL_SCALE;
  }

  /** Three means over squares, nearly a Gaussian. */
  private void smooth(float[] map) {
    int size = chart.size();
    for (int pass = 0; pass < 3; pass++) {
      for (int i = 0; i < size; i++) {
        smooth(map, i * size, 1);
        smooth(map, i, size);
      }
    }
  }

  /** Running mean along a row or column; beyond the border there is nothing. */
  private void smooth(float[] map, int from, int step) {
    int size = chart.size();
    float sum = 0;
    for (int i = 0; i < radius; i++) {
      sum += map[from + i * step];
    }
    for (int i = 0; i < size; i++) {
      sum += i + radius < size ? map[from + (i + radius) * step] : 0;
      sum -= i - radius - 1 >= 0 ? map[from + (i - radius - 1) * step] : 0;
      scratch[i] = sum / (2 * radius + 1);
    }
    for (int i = 0; i < size; i++) {
      map[from + i * step] = scratch[i];
    }
  }

  /**
   * Writes what the network's answer is rendered with: unit normals, the duals a_u and a_v of
   * {@link CoarseSurface} for relief in mm and slopes in mm a texel, and the albedo, linear.
   *
   * @param out receives {@value #SURFACE_CHANNELS} planes of S x S from {@code at}; 0 outside the
   *     chart
   */
  public void surface(float[] out, int at) {
    int plane = chart.size() * chart.size();
    Arrays.fill(out, at, at + SURFACE_CHANNELS * plane, 0);
    plane(surface.normals(), 1, out, at);
    plane(surface.dualU(), chart.size(), out, at + 3 * plane);
    plane(surface.dualV(), chart.size(), out, at + 6 * plane);
    plane(albedo, 1, out, at + 9 * plane);
  }

  private void plane(float[] ofVertices, float scale, float[] out, int at) {
    int plane = chart.size() * chart.size();
    for (int i = 0; i < chart.count(); i++) {
      int to = at + chart.texels()[i];
      for (int corner = 3 * i; corner < 3 * i + 3; corner++) {
        int v = 3 * chart.corners()[corner];
        float w = scale * chart.weights()[corner];
        out[to] += w * ofVertices[v];
        out[to + plane] += w * ofVertices[v + 1];
        out[to + 2 * plane] += w * ofVertices[v + 2];
      }
    }
  }
}
