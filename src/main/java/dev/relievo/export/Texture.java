package dev.relievo.export;

import java.nio.ByteBuffer;

/**
 * An encoded texture of one of the two kinds that glTF allows.
 *
 * @param format what the bytes are
 * @param data position to limit; not copied, left alone
 */
public record Texture(Format format, ByteBuffer data) {

  /** Kind of image. */
  public enum Format {
    JPEG("image/jpeg", "jpg"),
    PNG("image/png", "png");

    private final String mimeType;
    private final String extension;

    Format(String mimeType, String extension) {
      this.mimeType = mimeType;
      this.extension = extension;
    }

    /** As glTF names it. */
    public String mimeType() {
      return mimeType;
    }

    /** Of a file, without the dot. */
    public String extension() {
      return extension;
    }
  }

  private static final int JPEG_START = 0xffd8ff;
  private static final int PNG_START = 0x89504e;

  /**
   * A texture whose format its first bytes tell.
   *
   * @throws IllegalArgumentException where they are neither JPEG nor PNG
   */
  public static Texture of(ByteBuffer data) {
    int start = data.remaining() < 4 ? 0 : startOf(data);
    return switch (start) {
      case JPEG_START -> new Texture(Format.JPEG, data);
      case PNG_START -> new Texture(Format.PNG, data);
      default ->
          throw new IllegalArgumentException(
              "a texture must be a JPEG or a PNG; these "
                  + data.remaining()
                  + " bytes are neither");
    };
  }

  private static int startOf(ByteBuffer data) {
    int at = data.position();
    return (data.get(at) & 0xff) << 16 | (data.get(at + 1) & 0xff) << 8 | data.get(at + 2) & 0xff;
  }

  /** The encoded bytes, copied. */
  public byte[] toBytes() {
    byte[] bytes = new byte[data.remaining()];
    data.duplicate().get(bytes);
    return bytes;
  }
}
