package dev.relievo.video;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * The parts of a {@code multipart/x-mixed-replace} answer (RFC 2046), as cameras write it: what
 * separates parts is taken from the first of them, as cameras name it with and without its dashes,
 * and a part's length is believed where it is given and true. Everything is bounded; what is larger
 * ends the stream.
 */
final class MultipartReader {

  /** The largest picture, 16 MiB: what a frame may have. */
  static final int MAX_PART = 16 << 20;

  private static final int MAX_LINE = 1024;
  private static final int MAX_HEADERS = 32;
  private static final int MAX_PREAMBLE_LINES = 64;
  private static final String LENGTH = "content-length:";

  private final TimedBody in;
  private byte[] delimiter;
  private boolean ended;
  private long damaged;

  MultipartReader(TimedBody in) {
    this.in = in;
  }

  /**
   * The next part that is a JPEG; null after the last.
   *
   * @throws VideoException where it is no such answer, or one beyond the bounds
   * @throws IOException where the connection is lost or silent
   */
  byte[] next() throws IOException, InterruptedException {
    if (delimiter == null) {
      findFirst();
    }
    while (!ended) {
      int length = readHeaders();
      byte[] part = length < 0 ? readToDelimiter() : readPart(length);
      if (JpegPacket.isJpeg(part)) {
        return part;
      }
      damaged++;
    }
    return null;
  }

  /** Parts so far that were no JPEGs, or were longer or shorter than they said. */
  long damaged() {
    return damaged;
  }

  private void findFirst() throws IOException, InterruptedException {
    for (int i = 0; i < MAX_PREAMBLE_LINES; i++) {
      String line = readLine();
      if (line.startsWith("--")) {
        delimiter = ("\r\n" + line.strip()).getBytes(StandardCharsets.ISO_8859_1);
        return;
      }
    }
    throw new VideoException("no boundary between pictures is found");
  }

  /** The length that the part says it has; negative where it says none. */
  private int readHeaders() throws IOException, InterruptedException {
    int length = -1;
    for (int i = 0; i < MAX_HEADERS; i++) {
      String line = readLine();
      if (line.isEmpty()) {
        return length;
      }
      if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
        length = length(line.substring(LENGTH.length()).strip());
      }
    }
    throw new VideoException("a part has more than " + MAX_HEADERS + " headers");
  }

  private static int length(String text) throws VideoException {
    // Of nine digits at most, so that it is a number; nonsense is no length.
    if (!text.matches("[0-9]{1,19}")) {
      return -1;
    }
    if (text.length() > 9 || Integer.parseInt(text) > MAX_PART) {
      throw tooLarge();
    }
    return Integer.parseInt(text);
  }

  private static VideoException tooLarge() {
    return new VideoException("a picture has more than " + MAX_PART + " bytes");
  }

  private byte[] readPart(int length) throws IOException, InterruptedException {
    byte[] part = new byte[length];
    in.read(part);
    byte[] rest = readToDelimiter();
    if (rest.length > 0) {
      // More than it said; what is there is a beginning only.
      damaged++;
    }
    return part;
  }

  /** What comes before the next delimiter, which is read as well, with its line. */
  private byte[] readToDelimiter() throws IOException, InterruptedException {
    Accumulated part = new Accumulated();
    int last = delimiter[delimiter.length - 1] & 0xff;
    while (true) {
      int next = in.read();
      part.write(next);
      if (next == last && part.endsWith(delimiter)) {
        ended = readLine().startsWith("--");
        return part.without(delimiter.length);
      }
      if (part.size() > MAX_PART + delimiter.length) {
        throw tooLarge();
      }
    }
  }

  /** Without its end; cameras also write LF alone. */
  private String readLine() throws IOException, InterruptedException {
    StringBuilder line = new StringBuilder();
    int next;
    while ((next = in.read()) != '\n') {
      if (line.length() == MAX_LINE) {
        throw new VideoException("a line has more than " + MAX_LINE + " characters");
      }
      line.append((char) next);
    }
    int length = line.length();
    return length > 0 && line.charAt(length - 1) == '\r'
        ? line.substring(0, length - 1)
        : line.toString();
  }

  /** Bytes so far. */
  private static final class Accumulated extends ByteArrayOutputStream {

    boolean endsWith(byte[] end) {
      if (count < end.length) {
        return false;
      }
      for (int i = 0; i < end.length; i++) {
        if (buf[count - end.length + i] != end[i]) {
          return false;
        }
      }
      return true;
    }

    byte[] without(int last) {
      return Arrays.copyOf(buf, count - last);
    }
  }
}
