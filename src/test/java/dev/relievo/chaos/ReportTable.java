package dev.relievo.chaos;

import dev.relievo.evaluate.Metrics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Reports as a table for people and as JSON for machines. */
final class ReportTable {

  private final List<Report> reports;

  ReportTable(List<Report> reports) {
    this.reports = reports;
  }

  void print(PrintWriter out) {
    String row = "%-12s %-15s %5s %6s %5s %8s %6s %7s %6s %5s %8s %7s %10s %8s %7s  %s%n";
    out.printf(
        row,
        "scenario",
        "guarantee",
        "kills",
        "pauses",
        "stops",
        "restarts",
        "in",
        "out",
        "faces",
        "shed",
        "letters",
        "missing",
        "duplicates",
        "disorder",
        "recover",
        "");
    for (Report r : reports) {
      Verdict v = r.verdict();
      out.printf(
          row,
          r.scenario(),
          r.guarantee().option(),
          r.kills(),
          r.pauses(),
          r.stops(),
          r.restarts(),
          r.in(),
          v.out(),
          r.faces(),
          v.shed(),
          v.letters(),
          v.missing(),
          v.duplicates(),
          v.disordered(),
          String.format(Locale.ROOT, "%.1f s", r.recoverySeconds()),
          r.isGood() ? "ok" : "FAILED");
    }
    reports.forEach(r -> r.problems().forEach(p -> out.println(name(r) + ": " + p)));
    out.flush();
  }

  /**
   * Writes {@code chaos.<scenario>.<guarantee>.<figure>}; n is the records published.
   *
   * @throws IOException where the file cannot be written
   */
  void write(Path file) throws IOException {
    Metrics metrics = new Metrics();
    for (Report r : reports) {
      Verdict v = r.verdict();
      put(metrics, r, "kills", r.kills());
      put(metrics, r, "pauses", r.pauses());
      put(metrics, r, "stops", r.stops());
      put(metrics, r, "restarts", r.restarts());
      put(metrics, r, "in", r.in());
      put(metrics, r, "faces", r.faces());
      put(metrics, r, "out", v.out());
      put(metrics, r, "shed", v.shed());
      put(metrics, r, "dead_letters", v.letters());
      put(metrics, r, "missing", v.missing());
      put(metrics, r, "duplicates", v.duplicates());
      put(metrics, r, "disordered", v.disordered());
      put(metrics, r, "wrong", v.wrong());
      put(metrics, r, "seconds_to_recover", r.recoverySeconds());
      put(metrics, r, "seconds", r.seconds());
      put(metrics, r, "problems", r.problems().size());
    }
    metrics.write(file);
  }

  private static void put(Metrics metrics, Report report, String figure, double value) {
    metrics.put(name(report) + "." + figure, value, report.in());
  }

  private static String name(Report report) {
    return "chaos." + report.scenario() + "." + report.guarantee().option();
  }
}
