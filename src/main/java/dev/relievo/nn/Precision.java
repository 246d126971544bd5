package dev.relievo.nn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** In which numbers a network computes; what it is given and what it answers is f32 always. */
public enum Precision {
  /**
   * {@link #BFLOAT16} where the processor multiplies such matrices (AMX), else {@link #FLOAT32}.
   */
  AUTO,
  /** 24 bits of precision. */
  FLOAT32,
  /** 8 bits of precision, the range of f32: faster with AMX, slower or not there without. */
  BFLOAT16;

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private static final boolean FAST = multipliesMatrices(PROCESSORS);

  /** Whether this machine's processors multiply matrices of bfloat16. */
  public static boolean isBfloat16Fast() {
    return FAST;
  }

  /**
   * Whether processors have AMX for bfloat16.
   *
   * @param description Linux's; where there is none, they count as without
   */
  static boolean multipliesMatrices(Path description) {
    try {
      return Files.readString(description, StandardCharsets.ISO_8859_1)
          .lines()
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .filter(flags -> Arrays.asList(flags.split("\\s+")).contains("amx_bf16"))
          .isPresent();
    } catch (IOException e) {
      return false;
    }
  }
}
