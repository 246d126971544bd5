package dev.relievo.evaluate;

import dev.relievo.face.MorphableModel;
import dev.relievo.render.Chart;
import dev.relievo.render.Normals;
import java.util.Random;

/**
 * Noise on a face's surface, in millimetres whatever the chart does: sums of kernels at random
 * points of it (sparse convolution; with waves in the kernels Gabor noise, Lagae et al.,
 * "Procedural Noise using Sparse Gabor Convolution", 2009).
 */
final class SkinNoise {

  private static final double FAR = 2.6;

  private final Chart chart;
  private final float[] places;
  private final float[] normals;

  /**
   * Noise on a shape.
   *
   * @param shape V x 3, mm, model space
   */
  SkinNoise(Chart chart, MorphableModel model, float[] shape) {
    this.chart = chart;
    float[] ofVertices = new float[shape.length];
    Normals.ofVertices(shape, model.triangles(), ofVertices);
    places = spread(chart, shape);
    normals = spread(chart, ofVertices);
  }

  /** Values of vertices at the chart's texels, in its order; three each. */
  static float[] spread(Chart chart, float[] ofVertices) {
    float[] out = new float[3 * chart.count()];
    for (int i = 0; i < out.length; i++) {
      int t = i / 3 * 3, k = i % 3;
      for (int j = t; j < t + 3; j++) {
        out[i] += chart.weights()[j] * ofVertices[3 * chart.corners()[j] + k];
      }
    }
    return out;
  }

  /** The chart it is on. */
  Chart chart() {
    return chart;
  }

  /** Places of the chart's texels, in its order: mm, model space. */
  float[] places() {
    return places;
  }

  /**
   * Noise without direction, of variance about 1.
   *
   * @param sigma of its kernels, mm
   * @return size x size; 0 outside the chart
   */
  float[] smooth(double sigma, Random random) {
    return sum(sigma, sigma, 0, null, random);
  }

  /**
   * Waves of variance about 1 whose crests run along lines.
   *
   * @param wavelength across the lines, mm
   * @return size x size; 0 outside the chart
   */
  float[] waves(double wavelength, FoldLines lines, Random random) {
    return sum(1.6 * wavelength, 0.55 * wavelength, 2 * Math.PI / wavelength, lines, random);
  }

  private float[] sum(
      double along, double across, double frequency, FoldLines lines, Random random) {
    float[] values = new float[chart.count()];
    double[] frame = {1, 0, 0, 0, 1, 0};
    int kernels = (int) (2 * 35_000 / (along * across)) + 40;
    for (int k = 0; k < kernels; k++) {
      int at = random.nextInt(chart.count());
      double height = random.nextGaussian(), phase = 2 * Math.PI * random.nextDouble();
      if (lines != null) {
        frame(at, lines.angle(places[3 * at], places[3 * at + 1]), frame);
      }
      add(values, at, frame, along, across, frequency, phase, height);
    }
    return normalised(values);
  }

  /** Unit vectors along and across a direction of the x-y plane laid on the surface. */
  private void frame(int at, double angle, double[] out) {
    double nx = normals[3 * at], ny = normals[3 * at + 1], nz = normals[3 * at + 2];
    double length = Math.sqrt(nx * nx + ny * ny + nz * nz + 1e-12);
    nx /= length;
    ny /= length;
    nz /= length;
    double x = Math.cos(angle), y = Math.sin(angle), z = 0, out0 = x * nx + y * ny;
    x -= out0 * nx;
    y -= out0 * ny;
    z -= out0 * nz;
    double scale = 1 / Math.sqrt(x * x + y * y + z * z + 1e-12);
    out[0] = x * scale;
    out[1] = y * scale;
    out[2] = z * scale;
    out[3] = ny * out[2] - nz * out[1];
    out[4] = nz * out[0] - nx * out[2];
    out[5] = nx * out[1] - ny * out[0];
  }

  private void add(
      float[] values,
      int at,
      double[] frame,
      double along,
      double across,
      double frequency,
      double phase,
      double height) {
    double reach = FAR * Math.max(along, across);
    double mx = places[3 * at], my = places[3 * at + 1], mz = places[3 * at + 2];
    for (int i = 0, p = 0; i < values.length; i++, p += 3) {
      double x = places[p] - mx, y = places[p + 1] - my;
      if (Math.abs(x) < reach && Math.abs(y) < reach) {
        double z = places[p + 2] - mz;
        double a = (frame[0] * x + frame[1] * y + frame[2] * z) / along;
        double c = frame[3] * x + frame[4] * y + frame[5] * z;
        // What is left of the distance is across the surface: the same falloff as across the line.
        double square = a * a + (x * x + y * y + z * z - a * a * along * along) / (across * across);
        if (square < FAR * FAR) {
          values[i] += (float) (height * Math.exp(-square / 2) * Math.cos(frequency * c + phase));
        }
      }
    }
  }

  /** Onto the map, with mean 0 where kernels have no wave, and variance 1. */
  private float[] normalised(float[] values) {
    double sum = 0, square = 0;
    for (float v : values) {
      sum += v;
      square += v * v;
    }
    double mean = sum / values.length;
    double scale = 1 / Math.sqrt(Math.max(1e-12, square / values.length - mean * mean));
    float[] out = new float[chart.size() * chart.size()];
    for (int i = 0; i < values.length; i++) {
      out[chart.texels()[i]] = (float) ((values[i] - mean) * scale);
    }
    return out;
  }
}
