package dev.relievo.stream;

/** The key of every record: the id of its camera in UTF-8. */
final class CameraKey {

  /** Characters of an id, as in Frame.avsc. */
  static final int MAX_LENGTH = 200;

  private static final int MAX_BYTES = 4 * MAX_LENGTH;

  private CameraKey() {}

  /** Whether a key may be one: a longer one is none of ours and may be anything. */
  static boolean fits(byte[] key) {
    return key != null && key.length <= MAX_BYTES;
  }
}
