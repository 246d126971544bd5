package dev.relievo.chaos;

import dev.relievo.stream.Chain;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;

/** Runs a scenario from the first process to the verdict. */
final class Trial {

  private final Path folder;
  private final PrintWriter out;

  /**
   * Trials in a folder.
   *
   * @param out told what happens
   */
  Trial(Path folder, PrintWriter out) {
    this.folder = folder;
    this.out = out;
  }

  Report run(Scenario scenario, Guarantee guarantee) throws InterruptedException {
    String name = scenario.name() + "-" + guarantee.option();
    out.println(name);
    Journal journal = new Journal(out);
    List<String> problems = new ArrayList<>();
    try (Stand stand = new Stand(folder.resolve(name), guarantee, journal)) {
      attempt(problems, () -> scenario.torment(stand));
      boolean settled = attempt(problems, stand::settle);
      attempt(problems, () -> end(stand));
      // Of a chain that is still at work nobody can say what it lost.
      Verdict verdict = settled ? judge(scenario, stand, problems) : Verdict.NONE;
      problems.forEach(problem -> journal.say("PROBLEM " + problem));
      return report(scenario, stand, verdict, problems);
    }
  }

  /** A step of a trial. */
  private interface Step {
    void run() throws InterruptedException;
  }

  private static boolean attempt(List<String> problems, Step step) throws InterruptedException {
    try {
      step.run();
      return true;
    } catch (ChaosFailure e) {
      problems.add(e.getMessage());
      return false;
    }
  }

  /** A clean stop leaves the groups at once: nobody waits for a session to expire. */
  private static void end(Stand stand) throws InterruptedException {
    stand.fleet().stopAll();
    if (!stand.watch().areEmpty(Chain.STAGES)) {
      throw new ChaosFailure("processes that were told to stop did not leave their groups");
    }
  }

  private static Verdict judge(Scenario scenario, Stand stand, List<String> problems) {
    Observation seen;
    try {
      seen = Observation.read(stand.broker().bootstrapServers(), stand.expectation().poison());
    } catch (KafkaException e) {
      problems.add("the topics cannot be read: " + e);
      return Verdict.NONE;
    }
    Verdict verdict =
        Verdict.of(stand.expectation().byTopic(), seen.byTopic(), stand.guarantee().once());
    problems.addAll(verdict.problems());
    seen.unreadable().forEach(at -> problems.add("cannot read " + at));
    problems.addAll(scenario.inspect(seen));
    return verdict;
  }

  private static Report report(
      Scenario scenario, Stand stand, Verdict verdict, List<String> problems) {
    Journal journal = stand.journal();
    return new Report(
        scenario.name(),
        stand.guarantee(),
        stand.expectation().published(),
        stand.expectation().faces(),
        journal.kills(),
        journal.pauses(),
        journal.stops(),
        stand.fleet().restarts(),
        verdict,
        journal.slowestRecovery(),
        journal.seconds(),
        List.copyOf(problems));
  }
}
