package dev.relievo.web;

import dev.relievo.image.Halving;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.ImageLimits;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import java.nio.ByteBuffer;

/**
 * A frame's picture. What is shown of it is decoded and encoded again: no larger than a screen,
 * upright, and without what cameras write beside the pixels, such as places.
 */
final class Photo {

  /** The longer side is halved until it is within this, pixels. */
  static final int LARGEST_SIDE = 1600;

  private static final int LEAST_SIDE = 600;
  private static final int QUALITY = 88;

  /** A picture of 64 megapixels takes 200 MB while it is decoded. */
  private static final Object ONE_AT_A_TIME = new Object();

  private final int weight;
  private ByteBuffer encoded;
  private byte[] shown;

  /** A picture as it was published, whatever it is; not copied. */
  Photo(ByteBuffer encoded) {
    this.encoded = encoded;
    this.weight = encoded.remaining();
  }

  /** Bytes as it was published. */
  int weight() {
    return weight;
  }

  /**
   * The picture as a JPEG; made at the first call, after which only that is kept.
   *
   * @throws ImageRejectedException where it is no picture that can be used
   */
  synchronized byte[] jpeg() throws ImageRejectedException {
    if (shown == null) {
      synchronized (ONE_AT_A_TIME) {
        shown = reduce(encoded);
      }
      encoded = null;
    }
    return shown;
  }

  private static byte[] reduce(ByteBuffer encoded) throws ImageRejectedException {
    RgbImage image = ImageDecoder.decodeReduced(encoded, LEAST_SIDE, ImageLimits.DEFAULT).image();
    while (Math.max(image.width(), image.height()) > LARGEST_SIDE) {
      image = Halving.halve(image);
    }
    return ImageEncoder.jpeg(image, QUALITY);
  }
}
