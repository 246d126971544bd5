package dev.relievo.cli;

import dev.relievo.evaluate.ProcessGrowth;
import dev.relievo.evaluate.SimulatedStage;
import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.RelievoConfig;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code relievo bench stage-process}: one of the processes of {@code bench growth}. */
@Command(
    name = "stage-process",
    hidden = true,
    description = "Run a stage on a simulated device until the standard input ends.")
final class BenchStageProcessCommand implements Callable<Integer> {

  /** Of a batch's time: what a thread may come late to it where processes share few cores. */
  private static final double GATHERING = 0.1;

  @Inject RelievoConfig config;
  @Inject MeterRegistry registry;
  @Mixin private KafkaOption kafka;
  @Spec private CommandSpec spec;

  @Option(names = "--device", required = true, description = "Milliseconds a batch.")
  private int device;

  /** The command line of such a process, by the program that runs here. */
  static List<String> command(KafkaSettings settings, ProcessGrowth.Plan plan) {
    long delay = Math.round(GATHERING * plan.device().toMillis());
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        // Eight of them share a machine: small heaps, few helpers.
        "-Xmx384m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Drelievo.stage.threads=" + plan.batch(),
        "-Drelievo.stage.max-batch=" + plan.batch(),
        "-Drelievo.stage.max-delay=" + delay + "ms",
        "-jar",
        System.getProperty("java.class.path"),
        "bench",
        "stage-process",
        "--kafka=" + settings.bootstrapServers(),
        "--device=" + plan.device().toMillis());
  }

  @Override
  public Integer call() throws Exception {
    SimulatedStage.run(
        config,
        kafka.settings(config),
        registry,
        Duration.ofMillis(device),
        System.in,
        spec.commandLine().getOut());
    return ExitCode.OK;
  }
}
