package dev.relievo.chaos;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Torments the stages and says whether anything got lost; {@code mvn verify -Pchaos} runs it. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Kills, stops, scales and poisons stage processes at work on a real broker, and checks that"
          + " every frame and face is answered.",
      "Ends with exit code 1 when a check fails."
    })
final class ChaosCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "S",
      description =
          "Scenarios to run, of: kill, broker-down, pause, scale, schema, poison, networks.")
  private List<String> only = List.of();

  @Option(
      names = "--guarantee",
      split = ",",
      paramLabel = "G",
      description = "Under which guarantees: at_least_once, exactly_once_v2. Both by default.")
  private List<String> guarantees = List.of("at_least_once", "exactly_once_v2");

  @Option(names = "--down", paramLabel = "D", description = "How long the broker is away.")
  private Duration down = Duration.ofSeconds(70);

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there.")
  private Path json;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "For logs and the brokers' data; default ${DEFAULT-VALUE}.")
  private Path work = Path.of("target", "chaos");

  public static void main(String[] args) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () ->
                    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
    System.exit(new CommandLine(new ChaosCommand()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path folder = work.resolve("run-" + System.currentTimeMillis());
    out.println("logs in " + folder);
    Trial trial = new Trial(folder, out);
    List<Report> reports = new ArrayList<>();
    for (Scenario scenario : scenarios()) {
      for (Guarantee guarantee : scenario.guarantees()) {
        if (guarantees.contains(guarantee.option())) {
          reports.add(trial.run(scenario, guarantee));
        }
      }
    }
    ReportTable table = new ReportTable(reports);
    table.print(out);
    if (json != null) {
      table.write(json);
    }
    return reports.stream().allMatch(Report::isGood) ? 0 : 1;
  }

  private List<Scenario> scenarios() {
    List<Scenario> all =
        List.of(
            new KillScenario(),
            new BrokerScenario(down),
            new PauseScenario(),
            new ScaleScenario(),
            new SchemaScenario(),
            new PoisonScenario(),
            new NetworksScenario());
    List<String> names = all.stream().map(Scenario::name).toList();
    for (String name : only) {
      if (!names.contains(name)) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "there is no scenario " + name + "; they are " + names);
      }
    }
    return all.stream().filter(s -> only.isEmpty() || only.contains(s.name())).toList();
  }
}
