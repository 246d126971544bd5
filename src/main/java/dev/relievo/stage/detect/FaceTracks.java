package dev.relievo.stage.detect;

import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceRef;
import dev.relievo.record.FaceTrack;
import dev.relievo.record.Frame;
import dev.relievo.record.TrackedCamera;
import dev.relievo.stage.StageMemory;
import dev.relievo.stage.TrackOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which faces of a camera are one person: gives each a {@code trackId}, the {@code faceId} of the
 * track's first face, so that the same frames in the same order get the same ids. A track that no
 * frame showed for longer than the gap is over, and so is every track where the camera's clock was
 * set back by more than that. A frame that is a little late gets the ids of the tracks around it
 * and changes none. Immutable.
 */
final class FaceTracks implements StageMemory<Frame, FaceCrop, TrackedCamera> {

  /** More is a crowd of which nobody can be told apart; the longest unseen are given up. */
  static final int MOST_TRACKS = 128;

  private final Duration gap;

  FaceTracks(TrackOptions options) {
    gap = options.gap();
  }

  @Override
  public Class<TrackedCamera> stateType() {
    return TrackedCamera.class;
  }

  /** A camera has one state. */
  @Override
  public Optional<String> key(Frame frame) {
    return Optional.of("");
  }

  @Override
  public Step<FaceCrop, TrackedCamera> after(
      Optional<TrackedCamera> state, Frame frame, List<FaceCrop> faces) {
    Instant now = frame.getCapturedAt();
    if (state.isPresent() && isLate(state.get(), now)) {
      return new Step<>(again(state.get(), frame, faces), Optional.empty());
    }
    List<FaceTrack> tracks = new ArrayList<>(alive(state, now));
    if (faces.isEmpty() && state.isEmpty()) {
      return new Step<>(faces, Optional.empty());
    }
    List<Sighting> sightings = faces.stream().map(Sighting::of).toList();
    int[] trackOf = TrackMatch.of(tracks, sightings, now);
    List<FaceCrop> outputs = new ArrayList<>(faces.size());
    for (int i = 0; i < trackOf.length; i++) {
      Sighting face = sightings.get(i);
      FaceTrack seen;
      if (trackOf[i] < 0) {
        seen = face.begin(now);
        tracks.add(seen);
      } else {
        seen = face.goOn(tracks.get(trackOf[i]), now);
        tracks.set(trackOf[i], seen);
      }
      outputs.add(of(seen.getTrackId(), faces.get(i)));
    }
    return new Step<>(outputs, Optional.of(new TrackedCamera(now, bounded(tracks))));
  }

  @Override
  public List<FaceCrop> again(TrackedCamera state, Frame frame, List<FaceCrop> faces) {
    Instant then = frame.getCapturedAt();
    List<FaceTrack> tracks = alive(Optional.of(state), then);
    List<Sighting> sightings = faces.stream().map(Sighting::of).toList();
    int[] trackOf = TrackMatch.of(tracks, sightings, then);
    List<FaceCrop> outputs = new ArrayList<>(faces.size());
    for (int i = 0; i < trackOf.length; i++) {
      String own = sightings.get(i).faceId();
      outputs.add(of(trackOf[i] < 0 ? own : tracks.get(trackOf[i]).getTrackId(), faces.get(i)));
    }
    return outputs;
  }

  /** There is one state a camera; none is another's end. */
  @Override
  public boolean isOver(TrackedCamera state, Frame frame) {
    return false;
  }

  private boolean isLate(TrackedCamera state, Instant now) {
    return !now.isAfter(state.getCapturedAt())
        && Duration.between(now, state.getCapturedAt()).compareTo(gap) <= 0;
  }

  /** Tracks that were seen within the gap, before or after. */
  private List<FaceTrack> alive(Optional<TrackedCamera> state, Instant now) {
    return state.map(TrackedCamera::getTracks).orElse(List.of()).stream()
        .filter(track -> Duration.between(track.getSeenAt(), now).abs().compareTo(gap) <= 0)
        .toList();
  }

  private static List<FaceTrack> bounded(List<FaceTrack> tracks) {
    if (tracks.size() <= MOST_TRACKS) {
      return tracks;
    }
    List<FaceTrack> newest =
        tracks.stream()
            .sorted(Comparator.comparing(FaceTrack::getSeenAt).reversed())
            .limit(MOST_TRACKS)
            .toList();
    return tracks.stream().filter(newest::contains).toList();
  }

  private static FaceCrop of(String trackId, FaceCrop face) {
    FaceRef ref = FaceRef.newBuilder(face.getFace()).setTrackId(trackId).build();
    return new FaceCrop(ref, face.getLandmarks(), face.getCrop());
  }
}
