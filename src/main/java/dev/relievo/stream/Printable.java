package dev.relievo.stream;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text that nobody vouches for, made fit for a terminal: no control characters, not long. */
public final class Printable {

  private static final int MOST = 300;

  private Printable() {}

  /** The text without control characters, in one line, shortened to 300 characters. */
  public static String of(String text) {
    String kept = text.length() <= MOST ? text : text.substring(0, MOST) + "...";
    return kept.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
  }

  /** Bytes that are short UTF-8 as {@link #of(String)}; of others only how many there are. */
  public static String of(byte[] bytes) {
    if (bytes == null) {
      return "none";
    }
    if (bytes.length <= MOST) {
      try {
        return of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
      } catch (CharacterCodingException e) {
        // No text: said below.
      }
    }
    return "(" + bytes.length + " bytes)";
  }
}
