package dev.relievo.web;

import java.awt.image.BufferedImage;

/** What a screenshot shows, in numbers. */
record Pixels(BufferedImage image) {

  /** A colour's red, green or blue, 0 to 255. */
  enum Channel {
    RED(16),
    GREEN(8),
    BLUE(0);

    private final int shift;

    Channel(int shift) {
      this.shift = shift;
    }

    int of(int rgb) {
      return rgb >> shift & 0xff;
    }
  }

  /** A part of the picture, as parts of its width and height. */
  record Part(double left, double top, double right, double bottom) {}

  /** Where the face is: the middle. */
  static final Part MIDDLE = new Part(0.4, 0.35, 0.6, 0.65);

  static final Part LEFT_CHEEK = new Part(0.36, 0.42, 0.46, 0.62);
  static final Part RIGHT_CHEEK = new Part(0.54, 0.42, 0.64, 0.62);

  /** The mean of a channel. */
  double mean(Channel channel, Part part) {
    long[] sum = new long[2];
    each(
        part,
        (x, y) -> {
          sum[0] += channel.of(image.getRGB(x, y));
          sum[1]++;
        });
    return sum[0] / (double) sum[1];
  }

  double brightness(Part part) {
    return (mean(Channel.RED, part) + mean(Channel.GREEN, part) + mean(Channel.BLUE, part)) / 3;
  }

  /** How much neighbouring pixels differ, mean over the part: lines and texture have much of it. */
  double roughness(Part part) {
    double[] sum = new double[2];
    each(
        part,
        (x, y) -> {
          sum[0] +=
              Math.abs(
                  Channel.GREEN.of(image.getRGB(x, y)) - Channel.GREEN.of(image.getRGB(x - 1, y)));
          sum[1]++;
        });
    return sum[0] / sum[1];
  }

  /** Mean difference a channel from another picture of the same size. */
  double difference(Pixels other) {
    double[] sum = new double[2];
    each(
        new Part(0.01, 0, 1, 1),
        (x, y) -> {
          for (Channel c : Channel.values()) {
            sum[0] += Math.abs(c.of(image.getRGB(x, y)) - c.of(other.image.getRGB(x, y)));
            sum[1]++;
          }
        });
    return sum[0] / sum[1];
  }

  @FunctionalInterface
  private interface Visit {
    void at(int x, int y);
  }

  private void each(Part part, Visit visit) {
    int w = image.getWidth(), h = image.getHeight();
    for (int y = (int) (part.top() * h); y < (int) (part.bottom() * h); y++) {
      for (int x = Math.max(1, (int) (part.left() * w)); x < (int) (part.right() * w); x++) {
        visit.at(x, y);
      }
    }
  }
}
