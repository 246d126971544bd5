package dev.relievo.cli;

import dev.relievo.export.FaceTrack;
import dev.relievo.face.MorphableModel;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceRef;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Collects faces by camera and track, for an animation of the longest. */
final class TrackRecorder {

  /** Twenty minutes at 30 frames a second; about 40 MB. */
  private static final int MOST_FRAMES = 36_000;

  /** Beyond, the shortest of the others makes room. Each keeps one record of about a megabyte. */
  private static final int MOST_TRACKS = 64;

  private final MorphableModel model;
  private final Map<String, FaceTrack> tracks = new LinkedHashMap<>();
  private int frames;

  TrackRecorder(MorphableModel model) {
    this.model = model;
  }

  /**
   * Takes a face.
   *
   * @throws IllegalArgumentException where the record is malformed or of another face model
   */
  void add(FaceMesh mesh) {
    FaceRef face = mesh.getFace();
    String name = name(face.getCameraId(), FaceFilter.track(face));
    FaceTrack track = tracks.computeIfAbsent(name, key -> new FaceTrack(model, key));
    frames -= track.size();
    track.add(mesh);
    frames += track.size();
    if (tracks.size() > MOST_TRACKS) {
      FaceTrack shortest =
          tracks.values().stream()
              .filter(other -> other != track)
              .min(FaceTrack.byLength())
              .orElseThrow();
      frames -= tracks.remove(shortest.name()).size();
    }
  }

  /** A track's id mostly begins with its camera's; others need it to be told apart. */
  private static String name(String camera, String track) {
    return track.startsWith(camera + "/") ? track : camera + " " + track;
  }

  /** Whether there is no room for more. */
  boolean isFull() {
    return frames >= MOST_FRAMES;
  }

  /** The track with the most frames; of two, the one that was seen first. */
  Optional<FaceTrack> longest() {
    Comparator<FaceTrack> byLength = FaceTrack.byLength();
    return tracks.values().stream().reduce((a, b) -> byLength.compare(a, b) < 0 ? b : a);
  }
}
