package dev.relievo.image;

/** Halves images: the mean of each 2 x 2 block, a lone last row or column dropped. */
public final class Halving {

  private Halving() {}

  /** Half the size, at least one pixel; pixel (x, y) covers (2x, 2y) to (2x + 2, 2y + 2). */
  public static RgbImage halve(RgbImage in) {
    if (in.width() < 2 || in.height() < 2) {
      return in;
    }
    RgbImage out = new RgbImage(in.width() / 2, in.height() / 2);
    byte[] s = in.data(), d = out.data();
    int stride = 3 * in.width();
    for (int y = 0, o = 0; y < out.height(); y++) {
      for (int x = 0, i = 2 * y * stride; x < out.width(); x++, i += 6) {
        for (int c = 0; c < 3; c++, o++) {
          int sum =
              (s[i + c] & 255)
                  + (s[i + c + 3] & 255)
                  + (s[i + c + stride] & 255)
                  + (s[i + c + stride + 3] & 255);
          d[o] = (byte) (sum + 2 >> 2);
        }
      }
    }
    return out;
  }
}
