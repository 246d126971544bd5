package dev.relievo.train.data;

import dev.relievo.face.Camera;
import dev.relievo.face.CropCamera;
import dev.relievo.face.FaceLandmarks;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file of {@link StoredFace}s: a header that says what the faces were made of, then records of
 * one length. Records are only appended, so that work which was interrupted goes on where it
 * stopped, and read one at a time, so that a large set needs no memory. Safe to read while another
 * thread appends.
 *
 * <p>Little endian. Header: the key, {@value #KEY} bytes of ASCII. Record: name ({@value #NAME}
 * bytes of UTF-8, zero padded), person i32, flags i32 (1 found, 2 validation), landmark error,
 * photometric error, teacher, camera (focal, x, y, rotation) as f32, landmarks, truth, pixels, and
 * visible as bits.
 */
final class FaceFile implements AutoCloseable {

  private static final int KEY = 64;
  private static final int NAME = 128;
  private static final int FOUND = 1;
  private static final int VALIDATION = 2;
  private static final int SIDE = StoredFace.SIZE;
  private static final int FIXED = NAME + 2 * Integer.BYTES + 7 * Float.BYTES;

  /** Not a channel: those close for everybody when a thread that reads is interrupted. */
  private final RandomAccessFile file;

  private final int vectorLength;
  private final int recordLength;
  private volatile int count;

  private FaceFile(RandomAccessFile file, int vectorLength) throws IOException {
    this.file = file;
    this.vectorLength = vectorLength;
    recordLength =
        FIXED
            + Float.BYTES * (3 * FaceLandmarks.COUNT + vectorLength)
            + 3 * SIDE * SIDE
            + SIDE * SIDE / Byte.SIZE;
    count = (int) Math.max(0, (file.length() - KEY) / recordLength);
  }

  /**
   * Opens a file, or begins it anew where its key is another.
   *
   * @param key {@value #KEY} ASCII characters: a hash of all that the faces depend on
   * @param vectorLength numbers of truth a face
   */
  static FaceFile open(Path path, String key, int vectorLength) throws IOException {
    byte[] wanted = key.getBytes(StandardCharsets.US_ASCII);
    if (wanted.length != KEY) {
      throw new IllegalArgumentException("a key has " + KEY + " characters, not " + wanted.length);
    }
    Files.createDirectories(path.toAbsolutePath().getParent());
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    byte[] actual = new byte[KEY];
    if (file.length() >= KEY) {
      file.readFully(actual);
    }
    if (!Arrays.equals(actual, wanted)) {
      file.setLength(0);
      file.write(wanted);
    }
    return new FaceFile(file, vectorLength);
  }

  /** Faces in the file. */
  int count() {
    return count;
  }

  /** Appends a face; one thread at a time. */
  synchronized void append(StoredFace face) throws IOException {
    ByteBuffer b = ByteBuffer.allocate(recordLength).order(ByteOrder.LITTLE_ENDIAN);
    byte[] name = face.name().getBytes(StandardCharsets.UTF_8);
    b.put(name, 0, Math.min(name.length, NAME)).position(NAME);
    b.putInt(face.person());
    b.putInt((face.found() ? FOUND : 0) | (face.validation() ? VALIDATION : 0));
    b.putFloat(face.landmarkError()).putFloat(face.photometricError()).putFloat(face.teacher());
    Camera camera = face.camera().camera();
    b.putFloat((float) camera.focal()).putFloat((float) camera.centreX());
    b.putFloat((float) camera.centreY()).putFloat((float) face.camera().rotation());
    for (float v : face.landmarks()) {
      b.putFloat(v);
    }
    for (float v : face.truth()) {
      b.putFloat(v);
    }
    b.put(face.pixels());
    for (int i = 0; i < face.visible().length; i += Byte.SIZE) {
      int bits = 0;
      for (int k = 0; k < Byte.SIZE; k++) {
        bits |= face.visible()[i + k] << k;
      }
      b.put((byte) bits);
    }
    file.seek(KEY + (long) count * recordLength);
    file.write(b.array());
    count++;
  }

  /** A face by its place. */
  StoredFace read(int index) throws IOException {
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException("face " + index + " of " + count);
    }
    byte[] record = new byte[recordLength];
    synchronized (this) {
      file.seek(KEY + (long) index * recordLength);
      file.readFully(record);
    }
    return parse(ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN));
  }

  private StoredFace parse(ByteBuffer b) {
    int length = 0;
    while (length < NAME && b.get(length) != 0) {
      length++;
    }
    String name = new String(b.array(), 0, length, StandardCharsets.UTF_8);
    b.position(NAME);
    int person = b.getInt(), flags = b.getInt();
    float landmarkError = b.getFloat(), photometricError = b.getFloat(), teacher = b.getFloat();
    Camera camera = new Camera(b.getFloat(), b.getFloat(), b.getFloat());
    CropCamera crop = new CropCamera(camera, b.getFloat(), SIDE);
    float[] landmarks = floats(b, 3 * FaceLandmarks.COUNT);
    float[] truth = floats(b, vectorLength);
    byte[] pixels = new byte[3 * SIDE * SIDE];
    b.get(pixels);
    byte[] visible = new byte[SIDE * SIDE];
    for (int i = 0; i < visible.length; i += Byte.SIZE) {
      int bits = b.get();
      for (int k = 0; k < Byte.SIZE; k++) {
        visible[i + k] = (byte) (bits >> k & 1);
      }
    }
    return new StoredFace(
        name,
        person,
        (flags & FOUND) != 0,
        (flags & VALIDATION) != 0,
        pixels,
        visible,
        landmarks,
        crop,
        truth,
        landmarkError,
        photometricError,
        teacher);
  }

  private static float[] floats(ByteBuffer b, int n) {
    float[] out = new float[n];
    for (int i = 0; i < n; i++) {
      out[i] = b.getFloat();
    }
    return out;
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
