package dev.relievo.chaos;

import dev.relievo.stream.Chain;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * One process of all stages becomes three under load, and one again: of those three the last to
 * come is the one that stays.
 */
final class ScaleScenario implements Scenario {

  private static final double FRAMES_PER_SECOND = 15;

  @Override
  public String name() {
    return "scale";
  }

  @Override
  public void torment(Stand stand) throws InterruptedException {
    stand.start(List.of(Chain.STAGES), FRAMES_PER_SECOND);
    StageProcess first = stand.fleet().only("detect");
    await(stand, first);
    StageProcess second = stand.fleet().start(Chain.STAGES);
    StageProcess third = stand.fleet().start(Chain.STAGES);
    stand.awaitReady();
    for (StageProcess process : List.of(first, second, third)) {
      await(stand, process);
    }
    stand.journal().say("three processes share the work");
    stop(stand, first, 2);
    stop(stand, second, 1);
    await(stand, third);
  }

  /** Waits until a process has done more of every stage than it had. */
  private static void await(Stand stand, StageProcess process) {
    for (String stage : Chain.STAGES) {
      long before = process.pulse().batches(stage);
      stand.await(
          process.name() + " works on " + stage, () -> process.pulse().batches(stage) > before);
    }
  }

  private static void stop(Stand stand, StageProcess process, int left)
      throws InterruptedException {
    stand.seize(process, "regress");
    String work = stand.work(process);
    Map<TopicPartition, Long> ends = stand.watch().ends("regress");
    Instant told = Instant.now();
    stand.fleet().tellToStop(process); // In the midst of its batch, which it is to finish.
    process.pulse().hold("regress", false);
    stand.fleet().awaitClosed(process);
    stand.journal().stopped(process.name() + ": " + work);
    Chain.STAGES.forEach(
        stage ->
            stand.await(
                left + " processes have " + stage,
                () -> stand.watch().members(stage) == left * Stand.THREADS));
    stand.awaitRecovery("regress", ends, told);
  }
}
