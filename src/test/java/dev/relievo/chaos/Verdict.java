package dev.relievo.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was expected compared with what is there, over all topics.
 *
 * @param out distinct records as expected
 * @param shed distinct answers that say so
 * @param letters distinct dead letters
 * @param missing ids that are on a topic nowhere
 * @param duplicates records that repeat an id
 * @param disordered first occurrences of an id that come after a later one of their camera
 * @param wrong ids that nobody expects, or that say something else
 * @param problems sentences about what is not as it must be
 */
record Verdict(
    int out,
    int shed,
    int letters,
    int missing,
    int duplicates,
    int disordered,
    int wrong,
    List<String> problems) {

  /** Of topics that nobody could read. */
  static final Verdict NONE = new Verdict(0, 0, 0, 0, 0, 0, 0, List.of());

  private static final int NAMED = 5;

  /**
   * Compares.
   *
   * @param once whether a repetition is a fault
   */
  static Verdict of(
      Map<String, Map<String, String>> expected, Map<String, List<Seen>> seen, boolean once) {
    Count count = new Count(once);
    expected.forEach(
        (topic, ids) -> count.compare(topic, ids, seen.getOrDefault(topic, List.of())));
    return new Verdict(
        count.out,
        count.shed,
        count.letters,
        count.missing,
        count.duplicates,
        count.disordered,
        count.wrong,
        count.problems);
  }

  /** Adds up, a topic at a time. */
  private static final class Count {
    private final boolean once;
    private final List<String> problems = new ArrayList<>();
    private int out;
    private int shed;
    private int letters;
    private int missing;
    private int duplicates;
    private int disordered;
    private int wrong;

    Count(boolean once) {
      this.once = once;
    }

    void compare(String topic, Map<String, String> expected, List<Seen> seen) {
      Set<String> found = new HashSet<>();
      List<String> again = new ArrayList<>();
      List<String> late = new ArrayList<>();
      List<String> other = new ArrayList<>();
      Map<String, Seen> last = new HashMap<>();
      for (Seen record : seen) {
        if (!found.add(record.id())) {
          again.add(record.id());
        } else if (!record.lane().isEmpty() && isBefore(record, last.put(record.lane(), record))) {
          late.add(record.id());
        }
        if (!record.what().equals(expected.get(record.id()))) {
          other.add(record.id() + " (" + record.what() + ")");
        }
      }
      Set<String> lost = new HashSet<>(expected.keySet());
      lost.removeAll(found);
      count(topic, seen, found, lost);
      duplicates += again.size();
      disordered += late.size();
      wrong += other.size();
      complain(topic, "misses", lost);
      complain(topic, "has out of order", late);
      complain(topic, "has what was not expected:", other);
      if (once) {
        complain(topic, "repeats", again);
      }
    }

    private void count(String topic, List<Seen> seen, Set<String> found, Set<String> lost) {
      missing += lost.size();
      if (topic.endsWith(".dead-letters")) {
        letters += found.size();
      } else {
        out += found.size();
      }
      shed +=
          (int)
              seen.stream()
                  .filter(s -> s.what().startsWith("SHED"))
                  .map(Seen::id)
                  .distinct()
                  .count();
    }

    private static boolean isBefore(Seen record, Seen last) {
      return last != null
          && (record.sequence() < last.sequence()
              || record.sequence() == last.sequence() && record.index() < last.index());
    }

    private void complain(String topic, String verb, Collection<String> ids) {
      if (!ids.isEmpty()) {
        problems.add(
            "%s %s %d: %s%s"
                .formatted(
                    topic,
                    verb,
                    ids.size(),
                    String.join(", ", ids.stream().sorted().limit(NAMED).toList()),
                    ids.size() > NAMED ? ", ..." : ""));
      }
    }
  }
}
