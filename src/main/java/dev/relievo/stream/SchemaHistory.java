package dev.relievo.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Every version of a record's schema that was ever released, oldest first: resources {@code
 * schemas/history/<Name>/<n>.avsc}, n from 1.
 */
final class SchemaHistory {

  private SchemaHistory() {}

  /** The versions of a record, by its simple name; empty where it has none yet. */
  static List<Schema> of(String name) {
    List<Schema> versions = new ArrayList<>();
    for (int n = 1; ; n++) {
      String resource = "/schemas/history/" + name + "/" + n + ".avsc";
      try (InputStream in = SchemaHistory.class.getResourceAsStream(resource)) {
        if (in == null) {
          return versions;
        }
        versions.add(new Schema.Parser().parse(in));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the schema " + resource, e);
      }
    }
  }
}
