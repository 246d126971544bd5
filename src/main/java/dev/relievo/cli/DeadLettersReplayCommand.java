package dev.relievo.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.Letter;
import dev.relievo.stream.LetterListing;
import dev.relievo.stream.LetterReader;
import dev.relievo.stream.LetterReplayer;
import dev.relievo.stream.Printable;
import dev.relievo.stream.RecordLocation;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.ReplayResult;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code relievo dead-letters replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Write records that died once more to the topic and partition where they came from.",
      "A record is taken from its topic as long as it lies there, with its key and its headers,"
          + " else from the letter's payload if that was kept. Added are the headers \"replays\","
          + " how often it was replayed, and \"replay-of\", where it lay first; \"deadline\" is"
          + " left out, as it has passed. A replayed record comes after newer ones of its camera.",
      "Records that were replayed already are left out unless named by id or with --again. The exit"
          + " code is 5 where a record is gone, else 6 where one must not be replayed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relievo dead-letters replay detect/3/17 detect/0/4",
      "  relievo dead-letters replay --stage detect --reason INVALID_RECORD --since 2h --dry-run",
      "  relievo dead-letters replay --all"
    })
final class DeadLettersReplayCommand implements Callable<Integer> {

  @Inject RelievoConfig config;
  @Mixin private KafkaOption kafka;
  @Mixin private LetterOptions letters;
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "ID",
      description = "STAGE/PARTITION/OFFSET of a letter, or TOPIC/PARTITION/OFFSET of its record.")
  private List<String> ids = List.of();

  @Option(names = "--all", description = "The letters of all stages.")
  private boolean all;

  @Option(names = "--again", description = "Also records that were replayed already.")
  private boolean again;

  @Option(names = "--dry-run", description = "Say what would be done, and write nothing.")
  private boolean dryRun;

  @Option(
      names = "--max-replays",
      paramLabel = "N",
      defaultValue = "3",
      description = "A record that was replayed N times is refused; default ${DEFAULT-VALUE}.")
  private int mostReplays;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "At most N letters, the oldest; default ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--json", description = "Print one JSON object: what became of each letter.")
  private boolean json;

  private final ObjectNode report = new ObjectMapper().createObjectNode();
  private int replayed;
  private int gone;
  private int refused;

  @Override
  public Integer call() {
    check();
    KafkaSettings settings = kafka.settings(config);
    try (LetterReader reader = new LetterReader(settings);
        LetterReplayer replayer = new LetterReplayer(settings, reader, mostReplays, dryRun)) {
      for (Letter letter : chosen(reader)) {
        tell(letter, replayer.replay(letter));
      }
    }
    say("%d %s, %d gone, %d refused", replayed, dryRun ? "to replay" : "replayed", gone, refused);
    if (json) {
      report.put("dryRun", dryRun).put("replayed", replayed);
      report.put("gone", gone).put("refused", refused);
      spec.commandLine().getOut().println(report.toPrettyString());
    }
    int otherwise = refused > 0 ? ExitCode.REFUSED : ExitCode.OK;
    return gone > 0 ? ExitCode.GONE : otherwise;
  }

  private void check() {
    LetterOptions.requirePositive("--limit", limit);
    LetterOptions.requirePositive("--max-replays", mostReplays);
    boolean some = letters.isGiven() || all;
    if (ids.isEmpty() == !some) {
      throw new CommandFailure(
          ExitCode.USAGE,
          ids.isEmpty()
              ? "which letters? Name ids, or say --stage, --reason, --since or --all"
              : "name either ids or --stage, --reason, --since and --all, not both");
    }
  }

  /** One letter a record. */
  private List<Letter> chosen(LetterReader reader) {
    if (!ids.isEmpty()) {
      return distinct(ids.stream().map(id -> LetterOptions.find(id, reader)).toList());
    }
    LetterListing listing = reader.list(letters.filter(!again), limit, LetterReader.Keep.OLDEST);
    if (listing.matching() > limit) {
      say("the oldest %d of %d letters; repeat for the rest", limit, listing.matching());
    }
    return distinct(listing.letters());
  }

  private static List<Letter> distinct(List<Letter> letters) {
    Set<RecordLocation> seen = new HashSet<>();
    List<Letter> distinct = new ArrayList<>();
    for (Letter letter : letters) {
      if (seen.add(letter.source())) {
        distinct.add(letter);
      }
    }
    return distinct;
  }

  private void tell(Letter letter, ReplayResult result) {
    String what = letter.id() + " " + Printable.of(letter.source().toString());
    ObjectNode node =
        report
            .withArray("letters")
            .addObject()
            .put("id", letter.id())
            .put("record", Printable.of(letter.source().toString()));
    if (result instanceof ReplayResult.Replayed done) {
      replayed++;
      String where = done.to() == null ? "to replay" : "replayed as " + done.to();
      String from = done.from() == ReplayResult.From.LETTER ? " from the letter's payload" : "";
      node.put("outcome", "REPLAYED").put("time", done.count());
      node.put("to", done.to() == null ? null : done.to().toString());
      say("%s %s%s, time %d", what, where, from, done.count());
    } else if (result instanceof ReplayResult.Gone missing) {
      gone++;
      node.put("outcome", "GONE").put("why", Printable.of(missing.why()));
      say("%s GONE: %s", what, Printable.of(missing.why()));
    } else if (result instanceof ReplayResult.Refused no) {
      refused++;
      node.put("outcome", "REFUSED").put("why", Printable.of(no.why()));
      say("%s REFUSED: %s", what, Printable.of(no.why()));
    }
  }

  private void say(String format, Object... arguments) {
    if (json) {
      return;
    }
    spec.commandLine().getOut().printf(format + "%n", arguments);
  }
}
