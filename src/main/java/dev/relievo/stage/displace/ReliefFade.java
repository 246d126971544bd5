package dev.relievo.stage.displace;

import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;

/**
 * Where relief may be and how far a network's answer is followed: bounded in millimetres, zero on
 * everything that is not skin (eyes, brows, lips, nostrils, beyond the border), rising smoothly
 * with the distance from it, faded where the photograph does not show the surface, followed less
 * where the network expects more error than it found relief ({@link ReliefTrust}), and left out
 * where it is faint: x becomes x^3 / (x^2 + {@value #FAINT}^2). Immutable.
 */
public final class ReliefFade {

  /** Most relief either way, mm: deeper folds belong to the coarse model. */
  public static final float BOUND = 1;

  /**
   * Relief of which half is left, mm: a few micrometres all over smooth skin are what the network
   * is not sure of, and add up to more than they find.
   */
  public static final float FAINT = 0.003f;

  /** Visibility, 0 to 1, up to which there is no relief, and from which on there is all of it. */
  public static final float HIDDEN = 0.05f;

  public static final float SEEN = 0.35f;

  /** Distance from what is not skin, mm, up to which there is no relief, and from which on all. */
  private static final float NONE_TO = 0.6f;

  private static final float ALL_FROM = 3.6f;

  /** Nominal side of the chart, mm: that of its median texel times their number. */
  static final float SIDE = 307.2f;

  private final int size;
  private final float[] mask;
  private final ReliefTrust trust;

  /**
   * For maps of one size.
   *
   * @param size S, texels
   */
  public ReliefFade(MorphableModel model, int size) {
    this.size = size;
    float[] distance = distance(model, size);
    float texel = SIDE / size;
    mask = new float[size * size];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = step((texel * distance[i] - NONE_TO) / (ALL_FROM - NONE_TO));
    }
    trust = new ReliefTrust(size);
  }

  /** S. */
  public int size() {
    return size;
  }

  /** S x S, 0 to 1: where relief may be, whatever is seen. */
  public float[] mask() {
    return mask.clone();
  }

  /**
   * Relief of a network's answer.
   *
   * @param maps whose S x S from {@code mapsAt} on are the answer, -1 to 1, and those behind them
   *     the logarithm of the error in radians that the network expects
   * @param visibility whose S x S from {@code visibilityAt} on are 0 to 1
   * @return S x S, mm
   */
  public float[] relief(float[] maps, int mapsAt, float[] visibility, int visibilityAt) {
    float[] out = new float[mask.length];
    for (int t = 0; t < out.length; t++) {
      if (mask[t] > 0) {
        out[t] = BOUND * maps[mapsAt + t] * mask[t] * seen(visibility[visibilityAt + t]);
      }
    }
    float[] kept = trust.of(out, maps, mapsAt + mask.length);
    for (int t = 0; t < out.length; t++) {
      float square = out[t] * out[t];
      out[t] *= square / (square + FAINT * FAINT);
    }
    trust.weigh(out, kept);
    return out;
  }

  /** How far a texel of a visibility is followed, 0 to 1. */
  public static float seen(float visibility) {
    return step((visibility - HIDDEN) / (SEEN - HIDDEN));
  }

  private static float step(float x) {
    float t = Math.max(0, Math.min(1, x));
    return t * t * (3 - 2 * t);
  }

  /** Texels from each texel to the nearest one that is not skin (a chamfer of 1 and root 2). */
  private static float[] distance(MorphableModel model, int size) {
    byte[] regions = model.regionMap();
    int from = MorphableModel.REGION_MAP_SIZE;
    float[] d = new float[size * size];
    for (int i = 0; i < d.length; i++) {
      int x = i % size * from / size, y = i / size * from / size;
      boolean border = i % size == 0 || i % size == size - 1 || i < size || i >= d.length - size;
      boolean skin = !border && Region.SKIN.in(regions[y * from + x]);
      boolean other =
          Region.EYES.in(regions[y * from + x])
              || Region.BROWS.in(regions[y * from + x])
              || Region.LIPS.in(regions[y * from + x]);
      d[i] = skin && !other ? 2 * size : 0;
    }
    for (int y = 1; y < size - 1; y++) {
      for (int x = 1; x < size - 1; x++) {
        relax(d, y * size + x, -1, -size, -size - 1, -size + 1);
      }
    }
    for (int y = size - 2; y > 0; y--) {
      for (int x = size - 2; x > 0; x--) {
        relax(d, y * size + x, 1, size, size + 1, size - 1);
      }
    }
    return d;
  }

  private static void relax(float[] d, int i, int a, int b, int c, int e) {
    float straight = 1 + Math.min(d[i + a], d[i + b]);
    float oblique = (float) Math.sqrt(2) + Math.min(d[i + c], d[i + e]);
    d[i] = Math.min(d[i], Math.min(straight, oblique));
  }
}
