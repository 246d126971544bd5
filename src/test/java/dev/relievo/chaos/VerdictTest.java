package dev.relievo.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The checks find what they look for. */
class VerdictTest {

  private static final String TOPIC = "relievo.meshes";
  private static final Map<String, Map<String, String>> EXPECTED =
      Map.of(TOPIC, Map.of("door/1#0", "", "door/2#0", "", "door/2#1", ""));

  private static final Seen FIRST = face(1, 0);
  private static final Seen SECOND = face(2, 0);
  private static final Seen THIRD = face(2, 1);

  @Test
  void shouldFindNothingWrongWithEverythingOnceInOrder() {
    assertThat(verdict(true, FIRST, SECOND, THIRD))
        .isEqualTo(new Verdict(3, 0, 0, 0, 0, 0, 0, List.of()));
  }

  @Test
  void shouldNameWhatIsMissing() {
    Verdict verdict = verdict(false, FIRST, THIRD);

    assertThat(verdict.missing()).isEqualTo(1);
    assertThat(verdict.problems()).containsExactly("relievo.meshes misses 1: door/2#0");
  }

  @Test
  void shouldMindARepetitionOnlyUnderExactlyOnce() {
    Verdict mild = verdict(false, FIRST, SECOND, FIRST, SECOND, THIRD);
    Verdict strict = verdict(true, FIRST, SECOND, FIRST, SECOND, THIRD);

    assertThat(mild.duplicates()).isEqualTo(strict.duplicates()).isEqualTo(2);
    assertThat(mild.problems()).isEmpty();
    assertThat(strict.problems()).containsExactly("relievo.meshes repeats 2: door/1#0, door/2#0");
  }

  @Test
  void shouldMindTheOrderOfFirstOccurrences() {
    assertThat(verdict(false, FIRST, THIRD, SECOND).problems())
        .containsExactly("relievo.meshes has out of order 1: door/2#0");
    assertThat(verdict(false, SECOND, FIRST, THIRD).disordered()).isEqualTo(1);
  }

  @Test
  void shouldNotCompareTheOrderOfDifferentCameras() {
    Seen other = new Seen("hall/0#0", "", "hall", 0, 0);

    assertThat(verdict(true, FIRST, other, SECOND, THIRD).disordered()).isZero();
  }

  @Test
  void shouldMindWhatNobodyExpectsAndWhatSaysSomethingElse() {
    Seen stranger = face(9, 0);
    Seen failed = new Seen("door/2#1", "FAILED", "door", 2, 1);

    Verdict verdict = verdict(true, FIRST, SECOND, failed, stranger);

    assertThat(verdict.wrong()).isEqualTo(2);
    assertThat(verdict.problems())
        .singleElement()
        .asString()
        .contains("door/2#1 (FAILED)", "door/9#0 ()");
  }

  private static Seen face(long sequence, int index) {
    return new Seen("door/" + sequence + "#" + index, "", "door", sequence, index);
  }

  private static Verdict verdict(boolean once, Seen... seen) {
    return Verdict.of(EXPECTED, Map.of(TOPIC, List.of(seen)), once);
  }
}
