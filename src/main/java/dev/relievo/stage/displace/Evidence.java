package dev.relievo.stage.displace;

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
  private final ReliefFade fade;

  /** For maps of the fade's size. */
  public Evidence(ReliefFade fade) {
    this.fade = fade;
    size = fade.size();
    mask = fade.mask();
  }

  /**
   * The numbers of a face.
   *
   * @param channels what the network saw, {@link DetailInput#channels}, from {@code at}
   * @param maps what it answered: bounded relief, then the logarithm of the error in radians that
   *     it expects, S x S each, from {@code mapsAt}
   * @param density pixels a millimetre
   */
  public double[] of(float[] channels, int at, float[] maps, int mapsAt, double density) {
    int plane = size * size;
    double area = 0, seen = 0, fine = 0, coarser = 0, level = 0, slope = 0, unsure = 0;
    double both = 0, shown = 0, shaded = 0;
    for (int y = 2; y < size - 2; y++) {
      for (int x = 2; x < size - 2; x++) {
        int t = y * size + x;
        float w = mask[t];
        if (w <= 0) {
          continue;
        }
        area += w;
        float visible = ReliefFade.seen(channels[at + DetailInput.VISIBILITY * plane + t]);
        if (visible <= 0) {
          continue;
        }
        double weight = w * visible;
        seen += weight;
        double here = brightness(channels, at + t, plane);
        double right = brightness(channels, at + t + 1, plane);
        double below = brightness(channels, at + t + size, plane);
        double left2 = brightness(channels, at + t - 2, plane);
        double right2 = brightness(channels, at + t + 2, plane);
        double above2 = brightness(channels, at + t - 2 * size, plane);
        double below2 = brightness(channels, at + t + 2 * size, plane);
        fine += weight * (Math.abs(right - here) + Math.abs(below - here));
        coarser += weight * (Math.abs(right2 - left2) + Math.abs(below2 - above2)) / 4;
        level += weight * Math.abs(here - (left2 + right2 + above2 + below2) / 4);
        int m = mapsAt + t;
        slope +=
            weight
                * Math.hypot(
                    relief(channels, at, maps, mapsAt, t + 1)
                        - relief(channels, at, maps, mapsAt, t),
                    relief(channels, at, maps, mapsAt, t + size)
                        - relief(channels, at, maps, mapsAt, t));
        unsure += weight * maps[m + plane];
        double u = channels[at + DetailInput.SLOPES * plane + t];
        double v = channels[at + (DetailInput.SLOPES + 1) * plane + t];
        double photo =
            u * channels[at + DetailInput.ESTIMATES * plane + t]
                + v * channels[at + (DetailInput.ESTIMATES + 1) * plane + t];
        double shading =
            u * difference(channels, at, maps, mapsAt, t, 1)
                + v * difference(channels, at, maps, mapsAt, t, size);
        both += weight * photo * shading;
        shown += weight * photo * photo;
        shaded += weight * shading * shading;
      }
    }
    double all = Math.max(seen, LEAST);
    double relief = Math.log(Math.max(slope / all, LEAST));
    return new double[] {
      Math.log(Math.max(density, 1e-3)),
      seen / Math.max(area, LEAST),
      Math.log(Math.max(fine, LEAST) / Math.max(coarser, LEAST)),
      Math.log(Math.max(level / all, LEAST)),
      relief,
      relief - unsure / all,
      both / Math.sqrt(Math.max(shown * shaded, LEAST * LEAST * all * all))
    };
  }

  /** Central difference of the relief to the next texel that is a step away, mm a texel. */
  private double difference(float[] channels, int at, float[] maps, int mapsAt, int t, int step) {
    return (relief(channels, at, maps, mapsAt, t + step)
            - relief(channels, at, maps, mapsAt, t - step))
        / 2;
  }

  private float relief(float[] channels, int at, float[] maps, int mapsAt, int t) {
    return fade.relief(
        maps[mapsAt + t], t, channels[at + DetailInput.VISIBILITY * size * size + t]);
  }

  private static double brightness(float[] channels, int i, int plane) {
    return (channels[i] + channels[i + plane] + channels[i + 2 * plane])
        / (3 * DetailInput.RESIDUAL_SCALE);
  }
}
