package dev.relievo.train.detail;

import dev.relievo.train.data.RecordFile;
import java.nio.ByteBuffer;

/**
 * How {@link UvFace}s lie in a file: name ({@value #NAME} bytes of UTF-8, zero padded), flags i32
 * (1 found, 2 validation, 4 synthetic), density and face as f32, texture, visibility and, in files
 * of renderings, relief as i16.
 *
 * @param size side of the maps, texels
 * @param vectorLength numbers of a face, {@link FaceVectors}
 * @param withRelief whether there is relief
 */
record UvFaceCodec(int size, int vectorLength, boolean withRelief)
    implements RecordFile.Codec<UvFace> {

  private static final int NAME = 128;
  private static final int FOUND = 1;
  private static final int VALIDATION = 2;
  private static final int SYNTHETIC = 4;

  /** Bytes before the maps. */
  int headLength() {
    return NAME + Integer.BYTES + Float.BYTES * (1 + vectorLength);
  }

  @Override
  public int length() {
    return headLength() + size * size * (4 + (withRelief ? Short.BYTES : 0));
  }

  @Override
  public void write(UvFace face, ByteBuffer b) {
    RecordFile.putText(face.name(), NAME, b);
    b.putInt(
        (face.found() ? FOUND : 0)
            | (face.validation() ? VALIDATION : 0)
            | (face.synthetic() ? SYNTHETIC : 0));
    b.putFloat(face.density());
    RecordFile.putFloats(face.face(), b);
    b.put(face.texture()).put(face.visibility());
    for (short micrometres : face.relief()) {
      b.putShort(micrometres);
    }
  }

  @Override
  public UvFace read(ByteBuffer b) {
    UvFace head = readHead(b);
    byte[] texture = new byte[3 * size * size], visibility = new byte[size * size];
    b.get(texture);
    b.get(visibility);
    short[] relief = new short[withRelief ? size * size : 0];
    b.asShortBuffer().get(relief);
    return new UvFace(
        head.name(),
        head.found(),
        head.validation(),
        head.synthetic(),
        texture,
        visibility,
        head.face(),
        head.density(),
        relief);
  }

  /** A face without its maps. */
  UvFace readHead(ByteBuffer b) {
    String name = RecordFile.getText(NAME, b);
    int flags = b.getInt();
    float density = b.getFloat();
    return new UvFace(
        name,
        (flags & FOUND) != 0,
        (flags & VALIDATION) != 0,
        (flags & SYNTHETIC) != 0,
        new byte[0],
        new byte[0],
        RecordFile.getFloats(vectorLength, b),
        density,
        new short[0]);
  }
}
