package dev.relievo.render;

import dev.relievo.image.RgbImage;

/** Bilinear lookups in a texture; texel centres at +0.5, edges repeated. */
public final class Textures {

  private Textures() {}

  /**
   * One lookup, interpolated between four texels in sRGB.
   *
   * @param u 0 to 1, from the left
   * @param v 0 to 1, from the top
   * @param out receives red, green, blue from {@code offset}
   */
  public static void sample(RgbImage texture, float u, float v, byte[] out, int offset) {
    float x = clamp(u * texture.width() - 0.5f, texture.width() - 1);
    float y = clamp(v * texture.height() - 0.5f, texture.height() - 1);
    int left = (int) x, top = (int) y;
    float fx = x - left, fy = y - top;
    int right = left + 1 < texture.width() ? 3 : 0;
    int below = top + 1 < texture.height() ? 3 * texture.width() : 0;
    int at = 3 * (top * texture.width() + left);
    byte[] d = texture.data();
    for (int c = 0; c < 3; c++, at++) {
      float upper = mix(d[at] & 0xff, d[at + right] & 0xff, fx);
      float lower = mix(d[at + below] & 0xff, d[at + below + right] & 0xff, fx);
      out[offset + c] = (byte) (mix(upper, lower, fy) + 0.5f);
    }
  }

  private static float mix(float a, float b, float t) {
    return a + (b - a) * t;
  }

  private static float clamp(float value, float max) {
    return value > 0 ? Math.min(value, max) : 0;
  }
}
