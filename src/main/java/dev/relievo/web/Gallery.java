package dev.relievo.web;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last faces and their photographs, a bounded number: the oldest goes first, but one camera
 * never has more than half of the places, so that a video does not drive all others out.
 * Thread-safe.
 */
final class Gallery {

  private final int places;
  private final Map<String, SeenFace> faces = new LinkedHashMap<>();
  private final Map<FrameId, Photo> photos = new HashMap<>();

  Gallery(int places) {
    this.places = places;
  }

  /**
   * Takes a face; a repeated one replaces itself.
   *
   * @param photo null where it is not known yet, see {@link #attach}
   */
  synchronized void add(SeenFace face, Photo photo) {
    faces.remove(face.key());
    faces.put(face.key(), face);
    if (photo != null) {
      photos.put(face.frame(), photo);
    }
    while (countOf(face.ref().getCameraId()) > Math.max(1, places / 2)) {
      removeOldest(face.ref().getCameraId());
    }
    while (faces.size() > places) {
      removeOldest(null);
    }
    photos
        .keySet()
        .removeIf(frame -> faces.values().stream().noneMatch(f -> f.frame().equals(frame)));
  }

  private long countOf(String camera) {
    return faces.values().stream().filter(f -> f.ref().getCameraId().equals(camera)).count();
  }

  /** Of a camera; null: of all. */
  private void removeOldest(String camera) {
    faces.values().stream()
        .filter(f -> camera == null || f.ref().getCameraId().equals(camera))
        .findFirst()
        .ifPresent(f -> faces.remove(f.key()));
  }

  /** A photograph that was read after its face. */
  synchronized void attach(FrameId frame, Photo photo) {
    if (faces.values().stream().anyMatch(f -> f.frame().equals(frame))) {
      photos.putIfAbsent(frame, photo);
    }
  }

  synchronized Optional<SeenFace> face(String key) {
    return Optional.ofNullable(faces.get(key));
  }

  synchronized Optional<Photo> photo(FrameId frame) {
    return Optional.ofNullable(photos.get(frame));
  }

  /** Newest first. */
  synchronized List<SeenFace> newestFirst() {
    List<SeenFace> list = new ArrayList<>(faces.values());
    Collections.reverse(list);
    return list;
  }
}
