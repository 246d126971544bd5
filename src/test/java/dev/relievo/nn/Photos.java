package dev.relievo.nn;

import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** The photographs that come with the project. */
public final class Photos {

  public static final String ASTRONAUT = "astronaut.png";
  public static final String GRACE_HOPPER = "grace_hopper.jpg";

  private Photos() {}

  /** The file. */
  public static byte[] bytes(String name) {
    try (InputStream in = Photos.class.getResourceAsStream("/photos/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The picture. */
  public static RgbImage image(String name) {
    try {
      return ImageDecoder.decode(ByteBuffer.wrap(bytes(name)));
    } catch (ImageRejectedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Copies a picture into a frame at its own size. */
  public static void paste(RgbImage frame, RgbImage photo, int left, int top) {
    for (int y = 0; y < photo.height(); y++) {
      System.arraycopy(
          photo.data(),
          3 * y * photo.width(),
          frame.data(),
          3 * ((top + y) * frame.width() + left),
          3 * photo.width());
    }
  }
}
