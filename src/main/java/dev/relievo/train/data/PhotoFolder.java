package dev.relievo.train.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The photographs of a folder.
 *
 * <p>With an {@code index.csv} (a header that names the columns {@code file}, {@code split} and, if
 * known, {@code person}) those of the split {@code train} are trained on and those of {@code
 * validation} only looked at. Without one, every picture in the folder and below counts, and about
 * one in {@value #HOLD_OUT}, chosen by its name, is for validation.
 *
 * <p>Who is the same person: the column {@code person}, or the number that begins the file names of
 * the Face Research Lab London Set (folder {@code london}, {@code 001_neutral.jpg}).
 */
public final class PhotoFolder {

  private static final String INDEX = "index.csv";
  private static final int HOLD_OUT = 20;
  private static final Set<String> PICTURES = Set.of("jpg", "jpeg", "png", "webp");
  private static final Pattern LONDON = Pattern.compile("(?:.*/)?london/(\\d+)_[^/]*");

  private PhotoFolder() {}

  /**
   * A photograph.
   *
   * @param file path of the picture
   * @param name path inside the folder, with slashes
   * @param person index of the person, -1 where unknown
   * @param validation kept out of training
   */
  public record Photo(Path file, String name, int person, boolean validation) {}

  /**
   * The photographs, ordered by the index or by name.
   *
   * @throws IOException where there are none to train on, or the index is malformed
   */
  public static List<Photo> read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is no folder of photographs");
    }
    Path index = folder.resolve(INDEX);
    List<Photo> photos = Files.isRegularFile(index) ? indexed(folder, index) : found(folder);
    if (photos.stream().allMatch(Photo::validation)) {
      throw new IOException(folder + " holds no photographs (jpg, png, webp) to train on");
    }
    return photos;
  }

  private static List<Photo> indexed(Path folder, Path index) throws IOException {
    List<String> lines = Files.readAllLines(index);
    List<String> header = lines.isEmpty() ? List.of() : Arrays.asList(lines.get(0).split(","));
    int file = header.indexOf("file"), split = header.indexOf("split");
    int person = header.indexOf("person");
    if (file < 0 || split < 0) {
      throw new IOException(index + ": the first line must name the columns file and split");
    }
    Map<String, Integer> people = new HashMap<>();
    List<Photo> out = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      if (line.isBlank()) {
        continue;
      }
      String[] fields = line.split(",", header.size());
      if (fields.length < Math.max(file, split) + 1) {
        throw new IOException(index + ": a line has too few columns: " + line);
      }
      String name = fields[file];
      boolean validation = fields[split].equals("validation");
      if (validation || fields[split].equals("train")) {
        String who = person >= 0 && person < fields.length ? fields[person] : london(name);
        out.add(new Photo(folder.resolve(name), name, number(who, people), validation));
      }
    }
    return out;
  }

  private static List<Photo> found(Path folder) throws IOException {
    Map<String, Integer> people = new HashMap<>();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).filter(PhotoFolder::isPicture).sorted().toList();
    }
    List<Photo> out = new ArrayList<>();
    for (Path file : files) {
      String name = folder.relativize(file).toString().replace('\\', '/');
      boolean validation =
          Math.floorMod(mix(name.hashCode()), HOLD_OUT) == 0 && !files.get(0).equals(file);
      out.add(new Photo(file, name, number(london(name), people), validation));
    }
    return out;
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return PICTURES.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /** The hash of a string barely changes its low digits with its middle: spread it. */
  private static int mix(int hash) {
    int h = (hash ^ hash >>> 16) * 0x85ebca6b;
    return h ^ h >>> 13;
  }

  private static String london(String name) {
    Matcher m = LONDON.matcher(name);
    return m.matches() ? "london " + m.group(1) : "";
  }

  private static int number(String who, Map<String, Integer> people) {
    return who.isBlank() ? -1 : people.computeIfAbsent(who, w -> people.size());
  }
}
