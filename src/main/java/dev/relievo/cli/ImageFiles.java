package dev.relievo.cli;

import dev.relievo.record.ImageEncoding;
import dev.relievo.video.EncodedImage;
import dev.relievo.video.Picture;
import dev.relievo.video.VideoSource;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Image files as pictures, read one after another and published as they are. With a rate they are a
 * video of that rate; without, each is taken when it is read.
 */
final class ImageFiles implements VideoSource {

  private static final double MICROS = 1e6;

  private final List<Path> files;
  private final double rate;
  private int next;
  private long start;
  private long last = -1;

  /**
   * Of files that are there.
   *
   * @param rate pictures a second; 0 where they are photographs
   */
  ImageFiles(List<Path> files, double rate) {
    this.files = List.copyOf(files);
    this.rate = rate;
  }

  @Override
  public Picture next() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (next == files.size()) {
      return null;
    }
    Path file = files.get(next);
    last = Math.max(last + 1, time());
    next++;
    return new OfFile(last, file);
  }

  private long time() {
    if (rate > 0) {
      return Math.round(next * MICROS / rate);
    }
    long now = System.nanoTime();
    start = next == 0 ? now : start;
    return (now - start) / 1000;
  }

  @Override
  public OptionalLong length() {
    return rate > 0
        ? OptionalLong.of(Math.round(files.size() * MICROS / rate))
        : OptionalLong.empty();
  }

  /** Files are not looked into; who reads them from a topic says what they are worth. */
  @Override
  public long damaged() {
    return 0;
  }

  @Override
  public void close() {}

  private record OfFile(long micros, Path file) implements Picture {

    @Override
    public EncodedImage encode() {
      return new EncodedImage(ImageEncoding.UNKNOWN, PhotoFile.bytes(file));
    }
  }
}
