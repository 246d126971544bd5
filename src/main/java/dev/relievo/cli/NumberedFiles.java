package dev.relievo.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files whose names hold a number, such as {@code img_%04d.png}, in the order of the numbers. */
final class NumberedFiles {

  private static final Pattern PLACE = Pattern.compile("%(0[0-9])?d");

  private NumberedFiles() {}

  /** Whether a file's name holds the place of a number. */
  static boolean isPattern(Path path) {
    return path.getFileName() != null && PLACE.matcher(path.getFileName().toString()).find();
  }

  /**
   * The files of a pattern; gaps between numbers are passed over.
   *
   * @throws CommandFailure where there are none
   */
  static List<Path> of(Path pattern) {
    String name = pattern.getFileName().toString();
    Matcher place = PLACE.matcher(name);
    if (!place.find()) {
      throw new IllegalArgumentException(name + " holds no place of a number");
    }
    String digits = place.group(1) == null ? "[0-9]+" : "[0-9]{" + place.group(1).charAt(1) + ",}";
    Pattern names =
        Pattern.compile(
            Pattern.quote(name.substring(0, place.start()))
                + "("
                + digits
                + ")"
                + Pattern.quote(name.substring(place.end())));
    Path folder = pattern.getParent() == null ? Path.of("") : pattern.getParent();
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files
              .filter(file -> names.matcher(file.getFileName().toString()).matches())
              .filter(Files::isRegularFile)
              .sorted(Comparator.comparing(file -> number(names, file)))
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, pattern + ": the folder cannot be read", e);
    }
    throw new CommandFailure(ExitCode.BAD_INPUT, pattern + ": there are no such files");
  }

  private static BigInteger number(Pattern names, Path file) {
    Matcher matcher = names.matcher(file.getFileName().toString());
    matcher.matches();
    return new BigInteger(matcher.group(1));
  }
}
