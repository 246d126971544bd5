package dev.relievo.stage;

import java.time.Duration;

/**
 * How faces are followed from frame to frame.
 *
 * @param enabled whether they are
 * @param gap longest time between two frames that show a face and are of one track, capture time
 * @param memory frames that a mean over a track reaches back, at least 1
 * @param rest cut-off frequency of a face at rest, Hz: what trembles faster is smoothed
 * @param response Hz that the cut-off rises by for each radian, or blendshape, a second
 */
public record TrackOptions(
    boolean enabled, Duration gap, int memory, double rest, double response) {

  /** As it is unless configured. */
  public static final TrackOptions DEFAULT =
      new TrackOptions(true, Duration.ofSeconds(1), 300, 0.5, 24);

  /** No face is followed: each is answered by what its frame alone says. */
  public static final TrackOptions OFF = new TrackOptions(false, Duration.ofSeconds(1), 1, 0.5, 24);

  /** Checks the ranges. */
  public TrackOptions {
    if (gap.isNegative() || gap.isZero() || gap.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException(
          "relievo.track.gap must be above 0 and at most 1m, not " + gap);
    }
    if (memory < 1) {
      throw new IllegalArgumentException(
          "relievo.track.memory must be at least 1 frame, not " + memory);
    }
    if (!(rest > 0)) {
      throw new IllegalArgumentException("relievo.track.rest must be above 0 Hz, not " + rest);
    }
    if (!(response >= 0)) {
      throw new IllegalArgumentException(
          "relievo.track.response must be 0 or more, not " + response);
    }
  }
}
