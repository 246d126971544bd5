package dev.relievo.stream;

import io.quarkus.logging.json.runtime.JsonFormatter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Everything that is logged until closed, as a person and as a collector of logs would get it. */
final class LogLines implements AutoCloseable {

  private static final String OURS = "dev.relievo";

  private final Logger root = LogContext.getLogContext().getLogger("");
  private final Logger ours = LogContext.getLogContext().getLogger(OURS);
  private final java.util.logging.Level before = ours.getLevel();
  private final List<String> text = new CopyOnWriteArrayList<>();
  private final List<String> json = new CopyOnWriteArrayList<>();
  private final PatternFormatter toText = new PatternFormatter("%d %-5p [%c] %X %s%e%n");
  private final JsonFormatter toJson = new JsonFormatter();

  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          ExtLogRecord record = ExtLogRecord.wrap(line);
          record.copyAll();
          text.add(toText.format(record));
          json.add(toJson.format(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /** Listens to everything, our own debugging lines included. */
  LogLines() {
    handler.setLevel(Level.ALL);
    ours.setLevel(Level.ALL);
    root.addHandler(handler);
  }

  List<String> text() {
    return text;
  }

  List<String> json() {
    return json;
  }

  @Override
  public void close() {
    root.removeHandler(handler);
    ours.setLevel(before);
  }
}
