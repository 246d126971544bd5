package dev.relievo.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What has been fetched of one partition and not been done yet: for each camera, the newest frame
 * behind each record.
 *
 * <p>A record is superseded where one of the same camera, at a later offset, is of a frame with a
 * higher sequence. Faces of one frame have one sequence, so they never supersede one another; a
 * publisher whose sequence starts again from zero supersedes what it sent before only as long as
 * that is still waiting; and a record that comes again after a crash does not supersede newer ones.
 *
 * <p>Offsets are noted in ascending order. One that comes again means that the partition was
 * fetched anew, after it had been taken away or a thread had died: what was known is then void.
 */
final class LookAhead {

  /** Keys are the publishers', so their number is bounded; of one forgotten, nothing is shed. */
  private static final int MOST_CAMERAS = 10_000;

  private record Fetched(long offset, long sequence) {}

  /** Fetched records with ascending offsets and descending sequences: no other can supersede. */
  private static final class Camera {
    private final Deque<Fetched> fetched = new ArrayDeque<>();
    private boolean hasTaken;
    private long taken;
  }

  private final Map<String, Camera> cameras =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Camera> eldest) {
          return size() > MOST_CAMERAS;
        }
      };

  private long last = -1;

  /** A record was fetched. */
  synchronized void fetched(long offset, String camera, long sequence) {
    if (offset <= last) {
      cameras.clear();
    }
    last = offset;
    Deque<Fetched> fetched = cameras.computeIfAbsent(camera, c -> new Camera()).fetched;
    while (!fetched.isEmpty() && fetched.peekLast().sequence() <= sequence) {
      fetched.removeLast();
    }
    fetched.addLast(new Fetched(offset, sequence));
  }

  /** Whether a record that is still waiting is superseded. */
  synchronized boolean isSuperseded(long offset, String camera, long sequence) {
    Camera known = cameras.get(camera);
    return known != null && isSuperseded(known, offset, sequence);
  }

  /**
   * A record's turn has come.
   *
   * @return whether it is to be done: it is not superseded, or another face of its frame was taken
   */
  synchronized boolean take(long offset, String camera, long sequence) {
    Camera known = cameras.get(camera);
    if (known == null) {
      return true;
    }
    while (!known.fetched.isEmpty() && known.fetched.peekFirst().offset() <= offset) {
      known.fetched.removeFirst();
    }
    boolean begun = known.hasTaken && known.taken == sequence;
    if (!begun && isSuperseded(known, offset, sequence)) {
      return false;
    }
    known.hasTaken = true;
    known.taken = sequence;
    return true;
  }

  private static boolean isSuperseded(Camera camera, long offset, long sequence) {
    Iterator<Fetched> later = camera.fetched.iterator();
    while (later.hasNext()) {
      Fetched candidate = later.next();
      if (candidate.offset() > offset) {
        return candidate.sequence() > sequence;
      }
    }
    return false;
  }
}
