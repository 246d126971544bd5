package dev.relievo.web;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The newest frames' pictures, within a number of bytes; the oldest go first. Thread-safe. */
final class RecentFrames {

  private final long mostBytes;
  private final Map<FrameId, Photo> photos = new LinkedHashMap<>();
  private long bytes;

  RecentFrames(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  synchronized void put(FrameId id, Photo photo) {
    remove(id);
    photos.put(id, photo);
    bytes += photo.weight();
    Iterator<Photo> oldest = photos.values().iterator();
    // The newest stays even where it alone is too much: it is what is looked at.
    while (bytes > mostBytes && photos.size() > 1) {
      bytes -= oldest.next().weight();
      oldest.remove();
    }
  }

  private void remove(FrameId id) {
    Photo old = photos.remove(id);
    if (old != null) {
      bytes -= old.weight();
    }
  }

  /** The picture; null where it is not here any more, or not yet. */
  synchronized Photo get(FrameId id) {
    return photos.get(id);
  }
}
