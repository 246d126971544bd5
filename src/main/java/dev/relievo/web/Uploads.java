package dev.relievo.web;

import dev.relievo.image.ImageLimits;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What strangers may send: how much, and how much at a time. */
@Singleton
final class Uploads {

  /** Pictures in hand at a time; with 16 MiB each these are 256 MiB. */
  private static final int AT_A_TIME = 16;

  private static final Pattern CAMERA = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final Semaphore places = new Semaphore(AT_A_TIME);

  /** A camera's id as browsers may choose it. */
  static String camera(String id) {
    if (!CAMERA.matcher(id).matches()) {
      throw Problems.of(
          400, "a camera's id here is 1 to 64 letters, digits, dots, dashes and underscores");
    }
    return id;
  }

  /** Handles a picture, if it is no larger than a frame may be and not too many are in hand. */
  Response take(byte[] image, Supplier<Response> handle) {
    if (image == null || image.length == 0) {
      throw Problems.of(400, "the request has no picture in its body");
    }
    if (image.length > ImageLimits.DEFAULT.maxBytes()) {
      throw Problems.of(
          413, "a picture has at most %d bytes".formatted(ImageLimits.DEFAULT.maxBytes()));
    }
    if (!places.tryAcquire()) {
      throw Problems.of(429, "too many pictures at once; try again in a second");
    }
    try {
      return handle.get();
    } finally {
      places.release();
    }
  }
}
