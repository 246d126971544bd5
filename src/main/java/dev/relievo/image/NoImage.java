package dev.relievo.image;

import dev.relievo.record.EncodedImage;
import dev.relievo.record.ImageEncoding;
import java.nio.ByteBuffer;

/**
 * What a record holds in place of an image that it is not to carry: no pixels a side, no bytes.
 * Where a face's pixels go no further than detection (coefficient-only mode), every image after it
 * is this one.
 */
public final class NoImage {

  private NoImage() {}

  /** A new one. */
  public static EncodedImage make() {
    return new EncodedImage(0, 0, ImageEncoding.UNKNOWN, ByteBuffer.allocate(0));
  }

  /** Whether an image was left out; one that is broken was not. */
  public static boolean is(EncodedImage image) {
    return image.getWidth() == 0 && image.getHeight() == 0 && !image.getData().hasRemaining();
  }
}
