package dev.relievo.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.relievo.stream.Letter;
import dev.relievo.stream.LetterListing;
import dev.relievo.stream.LetterSource;
import dev.relievo.stream.Printable;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/** Dead letters as text and as JSON; whatever comes from a record is made fit for a terminal. */
final class LetterView {

  private static final ObjectMapper JSON = new ObjectMapper();

  private LetterView() {}

  /** One line a letter. */
  static void table(LetterListing listing, PrintWriter out) {
    out.printf(
        "%-20s %-20s %-17s %-32s %-8s %s%n",
        "id", "died", "reason", "record", "replayed", "message");
    for (Letter letter : listing.letters()) {
      out.printf(
          "%-20s %-20s %-17s %-32s %-8s %s%n",
          letter.id(),
          letter.content().getFailedAt().truncatedTo(ChronoUnit.SECONDS),
          letter.content().getReason(),
          Printable.of(letter.source().toString()),
          letter.replayedAs() == null ? "no" : "yes",
          Printable.of(letter.content().getMessage()));
    }
    Map<String, Integer> counts = new TreeMap<>();
    listing
        .letters()
        .forEach(l -> counts.merge(l.stage() + " " + l.content().getReason(), 1, Integer::sum));
    out.printf("%n%d of %d letters %s%n", listing.letters().size(), listing.matching(), counts);
    if (listing.unreadable() > 0) {
      out.printf("%d records there are no dead letters%n", listing.unreadable());
    }
  }

  /** {@code {"matching", "unreadable", "letters": [...]}}, each as {@link #json(Letter)}. */
  static String json(LetterListing listing) {
    ObjectNode root = JSON.createObjectNode();
    root.put("matching", listing.matching()).put("unreadable", listing.unreadable());
    var letters = root.putArray("letters");
    listing.letters().forEach(letter -> letters.add(json(letter)));
    return root.toPrettyString();
  }

  static ObjectNode json(Letter letter) {
    ObjectNode node = JSON.createObjectNode();
    node.put("id", letter.id());
    node.put("stage", letter.stage());
    node.put("reason", letter.content().getReason().name());
    node.put("diedAt", letter.content().getFailedAt().toString());
    node.put("record", Printable.of(letter.source().toString()));
    node.put("letter", letter.at().toString());
    node.put("exceptionClass", text(letter.content().getExceptionClass()));
    node.put("message", text(letter.content().getMessage()));
    node.put("key", letter.key() == null ? null : Printable.of(letter.key()));
    node.put("payloadBytes", letter.payloadBytes() < 0 ? null : letter.payloadBytes());
    node.put("replays", letter.replays());
    node.put("replayedAs", letter.replayedAs() == null ? null : letter.replayedAs().toString());
    ObjectNode headers = node.putObject("headers");
    letter.headers().forEach((name, value) -> headers.put(Printable.of(name), Printable.of(value)));
    return node;
  }

  /** The letter as {@link #json(Letter)}, with {@code source}. */
  static String json(Letter letter, LetterSource source) {
    ObjectNode node = json(letter);
    ObjectNode record = node.putObject("source").put("present", source.present());
    if (source.present()) {
      record.put("key", source.key());
      record.put("valueBytes", source.value().bytes());
      record.put("format", source.value().format());
      record.put("head", source.value().head());
      ObjectNode headers = record.putObject("headers");
      source.headers().forEach(headers::put);
    } else {
      record.put("why", source.why());
    }
    return node.toPrettyString();
  }

  /** Everything that may be shown of one letter. */
  static void page(Letter letter, LetterSource source, PrintWriter out) {
    line(out, "letter", letter.id() + " (" + letter.at() + ")");
    line(out, "stage", letter.stage());
    line(out, "reason", letter.content().getReason().name());
    line(out, "message", Printable.of(letter.content().getMessage()));
    line(out, "exception", text(letter.content().getExceptionClass()));
    line(out, "died", letter.content().getFailedAt().toString());
    line(out, "key", Printable.of(letter.key()));
    letter.headers().forEach((name, value) -> header(out, name, Printable.of(value)));
    line(
        out,
        "payload",
        letter.payloadBytes() < 0 ? "not kept" : letter.payloadBytes() + " bytes, not shown");
    line(out, "replays", letter.replays() + " before it died");
    line(out, "replayed", letter.replayedAs() == null ? "not since" : "as " + letter.replayedAs());
    line(out, "record", Printable.of(letter.source().toString()));
    if (!source.present()) {
      line(out, "", Printable.of(source.why()));
      return;
    }
    line(out, "  key", source.key());
    source.headers().forEach((name, value) -> header(out, name, value));
    line(
        out,
        "  value",
        source.value().bytes() < 0 ? "none" : source.value().bytes() + " bytes, not shown");
    line(out, "  format", source.value().format());
    line(out, "  head", source.value().head());
  }

  private static void header(PrintWriter out, String name, String value) {
    line(out, "  header", Printable.of(name) + ": " + value);
  }

  private static void line(PrintWriter out, String name, String value) {
    out.println("%-10s %s".formatted(name, value == null ? "none" : value).stripTrailing());
  }

  private static String text(String text) {
    return text == null ? null : Printable.of(text);
  }
}
