package dev.relievo.nn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** In which numbers a network computes; what it is given and what it answers is f32 always. */
public enum Precision {
  /**
   * {@link #BFLOAT16} where the processor multiplies such numbers (AMX, or AVX-512 with BF16), else
   * {@link #FLOAT32}.
   */
  AUTO,
  /** 24 bits of precision. */
  FLOAT32,
  /**
   * 8 bits of precision, the range of f32: faster where the processor multiplies such numbers,
   * slower or not there elsewhere.
   */
  BFLOAT16;

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /** As Linux names what multiplies bfloat16: matrices of it, and vectors. */
  private static final List<String> FLAGS = List.of("amx_bf16", "avx512_bf16");

  private static final boolean FAST = multiplies(PROCESSORS);

  /** Whether this machine's processors multiply bfloat16. */
  public static boolean isBfloat16Fast() {
    return FAST;
  }

  /**
   * Whether processors have AMX or AVX-512 for bfloat16.
   *
   * @param description Linux's; where there is none, they count as without
   */
  static boolean multiplies(Path description) {
    try {
      return Files.readString(description, StandardCharsets.ISO_8859_1)
          .lines()
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .filter(flags -> !Collections.disjoint(FLAGS, Arrays.asList(flags.split("\\s+"))))
          .isPresent();
    } catch (IOException e) {
      return false;
    }
  }
}
