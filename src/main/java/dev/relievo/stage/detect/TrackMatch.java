package dev.relievo.stage.detect;

import dev.relievo.record.FaceTrack;
import dev.relievo.tensor.Tensors;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which face of a frame continues which track: pairs are taken from the cheapest on. A pair's cost
 * is how far the face is from where the track's speed would have brought it, how much its size
 * changed, and how much its shape did; each is measured against the most that the time between
 * allows, and beyond that most there is no pair.
 */
final class TrackMatch {

  /** Crop sides that a face may be off its prediction: at once, and more a second. */
  private static final double OFF = 0.35, OFF_A_SECOND = 0.8;

  /** Logarithm of the change of size, in the same way. */
  private static final double GROWTH = 0.25, GROWTH_A_SECOND = 0.5;

  /**
   * {@link ShapeDistance}, in the same way and at most. On clips of the training photographs and
   * rendered ones a face is 0.02 from itself a frame before at most, and 0.08 a second before; two
   * people are 0.03 to 0.2 apart, 0.07 on average.
   */
  private static final double CHANGE = 0.035, CHANGE_A_SECOND = 0.25, MOST_CHANGE = 0.09;

  /**
   * Landmarks fail on single frames, at an edge or behind somebody's shoulder: so far off, so often
   * in a row, a face still continues a track that this many frames have shown.
   */
  private static final double WRONG = 0.25;

  private static final int PATIENCE = 8, WELL_KNOWN = 3;

  /** Longest time that a speed is believed in, s. */
  private static final double COASTING = 0.5;

  private record Pair(int track, int face, double cost) {}

  private TrackMatch() {}

  /**
   * The track of each face.
   *
   * @return indices of tracks in the order of the faces, -1 for none
   */
  static int[] of(List<FaceTrack> tracks, List<Sighting> faces, Instant now) {
    List<Pair> pairs = new ArrayList<>();
    for (int t = 0; t < tracks.size(); t++) {
      for (int f = 0; f < faces.size(); f++) {
        double cost = cost(tracks.get(t), faces.get(f), now);
        if (cost < Double.POSITIVE_INFINITY) {
          pairs.add(new Pair(t, f, cost));
        }
      }
    }
    // The sort is stable: what costs the same is taken in the order of the tracks.
    pairs.sort(Comparator.comparingDouble(Pair::cost));
    int[] trackOf = new int[faces.size()];
    Arrays.fill(trackOf, -1);
    boolean[] taken = new boolean[tracks.size()];
    for (Pair pair : pairs) {
      if (!taken[pair.track()] && trackOf[pair.face()] < 0) {
        taken[pair.track()] = true;
        trackOf[pair.face()] = pair.track();
      }
    }
    return trackOf;
  }

  private static double cost(FaceTrack track, Sighting face, Instant now) {
    double dt = seconds(track, now), apart = Math.abs(dt);
    double coast = Math.max(-COASTING, Math.min(COASTING, dt));
    double x = track.getX() + coast * track.getSpeedX() - face.x();
    double y = track.getY() + coast * track.getSpeedY() - face.y();
    double side = (track.getSide() + face.side()) / 2;
    double off = Math.hypot(x, y) / side / (OFF + OFF_A_SECOND * apart);
    double growth =
        Math.abs(Math.log(face.side() / track.getSide())) / (GROWTH + GROWTH_A_SECOND * apart);
    if (!(off < 1) || !(growth < 1)) {
      return Double.POSITIVE_INFINITY;
    }
    double change = ShapeDistance.between(shape(track), face.shape());
    boolean isAlike = change < mostChange(apart);
    boolean mayBe =
        change < WRONG && track.getFrames() >= WELL_KNOWN && track.getDoubts() < PATIENCE;
    return isAlike || mayBe ? off + growth + change / mostChange(apart) : Double.POSITIVE_INFINITY;
  }

  /**
   * Whether a face's shape is that of the track.
   *
   * @param seconds since the track was seen
   */
  static boolean isAlike(FaceTrack track, Sighting face, double seconds) {
    return ShapeDistance.between(shape(track), face.shape()) < mostChange(seconds);
  }

  /** The most that the shape of one person's landmarks changes in a time, by expression mostly. */
  private static double mostChange(double seconds) {
    return Math.min(MOST_CHANGE, CHANGE + CHANGE_A_SECOND * seconds);
  }

  private static float[] shape(FaceTrack track) {
    return Tensors.floats(track.getShape(), Sighting.POINTS, 3);
  }

  /** From when a track was seen last until now, s. */
  static double seconds(FaceTrack track, Instant now) {
    return Duration.between(track.getSeenAt(), now).toNanos() / 1e9;
  }
}
