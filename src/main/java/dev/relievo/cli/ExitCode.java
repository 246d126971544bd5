package dev.relievo.cli;

/** What the process's exit code means; {@code relievo --help} lists them. */
final class ExitCode {

  /** Done. */
  static final int OK = 0;

  /**
   * It ran, but not everything came out: no face was found, or one could not be finished, or part
   * of a video is damaged.
   */
  static final int INCOMPLETE = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** A file is missing or is no usable photograph or video. */
  static final int BAD_INPUT = 3;

  /** Kafka does not answer, lacks topics or refuses; a camera does; or a stage cannot run. */
  static final int UNAVAILABLE = 4;

  /** A dead letter, or the record that it is about, is not there any more. */
  static final int GONE = 5;

  /** A record was replayed too often already, or must not be. */
  static final int REFUSED = 6;

  /** A defect of this program. */
  static final int INTERNAL = 70;

  /** Interrupted, as shells have it. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
