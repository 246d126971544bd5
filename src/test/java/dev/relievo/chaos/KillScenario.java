package dev.relievo.chaos;

import dev.relievo.stream.Chain;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Each stage's process is killed in the midst of a batch, and started anew; then all of them at the
 * same moment, as when a machine loses power.
 */
final class KillScenario implements Scenario {

  private static final double FRAMES_PER_SECOND = 15;

  @Override
  public String name() {
    return "kill";
  }

  @Override
  public void torment(Stand stand) throws InterruptedException {
    stand.start(Chain.STAGES.stream().map(List::of).toList(), FRAMES_PER_SECOND);
    for (String stage : Chain.STAGES) {
      kill(stand, stage);
    }
    killAll(stand);
  }

  private static void kill(Stand stand, String stage) throws InterruptedException {
    StageProcess victim = stand.fleet().only(stage);
    stand.seize(victim, stage);
    Stand.dwell();
    Map<TopicPartition, Long> ends = stand.watch().ends(stage);
    stand.killInWork(victim);
    Instant killed = Instant.now();
    stand.fleet().start(List.of(stage));
    stand.awaitRecovery(stage, ends, killed);
  }

  private static void killAll(Stand stand) throws InterruptedException {
    stand.seizeAll();
    Stand.dwell();
    Map<TopicPartition, Long> ends = stand.watch().ends("mesh");
    for (StageProcess process : stand.fleet().processes()) {
      stand.killInWork(process);
    }
    Instant killed = Instant.now();
    Chain.STAGES.forEach(stage -> stand.fleet().start(List.of(stage)));
    stand.awaitRecovery("mesh", ends, killed);
  }
}
