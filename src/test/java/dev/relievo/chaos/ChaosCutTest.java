package dev.relievo.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.stream.Chain;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link ChaosCommand} does in twenty minutes, as much of it as fits into one. */
class ChaosCutTest {

  private static final List<String> REST = Chain.STAGES.subList(1, Chain.STAGES.size());

  @TempDir Path folder;

  @Test
  void shouldAnswerEverythingOnceThoughStagesAndBrokerAreKilledAtWorkAmidPoison() throws Exception {
    PrintWriter out = new PrintWriter(System.out, true);

    Report report = new Trial(folder, out).run(new Cut(), Guarantee.EXACTLY_ONCE_V2);

    assertThat(report.problems()).isEmpty();
    assertThat(report.kills()).isEqualTo(3);
    assertThat(report.verdict().letters()).isPositive();
  }

  /** Both processes and the broker are killed once each. */
  private static final class Cut implements Scenario {

    private static final double FRAMES_PER_SECOND = 15;

    @Override
    public String name() {
      return "cut";
    }

    @Override
    public void torment(Stand stand) throws InterruptedException {
      stand.start(List.of(List.of("detect"), REST), FRAMES_PER_SECOND);
      PoisonScenario.poison(stand.load());
      kill(stand, "detect");
      kill(stand, "displace");
      new BrokerScenario(Duration.ofSeconds(1)).killBroker(stand);
    }

    private static void kill(Stand stand, String stage) throws InterruptedException {
      StageProcess victim = stand.fleet().only(stage);
      stand.seize(victim, stage);
      Stand.dwell();
      Map<TopicPartition, Long> ends = stand.watch().ends(stage);
      stand.killInWork(victim);
      Instant killed = Instant.now();
      stand.fleet().start(victim.stages());
      stand.awaitRecovery(stage, ends, killed);
    }
  }
}
