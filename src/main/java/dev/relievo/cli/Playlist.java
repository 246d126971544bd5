package dev.relievo.cli;

import dev.relievo.video.Picture;
import dev.relievo.video.VideoSource;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** Sources one after another, their times counted on, once or again and again. */
final class Playlist implements VideoSource {

  /** Opens one of them. */
  @FunctionalInterface
  interface Opener {
    VideoSource open() throws IOException, InterruptedException;
  }

  private final List<Opener> sources;
  private final boolean loop;
  private int index;
  private VideoSource current;
  private long offset;
  private long last = -1;
  private long gap = 40_000;
  private long damagedBefore;

  /**
   * Opens the first.
   *
   * @param loop whether it begins again at the end
   */
  Playlist(List<Opener> sources, boolean loop) throws IOException, InterruptedException {
    this.sources = List.copyOf(sources);
    this.loop = loop;
    current = sources.get(0).open();
  }

  @Override
  public Picture next() throws IOException, InterruptedException {
    while (true) {
      Picture picture = current.next();
      if (picture != null) {
        long micros = offset + picture.micros();
        gap = last < 0 ? gap : micros - last;
        last = micros;
        return picture.at(micros);
      }
      if (!openNext()) {
        return null;
      }
    }
  }

  private boolean openNext() throws IOException, InterruptedException {
    if (index + 1 == sources.size() && !loop) {
      return false;
    }
    damagedBefore += current.damaged();
    current.close();
    index = (index + 1) % sources.size();
    // As long after the last picture as that came after the one before.
    offset = last + gap;
    current = sources.get(index).open();
    return true;
  }

  /** Known of a single one, played once. */
  @Override
  public OptionalLong length() {
    return sources.size() == 1 && !loop ? current.length() : OptionalLong.empty();
  }

  @Override
  public long damaged() {
    return damagedBefore + current.damaged();
  }

  @Override
  public void close() {
    current.close();
  }
}
