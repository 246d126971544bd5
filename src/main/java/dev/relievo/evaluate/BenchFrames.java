package dev.relievo.evaluate;

import dev.relievo.record.Frame;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Makes frames of some pictures for some cameras, both in turn; captured when they are made. */
final class BenchFrames {

  private final List<byte[]> images;
  private final List<String> cameras;

  /** As publishers number frames: growing from one start to the next. */
  private final long first = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());

  private int made;

  /**
   * Makes none yet.
   *
   * @param images encoded; at least one
   * @param cameras ids; at least one
   */
  BenchFrames(List<byte[]> images, List<String> cameras) {
    this.images = images;
    this.cameras = cameras;
  }

  Frame next() {
    return of(cameras.get(made % cameras.size()));
  }

  /** The next frame, of a camera whose turn it may not be. */
  Frame of(String camera) {
    int n = made++;
    return Frame.newBuilder()
        .setCameraId(camera)
        .setSequence(first + n)
        .setCapturedAt(Instant.now().truncatedTo(ChronoUnit.MICROS))
        .setImage(ByteBuffer.wrap(images.get(n % images.size())).asReadOnlyBuffer())
        .build();
  }

  /** Mean bytes of a picture. */
  double meanBytes() {
    return images.stream().mapToInt(image -> image.length).average().orElseThrow();
  }
}
