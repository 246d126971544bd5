package dev.relievo.stream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Passwords, from options or from files. None of them gets into a message. */
public final class Secrets {

  private static final int LONGEST = 4096;

  private Secrets() {}

  /**
   * A password that is given as it is or in a file, whose line's end is no part of it.
   *
   * @param options what the options' names start with, for messages
   * @return empty where none is given
   * @throws SettingsException where both are given, or the file cannot be used
   */
  public static Optional<String> of(String options, Optional<String> given, Optional<Path> file) {
    if (file.isEmpty()) {
      return given;
    }
    if (given.isPresent()) {
      throw new SettingsException(
          options + "password and " + options + "password-file are both set; keep one");
    }
    return Optional.of(read(options, file.get()));
  }

  private static String read(String options, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new SettingsException(
            options + "password-file: " + file + " is too long for a password");
      }
      return new String(bytes, StandardCharsets.UTF_8).replaceAll("\\R$", "");
    } catch (IOException e) {
      throw new SettingsException(options + "password-file: cannot read " + file);
    }
  }
}
