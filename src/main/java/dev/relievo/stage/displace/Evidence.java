package dev.relievo.stage.displace;

import dev.relievo.render.SplineSlope;

/**
 * What a photograph tells of how well it shows relief, as a few numbers a face: how many pixels
 * there are a millimetre, how much of the skin is seen, how sharp it is, how far it differs from
 * the coarse face in fine structure, how much relief the network found, how sure it is of that, and
 * how well the shading of that relief agrees with what the photograph shows. {@link Gate} decides
 * by them.
 */
public final class Evidence {

  /** Numbers a face. */
  public static final int COUNT = 7;

  private static final double LEAST = 1e-5;

  private final int size;
  private final float[] mask;

  /** For maps of the fade's size. */
  public Evidence(ReliefFade fade) {
    size = fade.size();
    mask = fade.mask();
  }

  /**
   * The numbers of a face.
   *
   * @param channels what the network saw, {@link DetailInput#channels}, from {@code at}
   * @param relief S x S, mm, as {@link ReliefFade} has it
   * @param errors whose S x S from {@code errorsAt} are the logarithm of the error in radians that
   *     the network expects
   * @param density pixels a millimetre
   */
  public double[] of(
      float[] channels, int at, float[] relief, float[] errors, int errorsAt, double density) {
    int plane = size * size;
    int visibility = at + DetailInput.VISIBILITY * plane;
    int slopes = at + DetailInput.SLOPES * plane, estimates = at + DetailInput.ESTIMATES * plane;
    float[] brightness = brightness(channels, at);
    double area = 0, seen = 0, fine = 0, coarser = 0, level = 0, slope = 0, unsure = 0;
    double both = 0, shown = 0, shaded = 0;
    for (int y = SplineSlope.REACH; y < size - SplineSlope.REACH; y++) {
      for (int x = SplineSlope.REACH; x < size - SplineSlope.REACH; x++) {
        int t = y * size + x;
        float w = mask[t];
        if (w <= 0) {
          continue;
        }
        area += w;
        float visible = ReliefFade.seen(channels[visibility + t]);
        if (visible <= 0) {
          continue;
        }
        double weight = w * visible;
        seen += weight;
        double here = brightness[t];
        double left2 = brightness[t - 2], right2 = brightness[t + 2];
        double above2 = brightness[t - 2 * size], below2 = brightness[t + 2 * size];
        fine +=
            weight * (Math.abs(brightness[t + 1] - here) + Math.abs(brightness[t + size] - here));
        coarser += weight * (Math.abs(right2 - left2) + Math.abs(below2 - above2)) / 4;
        level += weight * Math.abs(here - (left2 + right2 + above2 + below2) / 4);
        double across = relief[t + 1] - relief[t], down = relief[t + size] - relief[t];
        slope += weight * Math.sqrt(across * across + down * down);
        unsure += weight * errors[errorsAt + t];
        double u = channels[slopes + t], v = channels[slopes + plane + t];
        double photo = u * channels[estimates + t] + v * channels[estimates + plane + t];
        double shading = u * SplineSlope.at(relief, t, 1) + v * SplineSlope.at(relief, t, size);
        both += weight * photo * shading;
        shown += weight * photo * photo;
        shaded += weight * shading * shading;
      }
    }
    double all = Math.max(seen, LEAST);
    double found = Math.log(Math.max(slope / all, LEAST));
    return new double[] {
      Math.log(Math.max(density, 1e-3)),
      seen / Math.max(area, LEAST),
      Math.log(Math.max(fine, LEAST) / Math.max(coarser, LEAST)),
      Math.log(Math.max(level / all, LEAST)),
      found,
      found - unsure / all,
      both / Math.sqrt(Math.max(shown * shaded, LEAST * LEAST * all * all))
    };
  }

  /** Of the residual. */
  private float[] brightness(float[] channels, int at) {
    int plane = size * size;
    float[] out = new float[plane];
    for (int t = 0, i = at; t < plane; t++, i++) {
      out[t] =
          (channels[i] + channels[i + plane] + channels[i + 2 * plane])
              / (3 * DetailInput.RESIDUAL_SCALE);
    }
    return out;
  }
}
