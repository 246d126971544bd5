package dev.relievo.export;

import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import dev.relievo.image.SRgb;
import dev.relievo.render.Chart;
import java.nio.ByteBuffer;

/**
 * The texture of a face whose photograph is not at hand: the model's albedo over the chart, in
 * sRGB, from the coefficients and nothing else. What lies outside the chart has the mean colour.
 * Buffers are used again by the next face; an instance belongs to one thread.
 */
public final class AlbedoTexture {

  /** Texels a side, as of an unwrapped photograph by default. */
  public static final int SIZE = 256;

  private final MorphableModel model;
  private final Chart chart;
  private final float[] albedo;

  /** For faces of a model. */
  public AlbedoTexture(MorphableModel model) {
    this.model = model;
    chart = Chart.of(model, SIZE);
    albedo = new float[3 * model.vertexCount()];
  }

  /**
   * Paints the texture of a face.
   *
   * @param coefficients of the albedo, standard deviations
   * @return a PNG
   */
  public Texture of(float[] coefficients) {
    model.albedo(coefficients, albedo);
    RgbImage image = new RgbImage(SIZE, SIZE);
    byte[] mean = mean();
    for (int i = 0; i < image.data().length; i++) {
      image.data()[i] = mean[i % 3];
    }
    for (int i = 0; i < chart.count(); i++) {
      for (int c = 0; c < 3; c++) {
        image.data()[3 * chart.texels()[i] + c] = SRgb.fromLinear(at(i, c));
      }
    }
    return new Texture(Texture.Format.PNG, ByteBuffer.wrap(ImageEncoder.png(image)));
  }

  private float at(int texel, int channel) {
    float sum = 0;
    for (int corner = 3 * texel; corner < 3 * texel + 3; corner++) {
      sum += chart.weights()[corner] * albedo[3 * chart.corners()[corner] + channel];
    }
    return sum;
  }

  private byte[] mean() {
    double[] sum = new double[3];
    for (int i = 0; i < albedo.length; i++) {
      sum[i % 3] += albedo[i];
    }
    byte[] mean = new byte[3];
    for (int c = 0; c < 3; c++) {
      mean[c] = SRgb.fromLinear((float) (3 * sum[c] / albedo.length));
    }
    return mean;
  }
}
