package dev.relievo.chaos;

import dev.relievo.image.UnusableImages;
import dev.relievo.stream.Chain;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Bad input of every kind, to every stage, in the midst of good: records that are none, keys that
 * do not fit, pictures that cannot be used, pictures on which a stage throws. Stages are killed
 * while they are at it.
 */
final class PoisonScenario implements Scenario {

  private static final double FRAMES_PER_SECOND = 10;

  private static final List<String> WORDS = List.of("broken", "defect", "huge");

  private static final List<String> KILLED = List.of("detect", "unwrap", "mesh");

  @Override
  public String name() {
    return "poison";
  }

  @Override
  public void torment(Stand stand) throws InterruptedException {
    stand.start(Chain.STAGES.stream().map(List::of).toList(), FRAMES_PER_SECOND);
    poison(stand.load());
    for (String stage : KILLED) {
      StageProcess victim = stand.fleet().only(stage);
      stand.seize(victim, stage);
      poison(stand.load());
      Stand.dwell();
      Map<TopicPartition, Long> ends = stand.watch().ends(stage);
      stand.killInWork(victim);
      Instant killed = Instant.now();
      stand.fleet().start(List.of(stage));
      stand.awaitRecovery(stage, ends, killed);
    }
  }

  /** All of it once. */
  static void poison(Load load) {
    Poison.ofEveryKind().forEach(load::publish);
    WORDS.forEach(words -> load.publish("camera-0", Picture.ofWords(words)));
    UnusableImages.all()
        .forEach(image -> load.publish("camera-1", Picture.rejected(image.file(), image.reason())));
  }
}
