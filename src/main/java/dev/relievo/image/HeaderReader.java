package dev.relievo.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Walks a file of one kind from its first byte to its last, for {@link ImageHeader}. Whatever reads
 * beyond the end of the buffer throws {@link IndexOutOfBoundsException}.
 */
abstract class HeaderReader {

  final ByteBuffer b;
  final ImageLimits limits;
  int width;
  int height;
  boolean alpha;
  int orientation = ExifOrientation.UPRIGHT;

  HeaderReader(ByteBuffer file, ByteOrder order, ImageLimits limits) {
    this.b = file.duplicate().order(order);
    this.limits = limits;
  }

  /**
   * Reads the header and checks that the file is complete.
   *
   * @throws ImageRejectedException where it is no complete still image within the limits
   */
  abstract ImageHeader read() throws ImageRejectedException;
}
