package dev.relievo.nn;

import java.util.List;
import java.util.Locale;

/** Tells a lack of memory, the machine's or a device's, from other failures. */
final class OutOfMemory {

  /** A chain of causes is as long as somebody makes it, and may be a circle. */
  private static final int DEEPEST = 16;

  /**
   * What PyTorch's allocators for CPU and CUDA, cuBLAS, cuDNN and OpenCV write where they get no
   * memory; their bindings have no exception of its own for it.
   */
  private static final List<String> WORDS =
      List.of(
          "out of memory",
          "not enough memory",
          "insufficient memory",
          "can't allocate memory",
          "cannot allocate memory",
          "status_alloc_failed");

  private OutOfMemory() {}

  /** Whether this, or what caused it, is a lack of memory. */
  static boolean is(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof OutOfMemoryError || saysSo(cause.getMessage())) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static boolean saysSo(String message) {
    if (message == null) {
      return false;
    }
    String lower = message.toLowerCase(Locale.ROOT);
    return WORDS.stream().anyMatch(lower::contains);
  }
}
