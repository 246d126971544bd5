package dev.relievo.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder of photographs with an {@code index.csv}: a header line, then {@code
 * file,split,licence}. Photographs of the London set have their hand-placed landmarks in a CSV of
 * the same name.
 */
public final class PhotoIndex {

  private PhotoIndex() {}

  /**
   * A photograph.
   *
   * @param file path of the picture
   * @param name path inside the folder
   * @param split train or validation
   */
  public record Photo(Path file, String name, String split) {

    /** The set it belongs to: the first folder of its name. */
    public String set() {
      int slash = name.indexOf('/');
      return slash < 0 ? "" : name.substring(0, slash);
    }

    /** The hand-placed landmarks beside it; may not exist. */
    public Path landmarks() {
      String base = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
      return file.resolveSibling(base + ".csv");
    }
  }

  /**
   * Reads the index.
   *
   * @throws IOException where there is none or a line is malformed
   */
  public static List<Photo> read(Path folder) throws IOException {
    Path index = folder.resolve("index.csv");
    if (!Files.isRegularFile(index)) {
      throw new IOException(folder + " has no index.csv (a line a picture: file,split,licence)");
    }
    List<Photo> photos = new ArrayList<>();
    List<String> lines = Files.readAllLines(index);
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",", 3);
      if (fields.length < 2) {
        throw new IOException(index + ": expected file,split,licence, got: " + line);
      }
      photos.add(new Photo(folder.resolve(fields[0]), fields[0], fields[1]));
    }
    return photos;
  }

  /**
   * Points from a CSV with the header {@code x,y}.
   *
   * @return n x 2, pixels, origin top left
   */
  static float[] points(Path csv) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    float[] out = new float[2 * (lines.size() - 1)];
    for (int i = 1; i < lines.size(); i++) {
      String[] fields = lines.get(i).split(",");
      out[2 * i - 2] = Float.parseFloat(fields[0]);
      out[2 * i - 1] = Float.parseFloat(fields[1]);
    }
    return out;
  }
}
