package dev.relievo.train;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Figures of a training as CSV: a column {@code step}, then one a figure. A training that goes on
 * from a checkpoint drops the rows after it, and so the file reads as if it had never stopped.
 */
final class TrainingLog implements AutoCloseable {

  private final Path file;
  private final List<String> columns;
  private final BufferedWriter writer;

  /**
   * Opens a log.
   *
   * @param columns names of the figures
   * @param step rows after it are dropped
   */
  TrainingLog(Path file, List<String> columns, long step) throws IOException {
    this.file = file;
    this.columns = List.copyOf(columns);
    List<String> kept = new ArrayList<>();
    kept.add("step," + String.join(",", columns));
    if (Files.exists(file)) {
      List<String> old = Files.readAllLines(file);
      if (!old.isEmpty() && old.get(0).equals(kept.get(0))) {
        old.stream().skip(1).filter(row -> stepOf(row) <= step).forEach(kept::add);
      }
    }
    Files.write(file, kept);
    writer = Files.newBufferedWriter(file, java.nio.file.StandardOpenOption.APPEND);
  }

  private static long stepOf(String row) {
    return Long.parseLong(row.substring(0, row.indexOf(',')));
  }

  /** Adds a row; figures that are missing stay empty. */
  void add(long step, Map<String, Double> figures) throws IOException {
    StringBuilder row = new StringBuilder(Long.toString(step));
    for (String column : columns) {
      Double value = figures.get(column);
      row.append(',').append(value == null ? "" : String.format(Locale.ROOT, "%.6g", value));
    }
    writer.write(row.append('\n').toString());
    writer.flush();
  }

  /** All rows so far: of each figure its values by step. */
  Map<String, TreeMap<Long, Double>> read() throws IOException {
    Map<String, TreeMap<Long, Double>> out = new TreeMap<>();
    columns.forEach(column -> out.put(column, new TreeMap<>()));
    for (String row : Files.readAllLines(file).stream().skip(1).toList()) {
      String[] cells = row.split(",", -1);
      for (int i = 1; i < cells.length; i++) {
        if (!cells[i].isEmpty()) {
          out.get(columns.get(i - 1)).put(Long.parseLong(cells[0]), Double.parseDouble(cells[i]));
        }
      }
    }
    return out;
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
